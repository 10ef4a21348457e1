#!/usr/bin/env bash
# num-dual: the second derivative of tanh at 300 is −2, and the third −6; tanh(720) is NaN.
#
# One would guess that tanh and its derivatives level off, as they do at 100: it is 1, and they are 0. num-dual calls its
# derivatives exact. Instead, tanh is sinh/cosh, a quotient of huge numbers: third_derivative has ±6 for the third derivative at
# 200 and 300, and −2 for the second at 300; first_derivative and hessian are NaN from 356 on, where the square of cosh
# overflows and third_derivative, at 360, says 3e-12, −2 and −6. Above 710 the value is NaN as well.
#
# Why it matters: a saturated unit, or a switch tanh((x − a)/width) with a small width, has such arguments for ordinary x. A −2
# where 0 belongs is seen by nothing, and the chain rule multiplies it with the square of 1/width.
#
# Source: none found for num-dual; kmolan/multicalc-rust issue 228 tells of the NaN in another library of dual numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q num-dual==0.15.1 numpy==2.5.5 mpmath==1.4.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version
from math import isnan

import mpmath
import num_dual

mpmath.mp.dps = 1000
print("num-dual", version("num-dual"))


def tanh(x):
    return x.tanh()


def exact(x):
    t = mpmath.tanh(x)
    slope = 1 - t * t
    return t, slope, -2 * t * slope, slope * (6 * t * t - 2)


seen = {}
for x in (0.5, 3.0, 100.0, 200.0, 300.0, 360.0, 720.0):
    value, first, second, third = num_dual.third_derivative(tanh, x)
    alone = num_dual.first_derivative(tanh, x)[1]
    curvature = num_dual.hessian(lambda point: point[0].tanh(), [x])[2][0][0]
    seen[x] = value, first, second, third, alone, curvature
    print(f"tanh({x}): value {value}, derivatives {first}, {second}, {third}", end="; ")
    print("truth", ", ".join(mpmath.nstr(number, 6) for number in exact(x)), end="; ")
    print(f"first_derivative {alone}, Hessian {curvature}")


def right(x):
    return all(abs(number - truth) < 1e-13 for number, truth in zip(seen[x][:4], exact(x), strict=True))


as_described = right(0.5) and right(3.0) and right(100.0)
far = [seen[x] for x in (200.0, 300.0, 360.0)]  # which of them has which depends on how exp is rounded
as_described = as_described and max(abs(numbers[2]) for numbers in far) > 1 and max(abs(numbers[3]) for numbers in far) > 5
as_described = as_described and seen[360.0][0] == 1 and isnan(seen[360.0][4]) and isnan(seen[360.0][5])
as_described = as_described and isnan(seen[720.0][0])
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
