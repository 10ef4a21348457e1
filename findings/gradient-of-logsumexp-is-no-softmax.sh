#!/usr/bin/env bash
# The gradient of torch.logsumexp does not add up to 1.
#
# One would guess that the gradient of log Σ e^x is softmax(x), whose parts add up to 1, however large x is: only differences
# count. Instead, the way back computes e^(x − y) from the value y that it gave, and that value is rounded to its own size. For
# two float32 of a million it is 1000000.6875, and both parts are e^-0.6875 = 0.50283 where symmetry says 1/2 exactly.
# torch.softmax of the same numbers is exactly 1/2. torch.logcumsumexp does the same.
#
# Why it matters: log-likelihoods of long sequences are around a million and more. Weights of mixtures, or the backward pass of
# a hidden Markov model written with logsumexp, then have 0.6 % too much or too little, and the error is the same for all parts,
# so that it looks like another learning rate.
#
# Source: none found; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import sys

import torch

print("torch", torch.__version__)
sums = []
for size in (1.0, 1e4, 1e6):
    x = torch.tensor([size, size], requires_grad=True)
    (gradient,) = torch.autograd.grad(torch.logsumexp(x, 0), x)
    (cumulated,) = torch.autograd.grad(torch.logcumsumexp(x, 0)[1], x)
    softmax = torch.softmax(x.detach(), 0)
    # the truth is 1/2 and 1/2 for every size: the two numbers may change places
    sums.append((gradient.double().sum().item(), cumulated.double().sum().item(), softmax.double().sum().item()))
    print(f"x = {x.tolist()}: gradient {gradient.tolist()}, by logcumsumexp {cumulated.tolist()}, softmax {softmax.tolist()}")
(_, _, _), (_, _, _), (gradient, cumulated, softmax) = sums
as_described = gradient > 1.005 and cumulated > 1.005 and softmax == 1
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
