"""Tensors of torch, but the backward pass by hand, with addmm and masks; hard tanh below a linear layer."""

import numpy as np
import torch


def manual(weight, bias, data, wanted):
    weight = [torch.as_tensor(np.array(v)) for v in weight]
    bias = [torch.as_tensor(np.array(v)) for v in bias]
    h, wanted = torch.as_tensor(np.array(data)), torch.as_tensor(np.array(wanted))
    kept = []
    for i in range(len(weight)):
        pre = torch.addmm(bias[i], h, weight[i].t())
        kept.append((h, pre))
        h = pre.clamp(-1.0, 1.0) if i < len(weight) - 1 else pre
    grad = (h - wanted).div(h.shape[0])
    dw, db = [], []
    for i in range(len(weight) - 1, -1, -1):
        inp, pre = kept[i]
        if i < len(weight) - 1:
            grad = grad.masked_fill((pre <= -1) | (pre >= 1), 0.0)
        dw.append(grad.t().mm(inp).numpy())
        db.append(grad.sum(0).numpy())
        grad = grad.mm(weight[i])
    return dw[::-1], db[::-1]


# --- adapter ---
check_me = manual
DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=hardtanh,hardtanh,identity"
# --- answer ---
WRONG = []
