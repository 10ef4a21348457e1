#!/usr/bin/env bash
# pytensor turns the error term of a compensated sum into 0.
#
# One would guess that a graph compiler keeps the order of floating-point operations unless asked for "fast math": (x + y) − x
# is not y, and Kahan's and Knuth's sums live by that. Instead, pytensor cancels like terms in sums as an algebra system does,
# by default and in FAST_COMPILE too: the error term of 1e16 + 1, which is exactly 1, becomes the constant 0, the splitting of a
# number into two halves gives the number back, and (x + 1.5·2^52) − 1.5·2^52, which rounds, does nothing.
#
# Why it matters: compensated sums, double-double numbers and the rounding trick compute, give no error, and are no more
# accurate than the plain sum. One who measures the accuracy on few numbers sees no difference either way.
#
# Source: none found that speaks of compensated sums; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q pytensor==3.3.8 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import sys
from fractions import Fraction

import pytensor
from pytensor import tensor as pt

print("pytensor", pytensor.__version__)


def error_of_sum(x, y):
    """What x + y lost to rounding (Knuth's TwoSum), exactly."""
    total = x + y
    part = total - x
    return (x - (total - part)) + (y - part)


def rounded(x):
    return (x + 1.5 * 2**52) - 1.5 * 2**52


x, y = pt.dscalars("x", "y")
exact = Fraction(1e16) + 1 - Fraction(1e16 + 1.0)
print(f"1e16 + 1 loses exactly {exact}; in Python TwoSum gives {error_of_sum(1e16, 1.0)}, and 2.7 is rounded to {rounded(2.7)}")
as_described = exact == error_of_sum(1e16, 1.0) == 1 and rounded(2.7) == 3
for mode in ("FAST_COMPILE", "FAST_RUN"):
    lost = float(pytensor.function([x, y], error_of_sum(x, y), mode=mode)(1e16, 1.0))
    whole = float(pytensor.function([x], rounded(x), mode=mode)(2.7))
    print(f"pytensor {mode}: TwoSum gives {lost}, and 2.7 is rounded to {whole}")
    as_described = as_described and lost == 0 and whole == 2.7
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
