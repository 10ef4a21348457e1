"""A network that learns in place with a rate of one half and sums over what it is shown."""

import numpy as np


class Learner:
    rate = 0.5

    def __init__(self, synapses, thresholds):
        self.synapses = [s.copy() for s in synapses]
        self.thresholds = [t.copy() for t in thresholds]

    def think(self, sight):
        self.seen = [sight]
        for synapse, threshold in zip(self.synapses, self.thresholds):
            sight = 1 / (1 + np.exp(-(synapse.dot(sight) + threshold)))
            self.seen.append(sight)
        return sight

    def learn(self, sight, truth):
        surprise = truth - self.think(sight)
        changes = []
        for synapse, above, below in zip(self.synapses[::-1], self.seen[:0:-1], self.seen[-2::-1]):
            surprise = surprise * above * (1 - above)
            changes.insert(0, (surprise.dot(below.T), surprise.sum(axis=1, keepdims=True)))
            surprise = synapse.T.dot(surprise)
        for synapse, threshold, (ds, dt) in zip(self.synapses, self.thresholds, changes):
            synapse += self.rate * ds
            threshold += self.rate * dt
        return self.synapses, self.thresholds


# --- adapter ---
check_me = lambda w, b, x, y: Learner(w, b).learn(x, y)  # noqa: E731
DECLARED = "gives='w b' eta=0.5 total=sum"
# --- answer ---
WRONG = []
