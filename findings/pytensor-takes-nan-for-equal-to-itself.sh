#!/usr/bin/env bash
# pytensor: eq(x, x) and ge(x, x) are true of a NaN.
#
# One would guess that a comparison follows IEEE 754, by which x != x is the test for NaN, as in NumPy, JAX and PyTorch.
# Instead, pytensor simplifies the comparison of a variable with itself while it builds the graph: eq, ge and le become True and
# neq False, in every mode, also in FAST_COMPILE, which rewrites least. switch(neq(x, x), 0, x), the classical mask, lets the
# NaN through. isnan(x) works.
#
# Why it matters: code that is moved from NumPy or written to run on several array libraries masks missing values with x != x;
# in pytensor the mask is constant, and the NaN goes on into sums and gradients.
#
# Source: none found; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q pytensor==3.3.8 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import sys

import numpy as np
import pytensor
from pytensor import tensor as pt

print("pytensor", pytensor.__version__)
x = pt.dvector("x")
comparisons = [pt.eq(x, x), pt.neq(x, x), pt.ge(x, x), pt.switch(pt.neq(x, x), 0.0, x), pt.isnan(x)]
numbers = np.array([1.0, np.nan])
different = numbers != numbers
truth = [numbers == numbers, different, numbers >= numbers, np.where(different, 0.0, numbers), np.isnan(numbers)]
truth = [array.tolist() for array in truth]
seen = {}
for mode in ("FAST_COMPILE", "FAST_RUN"):
    seen[mode] = [array.tolist() for array in pytensor.function([x], comparisons, mode=mode)(numbers)]
    for name, got, right in zip(("eq", "neq", "ge", "masked", "isnan"), seen[mode], truth, strict=True):
        print(f"{mode} {name}: {got}, NumPy {right}")
as_described = all(
    got[0] == [True, True]
    and got[1] == [False, False]
    and got[2] == [True, True]
    and str(got[3][1]) == "nan"
    and got[4] == truth[4] == [False, True]
    for got in seen.values()
) and truth[0] == [True, False] and truth[3] == [1.0, 0.0]
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
