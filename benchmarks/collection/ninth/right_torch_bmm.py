"""Tensors, but no autograd: the gradient of each example by bmm, and the mean of these."""

import torch


@torch.no_grad()
def per_example(w, b, x, y):
    ws, bs = [torch.as_tensor(v) for v in w], [torch.as_tensor(v) for v in b]
    acts = [torch.as_tensor(x)]
    for W, B in zip(ws, bs):
        acts.append(torch.sigmoid(acts[-1] @ W.mT + B))
    delta = (acts[-1] - torch.as_tensor(y)) * acts[-1] * (1 - acts[-1])
    gw, gb = [], []
    for l in range(len(ws) - 1, -1, -1):
        gw.append(torch.bmm(delta.unsqueeze(2), acts[l].unsqueeze(1)).mean(dim=0).numpy())
        gb.append(delta.mean(dim=0).numpy())
        delta = delta.mm(ws[l]).mul(acts[l]).mul(1 - acts[l])
    return gw[::-1], gb[::-1]


# --- adapter ---
check_me = per_example
DECLARED = "examples=rows biases='(n,)' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
