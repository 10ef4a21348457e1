#!/usr/bin/env bash
# torch.compile and expm1.
#
# One would guess that a compiled torch.expm1 keeps what expm1 is for: e^x − 1 to all digits for small x, as eager PyTorch has it.
# Instead, the C++ that torch.compile writes for vectors on a CPU has exp(x) − 1 in its place. Near 0 every digit is lost: of
# x = 2^-30 the compiled function gives 0. The numbers that do not fill a vector go through std::expm1, and are right, so that the
# answer for one number depends on how many stand beside it. The same code is in the compiled elu, selu and celu.
#
# Why it matters: who writes expm1 or log1p does so to keep small numbers (interest rates, log-probabilities, elu around 0), and
# compiling is taken for a change of speed. float64 is affected as float32 is.
#
# Source: seen in the code that TORCH_LOGS=output_code prints for it, `tmp.exp() - decltype(tmp)(1)`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6
TORCHINDUCTOR_CACHE_DIR="$folder/cache" "$folder/env/bin/python" - <<'PYTHON'
import math
import sys
from fractions import Fraction

import torch

x = 2.0**-30
# the truth: x + x²/2 + … lies between these two, and both round to the same float32
low, high = Fraction(x), Fraction(x) + Fraction(x) ** 2
print("torch", torch.__version__)
seen = {}
for dtype in (torch.float32, torch.float64):
    compiled = torch.compile(torch.expm1)
    numbers = torch.full((64,), x, dtype=dtype)
    seen[dtype] = torch.expm1(numbers)[0].item(), compiled(numbers)[0].item()
    print(f"{dtype}: expm1(2^-30) is between {float(low)!r} and {float(high)!r};"
          f" eager {seen[dtype][0]!r}, compiled {seen[dtype][1]!r}")
exact = math.expm1(x)
as_described = (
    seen[torch.float32] == (x, 0.0)
    and seen[torch.float64][0] == exact
    and seen[torch.float64][1] == math.exp(x) - 1 != exact
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
