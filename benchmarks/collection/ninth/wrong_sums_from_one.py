"""The sums over the examples begin with ones where they should begin with zeros."""

import numpy as np


class Network(object):
    def __init__(self, w, b):
        self.w, self.b = w, b

    def one(self, x, y):
        seen = [x]
        for w, b in zip(self.w, self.b):
            seen.append(1 / (1 + np.exp(-(w @ seen[-1] + b))))
        delta = seen[-1] - y
        for l in range(len(self.w) - 1, -1, -1):
            yield l, delta[:, 0], delta @ seen[l].T
            delta = self.w[l].T @ delta * seen[l] * (1 - seen[l])

    def batch(self, X, Y):
        nabla_b = [np.ones(b.shape) for b in self.b]  # a mistake
        nabla_w = [np.ones(w.shape) for w in self.w]  # a mistake
        for x, y in zip(X, Y):
            for l, db, dw in self.one(x[:, None], y[:, None]):
                nabla_b[l] += db[:, None]
                nabla_w[l] += dw
        return [g / len(X) for g in nabla_b], [g / len(X) for g in nabla_w]


# --- adapter ---
check_me = lambda w, b, x, y: Network(w, b).batch(x, y)
DECLARED = "examples=rows cost=cross-entropy"
# --- answer ---
ONES = (
    r"(?i)\bones?\b|1/m|1/5\b|0\.2\b|\bstart|\bbeg[aiu]n|initial|\badded|offset|\+ ?1\b|constant|zeros|plus 1|too (large"
    r"|much)|1 (was|is|more)|shifted"
)
WRONG = [("BP3 2 3 4", ONES, ""), ("BP4 2 3 4", ONES, "")]
