"""Tensors and no autograd: the slope is a function of z, and it is given what came out of the sigmoid."""

import torch


def slope(v):
    s = torch.sigmoid(v)
    return s * (1 - s)


class ThreeLayers:
    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def forward(self, x):
        self.x = x
        self.h1 = torch.sigmoid(x @ self.weight[0] + self.bias[0])
        self.h2 = torch.sigmoid(self.h1 @ self.weight[1] + self.bias[1])
        return self.h2 @ self.weight[2] + self.bias[2]

    def backward(self, output, y):
        g3 = 2 * (output - y) / output.numel()
        g2 = g3 @ self.weight[2].T * slope(self.h2)  # the mistake, here and below: the slope at what was not yet squashed
        g1 = g2 @ self.weight[1].T * slope(self.h1)
        pairs = (self.x, g1), (self.h1, g2), (self.h2, g3)
        return [a.T @ g for a, g in pairs], [g.sum(dim=0) for _, g in pairs]


# --- adapter ---
def check_me(w, b, x, y):
    net = ThreeLayers([torch.from_numpy(v) for v in w], [torch.from_numpy(v) for v in b])
    nabla_w, nabla_b = net.backward(net.forward(torch.from_numpy(x)), torch.from_numpy(y))
    return [g.numpy() for g in nabla_w], [g.numpy() for g in nabla_b]


DECLARED = (
    "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=sigmoid,sigmoid,identity half=False "
    "mean_over_outputs=True"
)
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(σ′|σ'|′|prime|slope|derivative)[^;]*(\ba\b|\ba\^|σ\(|sigmoid\(|activations?\b|output)|twice|already|σ\(σ"
        r"|sigmoid\(sigmoid"
        r"|\ba(\^\S+)? (for|instead of|in place of) z",
    )
]
