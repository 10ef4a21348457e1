"""Tensors without autograd: a layer is `torch.inner`, and parameters are pairs."""

import torch


@torch.no_grad()
def gradients(layers, x, target):
    inputs, pres = [], []
    h = x
    for weight, bias in layers:
        inputs.append(h)
        pres.append(torch.inner(h, weight) + bias)
        h = torch.nn.functional.softplus(pres[-1])
    back = h.sub(target)
    grads = []
    for (weight, _), given, pre in zip(reversed(layers), reversed(inputs), reversed(pres)):
        back = back.mul(torch.sigmoid(pre))
        grads.insert(0, (torch.einsum("bo,bi->oi", back, given), torch.sum(back, dim=0)))
        back = torch.matmul(back, weight)
    return grads


# --- adapter ---
check_me = gradients
DECLARED = """activations=softplus,softplus takes='params x y' gives=nabla_params parameters=pairs arrays=torch examples=rows
biases='(n,)' total=sum"""
# --- answer ---
WRONG = []
