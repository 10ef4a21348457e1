"""A scalar engine in the style of micrograd, the gradient in every leaf's .grad; right."""

import math


class Value:
    def __init__(self, data, children=()):
        self.data, self.grad, self._children = data, 0.0, children
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for child in v._children:
                    visit(child)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v._backward()


def loss(layers, x, y):
    for weights, biases in layers:
        rows = zip(weights, biases, strict=True)
        x = [sum((wi * xi for wi, xi in zip(row, x, strict=True)), bias).tanh() for row, bias in rows]
    total = Value(0.0)
    for out, target in zip(x, y, strict=True):
        error = out + -target
        total = total + error * error
    return total * 0.5


# --- glue ---
def submission(w, b, x, y):
    w = [[[Value(v) for v in row] for row in layer] for layer in w]
    b = [[Value(v) for v in layer] for layer in b]
    loss(list(zip(w, b, strict=True)), x, y).backward()
    return w, b


CONVENTIONS = {"activations": "tanh", "gives": "nabla_w nabla_b", "leaf": "grad", "examples": "list", "weights": "neurons"}
