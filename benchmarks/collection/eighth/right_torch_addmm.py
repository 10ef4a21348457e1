"""Tensors without autograd: addmm on the way there, masked_fill and mm on the way back."""

import torch


@torch.no_grad()
def manual_grads(ws, bs, batch, labels):
    batch, labels = torch.as_tensor(batch), torch.as_tensor(labels)
    ws, bs = [torch.as_tensor(w) for w in ws], [torch.as_tensor(b) for b in bs]
    acts = [batch]
    for w, b in zip(ws[:-1], bs[:-1]):
        acts.append(torch.addmm(b, acts[-1], w).clamp_min(0))
    logits = torch.addmm(bs[-1], acts[-1], ws[-1])
    grad = (torch.sigmoid(logits) - labels).div(batch.size(0))
    gws, gbs = [], []
    for w, act in zip(reversed(ws), reversed(acts)):
        gws.append(torch.mm(act.t(), grad))
        gbs.append(grad.sum(dim=0))
        grad = torch.mm(grad, w.t()).masked_fill(act <= 0, 0.0)
    return [g.numpy() for g in reversed(gws)], [g.numpy() for g in reversed(gbs)]


# --- adapter ---
check_me = manual_grads
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'
    activations=relu,relu,identity cost=cross-entropy-with-logits"""
# --- answer ---
WRONG = []
