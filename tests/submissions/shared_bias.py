"""Neurons in pure Python, one bias for each layer, as in a well-known step-by-step example; right."""

import math


class NeuronLayer:
    def __init__(self, neurons, bias):
        self.neurons, self.bias = neurons, bias

    def feed_forward(self, inputs):
        self.inputs = inputs
        self.outputs = []
        for weights in self.neurons:
            net = sum(i * w for i, w in zip(inputs, weights, strict=True)) + self.bias
            self.outputs.append(1 / (1 + math.exp(-net)))
        return self.outputs


def pd_errors(layers, inputs, targets):
    for layer in layers:
        inputs = layer.feed_forward(inputs)
    pd = [-(t - o) * o * (1 - o) for t, o in zip(targets, inputs, strict=True)]
    result = []
    for layer in reversed(layers):
        result.insert(0, (sum(pd), [[p * i for i in layer.inputs] for p in pd]))
        back = [sum(p * n[j] for p, n in zip(pd, layer.neurons, strict=True)) for j in range(len(layer.inputs))]
        pd = [e * o * (1 - o) for e, o in zip(back, layer.inputs, strict=True)]
    return result


# --- glue ---
def submission(w, b, x, y):
    layers = [NeuronLayer(n, c[0]) for n, c in zip(w, b, strict=True)]
    return tuple(zip(*pd_errors(layers, x, y), strict=True))


CONVENTIONS = {"examples": "list", "weights": "neurons", "biases": "shared"}
