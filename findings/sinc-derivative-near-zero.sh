#!/usr/bin/env bash
# The derivative of torch.sinc in float32 is off by at least itself at 1e-4.
#
# One would guess that a function as smooth as sinc, whose value is right everywhere and whose derivative at 0 is taken care of,
# has a usable derivative next to 0. Instead, the derivative is (πx cos πx − sin πx)/(πx²), and only x = 0 is exempt. The two
# terms are neighbouring floats already at x = 1e-4: their difference is a multiple of 2^-35, where the truth is about a third
# of that, so that 0 and 2.8 times the truth are the nearest answers that it can give (it was the latter here). At 1e-3 it is
# off by 1.4 %.
#
# Why it matters: sinc is the window of learnable filters and of kernels over distances; arguments of 1e-4 and 1e-3 are ordinary
# there. Reports so far speak of x = 0 alone.
#
# Source: pytorch/pytorch issues 53989 and 56760 (NaN at 0, mended), 196703 (second derivative at 0, open). jax-ml/jax pull
# request 35305 is about the same cancellation in JAX.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6 mpmath==1.3.0
"$folder/env/bin/python" - <<'PYTHON'
import sys

import mpmath
import torch

mpmath.mp.dps = 50
print("torch", torch.__version__)
errors = []
for number in (1e-2, 1e-3, 1e-4):
    x = torch.tensor(number, requires_grad=True)
    torch.sinc(x).backward()
    exact = mpmath.mpf(x.item())  # the float32 as it is
    p = mpmath.pi * exact
    truth = (p * mpmath.cos(p) - mpmath.sin(p)) / (p * exact)
    errors.append(abs(x.grad.item() / truth - 1))
    print(f"x = {number}: {x.grad.item()!r}, truth {mpmath.nstr(truth, 9)}, off by {mpmath.nstr(100 * errors[-1], 3)} %")
as_described = errors[2] > mpmath.mpf(1) / 2 and errors[1] > mpmath.mpf(1) / 1000
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
