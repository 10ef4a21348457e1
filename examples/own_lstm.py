"""An LSTM and its backpropagation through time, by hand in NumPy, and what nablacheck says about it."""

import numpy as np

from nablacheck import check_graph
from nablacheck.reference import Plan, blocks, links

STEPS, CELLS = 4, 3


def sigmoid(z):
    """1 / (1 + e^−z)"""
    return 1 / (1 + np.exp(-z))


def backprop(p, x, y):
    """∂C/∂ of every parameter by its name; x is (inputs, steps · examples), those of one step side by side."""
    m = y.shape[1]
    x = x.reshape(len(x), STEPS, m)
    h, c, seen = np.zeros((CELLS, m), x.dtype), np.zeros((CELLS, m), x.dtype), []
    for t in range(STEPS):
        z = {gate: p[f"w_{gate}"] @ x[:, t] + p[f"u_{gate}"] @ h + p[f"b_{gate}"] for gate in "ifog"}
        a = {gate: np.tanh(z[gate]) if gate == "g" else sigmoid(z[gate]) for gate in "ifog"}
        before = h, c
        c = a["f"] * c + a["i"] * a["g"]
        h = a["o"] * np.tanh(c)
        seen.append((x[:, t], before, a, c))
    delta = (p["w"] @ h + p["b"] - y) / m
    slopes = {name: np.zeros_like(array) for name, array in p.items()}
    slopes["w"], slopes["b"] = delta @ h.T, delta.sum(axis=1, keepdims=True)
    dh, dc = p["w"].T @ delta, np.zeros_like(c)
    for x_t, (h_before, c_before), a, c in reversed(seen):
        dc = dc + dh * a["o"] * (1 - np.tanh(c) ** 2)
        d = {
            "i": dc * a["g"] * a["i"] * (1 - a["i"]),
            "f": dc * c_before * a["f"] * (1 - a["f"]),
            "o": dh * np.tanh(c) * a["o"] * (1 - a["o"]),
            "g": dc * a["i"] * (1 - a["g"] ** 2),
        }
        for gate in "ifog":
            slopes[f"w_{gate}"] += d[gate] @ x_t.T
            slopes[f"u_{gate}"] += d[gate] @ h_before.T
            slopes[f"b_{gate}"] += d[gate].sum(axis=1, keepdims=True)
        dh, dc = sum(p[f"u_{gate}"].T @ d[gate] for gate in "ifog"), dc * a["f"]
    return slopes


def planned():
    """The same network in links: an LSTM over the steps, and a dense layer behind it, whose parameters are w and b."""
    plan = Plan((2, STEPS))
    state = blocks.lstm(plan, 1, CELLS)
    plan.layer("identity", plan.edge(links.Dense(), state, 2, weight="w"), bias="b")
    return plan.graph("quadratic")


if __name__ == "__main__":
    print(check_graph(backprop, planned()))  # noqa: T201
