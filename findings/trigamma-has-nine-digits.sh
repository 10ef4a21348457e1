#!/usr/bin/env bash
# torch.polygamma(1, x) in float64 has nine digits, torch.polygamma(2, x) all of them.
#
# One would guess that a float64 function of torch.special is good to about sixteen digits, and that if orders differ the higher
# ones are worse. Instead, order 1 (trigamma) cuts its asymptotic series early: of π²/6 at x = 1 it has 1.64493406764, off by
# 5e-10 of itself, two million units in the last place. Orders 2 and 3 go another way (the Hurwitz zeta function), and are right
# to the last digits. The gradient of torch.digamma, and the second derivative of torch.lgamma, are this trigamma.
#
# Why it matters: who chooses float64 to compare a Fisher information, a Newton step for a Dirichlet or Gamma distribution, or
# another library against PyTorch, sees a disagreement in the tenth digit and looks for it in the wrong place.
#
# Source: none found for this; pytorch/pytorch pull request 4399, which brought the function in, calls it "low-precision" in its
# title.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6 mpmath==1.3.0
"$folder/env/bin/python" - <<'PYTHON'
import sys

import mpmath
import torch

mpmath.mp.dps = 40
print("torch", torch.__version__)


def ulps(number, truth):
    return int(abs(mpmath.mpf(number) - truth) / (abs(truth) * mpmath.mpf(2) ** -53))


orders, inherited = {1: [], 2: []}, []
for number in (0.5, 1.0, 1.5):
    x = torch.tensor(number, dtype=torch.float64, requires_grad=True)
    for order in orders:
        truth = mpmath.polygamma(order, number)
        orders[order].append(ulps(torch.polygamma(order, x).item(), truth))
    (slope,) = torch.autograd.grad(torch.digamma(x), x)
    inherited.append(ulps(slope.item(), mpmath.polygamma(1, number)))
    print(f"x = {number}: off by {orders[1][-1]} u (order 1), {orders[2][-1]} u (order 2), {inherited[-1]} u (digamma's slope)")
as_described = min(orders[1]) > 1000000 and min(inherited) > 1000000 and max(orders[2]) < 100
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
