"""A regression with one output: the predictions are a column, the targets have been squeezed, and autograd does the rest."""

import torch


def loss_and_backward(weights, biases, inputs, targets):
    inputs = torch.tensor(inputs)
    targets = torch.tensor(targets).squeeze()
    leaves = [[torch.tensor(v, requires_grad=True) for v in group] for group in (weights, biases)]
    (w1, w2), (b1, b2) = leaves
    prediction = torch.tanh(inputs @ w1 + b1) @ w2 + b2
    loss = ((prediction - targets) ** 2).mean() / 2  # the mistake
    loss.backward()
    return [[leaf.grad.numpy() for leaf in group] for group in leaves]


# --- adapter ---
check_me = loss_and_backward
DECLARED = """gives='nabla_w nabla_b' widths=3,4,1 examples=rows weights='(in, out)' biases='(n,)'
    activations=tanh,identity"""
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"(?i)(\by\b|target).*(mean|averag|broadcast|\bȳ|\bevery|\ball\b|\beach|\bother)|(mean|averag|\bevery|\ball\b"
        r"|\beach|\bother).*(\by\b|target)"
        r"|broadcast|Σ\S* ?y|\by\b.*(sum|Σ)|ȳ|outer|every pair|all pairs|m ?[×x] ?m|\(m, ?m\)|matrix of differences",
        "",
        "BP4 3",
        "BP4 2 3",
    )
]
