#!/usr/bin/env bash
# float64 to float16 rounds once in NumPy, and twice in PyTorch.
#
# One would guess that a conversion to float16 or bfloat16 gives the nearest number of that format, since IEEE 754 says so and
# NumPy does so. Instead, torch (.half(), .to(bfloat16), a tensor literal, the conversion of an int64) and ml_dtypes (bfloat16
# and the float8 types as NumPy dtypes) go through float32. A number that lies a little above the middle of two neighbours
# becomes the middle first, and then goes to the even neighbour, which is the farther one.
#
# Why it matters: the bound of half a unit for a conversion, on which error analyses rest, does not hold; and a float64
# reference that was cast by NumPy and by torch differs in the last bit between the two.
#
# Source: none found in the documentation of either; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6 ml_dtypes==0.6.0
"$folder/env/bin/python" - <<'PYTHON'
import sys
from fractions import Fraction

import ml_dtypes
import numpy
import torch


def nearest(number, below, above):
    return min((below, above), key=lambda neighbour: abs(Fraction(neighbour) - Fraction(number)))


print("torch", torch.__version__, "NumPy", numpy.__version__, "ml_dtypes", ml_dtypes.__version__)
# a little above the middle of 1 and its upper neighbour, in each format
half, brain = 1 + 2**-11 + 2**-40, 1 + 2**-8 + 2**-40
true_half, true_brain = nearest(half, 1.0, 1 + 2**-10), nearest(brain, 1.0, 1 + 2**-7)
whole = 2**24 + 2**16 + 1  # the same for a whole number and bfloat16, whose neighbours there are 2^17 apart
true_whole = nearest(whole, 2**24, 2**24 + 2**17)
seen = {
    "NumPy float16": (true_half, float(numpy.array([half]).astype(numpy.float16)[0])),
    "torch float16": (true_half, torch.tensor([half], dtype=torch.float64).half().item()),
    "torch bfloat16": (true_brain, torch.tensor([brain], dtype=torch.float64).bfloat16().item()),
    "torch bfloat16 of an int64": (true_whole, torch.tensor([whole]).bfloat16().item()),
    "ml_dtypes bfloat16": (true_brain, float(numpy.array([brain]).astype(ml_dtypes.bfloat16)[0])),
}
for name, (truth, got) in seen.items():
    print(f"{name}: {got!r}, nearest {truth!r}")
as_described = {name for name, (truth, got) in seen.items() if got == truth} == {"NumPy float16"}
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
