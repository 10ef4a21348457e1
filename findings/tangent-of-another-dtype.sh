#!/usr/bin/env bash
# torch.func.jvp of a float32 function gives a float64 tangent.
#
# One would guess that a tangent has the dtype of the value that it belongs to, as torch.autograd.forward_ad has it. Instead,
# where a function ends in a number without axes that is multiplied by a number of Python's (a mean taken by hand, a cost with a
# factor), torch.func.jvp returns the value in float32 and the tangent in float64. With one axis, with a division in place of the
# product, or with forward_ad instead of torch.func, the tangent is a float32.
#
# Why it matters: the tangent's digits beyond float32 are noise that looks like accuracy; a training step or a Hessian-vector
# product that goes on with it is computed in float64, or fails where an op wants one dtype.
#
# Source: none found; the documentation of torch.func.jvp does not speak of dtypes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import sys

import torch
from torch.autograd import forward_ad

x, v = torch.tensor([1.0, -2.0]), torch.ones(2)
functions = {
    "(x * x).sum() * 0.5": lambda x: (x * x).sum() * 0.5,
    "(x * x).sum() / 2": lambda x: (x * x).sum() / 2,
    "x * 0.5": lambda x: x * 0.5,
}
print("torch", torch.__version__)
seen = {}
for name, function in functions.items():
    value, tangent = torch.func.jvp(function, (x,), (v,))
    with forward_ad.dual_level():
        eager = forward_ad.unpack_dual(function(forward_ad.make_dual(x, v))).tangent
    seen[name] = value.dtype, tangent.dtype, eager.dtype
    print(f"{name}: value {value.dtype}, tangent {tangent.dtype} by torch.func.jvp, {eager.dtype} by forward_ad")
single = torch.float32
as_described = (
    seen["(x * x).sum() * 0.5"] == (single, torch.float64, single)
    and seen["(x * x).sum() / 2"] == (single, single, single)
    and seen["x * 0.5"] == (single, single, single)
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
