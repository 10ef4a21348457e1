"""Custom torch.autograd.Function classes whose backward is written by hand."""

import torch


class Affine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return x.mm(weight) + bias

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        return grad.mm(weight.t()), x.t().mm(grad), grad.sum(0)


class Logistic(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z):
        a = 1 / (1 + torch.exp(-z))
        ctx.save_for_backward(a)
        return a

    @staticmethod
    def backward(ctx, grad):
        (a,) = ctx.saved_tensors
        return grad * a * (1 - a)


class HalfSquares(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, y):
        ctx.save_for_backward(a, y)
        return ((a - y) ** 2).sum() / (2 * len(a))

    @staticmethod
    def backward(ctx, grad):
        a, y = ctx.saved_tensors
        return grad * (a - y) / len(a), None


def train_step(W, B, X, Y):
    W = [torch.tensor(w, requires_grad=True) for w in W]
    B = [torch.tensor(b, requires_grad=True) for b in B]
    a = torch.tensor(X)
    for w, b in zip(W, B):
        a = Logistic.apply(Affine.apply(a, w, b))
    HalfSquares.apply(a, torch.tensor(Y)).backward()
    return [w.grad.numpy() for w in W], [b.grad.numpy() for b in B]


# --- adapter ---
check_me = train_step
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'"
# --- answer ---
WRONG = []
