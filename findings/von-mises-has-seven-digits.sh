#!/usr/bin/env bash
# torch.distributions.VonMises in float64 has seven digits.
#
# One would guess that log_prob of a float64 distribution is a float64 result, since torch.special.i0, the only special function
# that it needs, is good to sixteen digits. Instead, the distribution brings a polynomial of its own for log I0, with the digits
# that float32 needs, and uses it in float64 too: log_prob is off by 1.5e-8 of itself, and its derivative by the concentration
# by 7e-7. With torch.special.i0 in the same formula all digits are there.
#
# Why it matters: a maximum-likelihood fit in float64 stops being able to improve after seven digits, and a gradient check
# against differences of a better function fails at 1e-6.
#
# Source: none found; seen by running it.
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


k = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
angle = torch.tensor(1.0, dtype=torch.float64)
value = torch.distributions.VonMises(torch.zeros((), dtype=torch.float64), k).log_prob(angle)
(slope,) = torch.autograd.grad(value, k)
direct = k * torch.cos(angle) - torch.log(2 * torch.pi * torch.special.i0(k))
(direct_slope,) = torch.autograd.grad(direct, k)
# cos x − log(2π I0(k)), and its derivative by k at k = 1, which is cos x − I1/I0
truth = mpmath.cos(1) - mpmath.log(2 * mpmath.pi * mpmath.besseli(0, 1))
true_slope = mpmath.cos(1) - mpmath.besseli(1, 1) / mpmath.besseli(0, 1)
seen = [ulps(value.item(), truth), ulps(slope.item(), true_slope)]
better = [ulps(direct.item(), truth), ulps(direct_slope.item(), true_slope)]
print(f"log_prob {value.item()!r}, truth {mpmath.nstr(truth, 17)}: off by {seen[0]} u; with i0 {better[0]} u")
print(f"by k {slope.item()!r}, truth {mpmath.nstr(true_slope, 17)}: off by {seen[1]} u; with i0 {better[1]} u")
as_described = min(seen) > 1000000 and max(better) < 100
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
