#!/usr/bin/env bash
# tinygrad: the second derivative of tanh at 1e-9 is 0, and so is tanh itself; at 1e-5 both are off by a thousandth.
#
# One would guess that tanh near 0 is its argument, and its second derivative −2 times that, as in PyTorch: 1e-9 and −2e-9 are
# ordinary numbers in float32. Instead, both are 0 there. Tensor.tanh is 2σ(2x) − 1, and σ(2x) is ½ as far as float32 can
# tell: the 1 takes away all that was left of x, in the value and, as 1 − 2σ, in the second derivative. The first derivative
# is 1, as it should be. In float64 seven digits are left at 1e-9. Nothing warns.
#
# Why it matters: small inputs are where a network with tanh begins. What comes through a layer is 0 or in steps of 1.2e-7,
# and a Hessian-vector product or a penalty on a gradient gets nothing from there, while the gradient itself looks right.
#
# Source: tinygrad/mixin/elementwise.py has the formula; pull request 107 of 2020, where it came in, says that it has six or
# seven digits. No issue about small arguments was found. Its Python device was asked, which wants no compiler.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q tinygrad==0.14.0
DEV=PYTHON XDG_CACHE_HOME="$folder" "$folder/env/bin/python" - <<'PYTHON'
import math
import sys
from importlib.metadata import version

from tinygrad import Tensor, dtypes

print("tinygrad", version("tinygrad"))


def asked(at, dtype=dtypes.float32):
    x = Tensor([at], dtype=dtype)
    (first,) = x.tanh().sum().gradient(x)
    (second,) = first.sum().gradient(x)
    return [part.tolist()[0] for part in (x.tanh(), first, second)]


off = {}
for at in (1e-9, 1e-5, 0.5):
    seen, slope = asked(at), 1 - math.tanh(at) ** 2
    truth = [math.tanh(at), slope, -2 * math.tanh(at) * slope]
    off[at] = [abs(one / other - 1) for one, other in zip(seen, truth)]
    for name, one, other in zip(("tanh", "first derivative", "second derivative"), seen, truth):
        print(f"at {at}: {name} {one:.9g}, truth {other:.9g}")
    if at == 1e-9:
        zeros = seen[0] == 0 and seen[2] == 0
wide = asked(1e-9, dtypes.float64)
print(f"in float64 at 1e-09: tanh {wide[0]!r}, second derivative {wide[2]!r}")
as_described = zeros and off[1e-9][1] == 0
as_described &= all(off[1e-5][part] > 1e-3 for part in (0, 2)) and all(one < 1e-6 for one in off[0.5])
as_described &= all(1e-9 < abs(one / other - 1) < 1e-6 for one, other in ((wide[0], 1e-9), (wide[2], -2e-9)))
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
