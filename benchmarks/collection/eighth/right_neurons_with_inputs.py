"""Every neuron is an object that knows its weights, its bias, its inputs and its delta; layers are lists of them."""

from math import tanh


class Neuron:
    def __init__(self, weights, bias):
        self.weights, self.bias = list(weights), float(bias)

    def fire(self, inputs):
        self.inputs = inputs
        self.value = tanh(self.bias + sum(w * i for w, i in zip(self.weights, inputs)))
        return self.value

    def blame(self, error):
        self.delta = error * (1 - self.value * self.value)

    def share(self, j):
        return self.delta * self.weights[j]


class Brain:
    def __init__(self, weights, biases):
        self.layers = [[Neuron(*p) for p in zip(w, b)] for w, b in zip(weights, biases)]

    def think(self, inputs):
        for layer in self.layers:
            inputs = [neuron.fire(inputs) for neuron in layer]
        return inputs

    def learn(self, inputs, wanted):
        outputs = self.think(inputs)
        for neuron, o, t in zip(self.layers[-1], outputs, wanted):
            neuron.blame(o - t)
        for layer, after in reversed(list(zip(self.layers, self.layers[1:]))):
            for j, neuron in enumerate(layer):
                neuron.blame(sum(other.share(j) for other in after))
        of_b = [[n.delta for n in layer] for layer in self.layers]
        of_w = [[[n.delta * i for i in n.inputs] for n in layer] for layer in self.layers]
        return of_b, of_w


# --- adapter ---
def check_me(w, b, x, y):
    return Brain(w, b).learn(x, y)


DECLARED = "examples=list biases='(n,)' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
