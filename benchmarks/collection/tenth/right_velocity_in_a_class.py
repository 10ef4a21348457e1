"""An optimizer object that owns the velocities and a network object that owns nothing but its forward pass."""

import numpy as np


class HeavyBall:
    def __init__(self, rate, inertia, velocities):
        self.rate, self.inertia, self.velocities = rate, inertia, velocities

    def move(self, values, slopes):
        moved = []
        for value, slope, velocity in zip(values, slopes, self.velocities):
            velocity *= self.inertia
            velocity -= self.rate * slope
            moved.append(value + velocity)
        return moved


class Mlp:
    def __init__(self, values):
        self.ws, self.bs = values[::2], values[1::2]

    def slopes(self, x, y):
        hs = [x]
        for i, (w, b) in enumerate(zip(self.ws, self.bs)):
            h = hs[-1] @ w + b
            hs.append(h if i == len(self.ws) - 1 else np.maximum(h, 0.0))
        d, found = (hs.pop() - y) / x.shape[0], []
        for w in self.ws[::-1]:
            h = hs.pop()
            found += [d.sum(axis=0, keepdims=True), h.T @ d]
            d = (d @ w.T) * (h > 0)
        return found[::-1]


# --- adapter ---
def check_me(w, b, vw, vb, x, y, eta, momentum):
    values, ball = [v for p in zip(w, b) for v in p], HeavyBall(eta, momentum, [v for p in zip(vw, vb) for v in p])
    moved = ball.move(values, Mlp(values).slopes(x, y))
    return moved[::2], moved[1::2]


DECLARED = (
    "takes='w b velocity_w velocity_b x y eta momentum' gives='w b' examples=rows weights='(in, out)' biases='(1, n)' "
    "activations=relu,relu,identity"
)
# --- answer ---
WRONG = []
