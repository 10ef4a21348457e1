"""Tensors without their autograd: a column of ones is put behind every activation, so that each layer is one matrix."""

import torch


def pad(t):
    return torch.cat([t, torch.ones(t.size(0), 1, dtype=t.dtype)], dim=1)


@torch.no_grad()
def manual_backward(mats, x, y):
    xs = [pad(x)]
    for mat in mats[:-1]:
        xs.append(pad(torch.sigmoid(xs[-1].mm(mat))))
    out = torch.tanh(xs[-1].mm(mats[-1]))
    g = (out - y).mul(1 - out.square())
    grads = []
    for mat, inp in zip(reversed(mats), reversed(xs)):
        grads.append(inp.t().mm(g))
        g = g.mm(mat.t())[:, :-1] * (inp * (1 - inp))[:, :-1]
    return grads[::-1]


# --- adapter ---
def check_me(w, x, y):
    mats, x, y = [torch.as_tensor(m) for m in w], torch.as_tensor(x), torch.as_tensor(y)
    return [g.numpy() for g in manual_backward(mats, x, y)]


DECLARED = (
    "takes='w x y' gives=nabla_w biases='last row' weights='(in, out)' examples=rows total=sum activations=sigmoid,sigmoid,tanh"
)
# --- answer ---
WRONG = []
