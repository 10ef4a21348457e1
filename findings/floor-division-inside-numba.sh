#!/usr/bin/env bash
# Inside of one Numba function, 1.0 // 0.1 is 9 and np.floor_divide(1.0, 0.1) is 10.
#
# One would guess that // and np.floor_divide are two names of one thing, as NumPy documents, and that compiling changes
# neither. Instead, Numba has Python's algorithm for //, which divides exactly and rounds down, and ⌊a/b⌋ for np.floor_divide,
# where the quotient is rounded up to 10 before the floor. The remainder is the exact one in both, so that q·b + r = a fails
# with the second. pytensor, which compiles with Numba by default, has 10 by default and 9 in the mode FAST_COMPILE.
#
# Why it matters: bins, time steps and pages are counted like this; a function moves by one bin when it is compiled, or when //
# is spelled out.
#
# Source: none found for this; numba/numba issues 5613 and 5985 tell of np.floor_divide by zero. numpy/numpy issue 6127 is the
# mending that NumPy had.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q numba==0.68.0 numpy==2.5.5 pytensor==3.3.8
"$folder/env/bin/python" - <<'PYTHON'
import sys
from fractions import Fraction

import numba
import numpy as np
import pytensor
from pytensor import tensor as pt

a, b = 1.0, 0.1
truth = Fraction(a) // Fraction(b)  # of the doubles as they are: 0.1 is a little more than 1/10
operator, function = numba.njit(lambda a, b: (a // b, np.floor_divide(a, b)))(a, b)
x, y = pt.dscalars("x", "y")
compiled = [float(pytensor.function([x, y], x // y, mode=mode)(a, b)) for mode in ("FAST_RUN", "FAST_COMPILE")]
print("numba", numba.__version__, "NumPy", np.__version__, "pytensor", pytensor.__version__)
print(f"1.0 // 0.1: truth {truth}, Python {a // b}, NumPy {np.floor_divide(a, b)}")
print(f"Numba: // {operator}, np.floor_divide {function}; pytensor: FAST_RUN {compiled[0]}, FAST_COMPILE {compiled[1]}")
as_described = truth == a // b == np.floor_divide(a, b) == operator == 9 and function == 10 and compiled == [10, 9]
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
