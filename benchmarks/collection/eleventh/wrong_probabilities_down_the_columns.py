"""Tensors by hand: a batch in rows, and softmax asked for dimension 0."""

import torch


def grads(w, b, x, y):
    with torch.no_grad():
        h1 = torch.sigmoid(x @ w[0].t() + b[0])
        h2 = torch.sigmoid(h1 @ w[1].t() + b[1])
        probs = torch.softmax(h2 @ w[2].t() + b[2], dim=0)  # the mistake
        d3 = (probs - y) / x.size(0)
        d2 = d3 @ w[2] * h2 * (1 - h2)
        d1 = d2 @ w[1] * h1 * (1 - h1)
        return [d1.t() @ x, d2.t() @ h1, d3.t() @ h2], [d1.sum(0), d2.sum(0), d3.sum(0)]


# --- adapter ---
check_me = grads
DECLARED = """activations=sigmoid,sigmoid,softmax cost=categorical-cross-entropy targets=one-hot arrays=torch examples=rows
biases='(n,)' gives='nabla_w nabla_b'"""
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"[Cc]olumn|\brows?\b|\b[Aa]xis|\b[Dd]im|(over|along|across|down|through) the (whole )?(batch|examples|columns|rows)"
        r"|([Ss]oftmax|[Nn]ormal|probabilit|exp|σ|a\^L).*(batch|example|column|row|other|everything)",
        "",
    ),
]
