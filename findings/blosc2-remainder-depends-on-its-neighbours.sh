#!/usr/bin/env bash
# Blosc2: −7 % 3 is −1 in an expression, and 2 as soon as the same expression has a // in it.
#
# One would guess that a % 3 of a compressed array is what it is in Python, 2, as the documentation of remainder says, and the
# same wherever it stands. Instead, it takes the sign of C, −1, unless a // stands in the same expression, which makes it 2; //
# itself rounds down as Python's. So (a // 3) * 3 + a % 3 is a again in one expression, while a // 3 and a % 3, computed one
# after the other, are −3 and −1, which makes −10. round has two meanings as well: 2.5 is rounded to 3, and to 2 in NumPy.
#
# Why it matters: days of the week, angles and cells of a periodic grid are remainders of numbers that may be negative. Adding a
# term that is 0 changes the result, and a check of the identity in one line passes.
#
# Source: none found for Blosc2; its documentation of remainder says "equivalent to the Python modulus operator".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q blosc2==4.14.1 numexpr==2.14.2 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import sys

import blosc2
import numpy as np

print("blosc2", blosc2.__version__, "numpy", np.__version__)
numbers = np.array([-7, 7, -8])
a = blosc2.asarray(numbers)
seen = {
    "NumPy: a % 3": (numbers % 3).tolist(),
    "NumPy: a // 3": (numbers // 3).tolist(),
    "a % 3": (a % 3)[:].tolist(),
    "a // 3": (a // 3)[:].tolist(),
    "a % 3 + 0 * (a // 3)": (a % 3 + 0 * (a // 3))[:].tolist(),
    "(a // 3) * 3 + a % 3, one expression": ((a // 3) * 3 + a % 3)[:].tolist(),
    "(a // 3) * 3 + a % 3, two expressions": ((a // 3)[:] * 3 + (a % 3)[:]).tolist(),
}
for name, value in seen.items():
    print(f"{name}: {value}")
halves = np.array([0.5, 1.5, 2.5])
rounded = blosc2.round(blosc2.asarray(halves))[:].tolist(), np.round(halves).tolist()
print(f"round of {halves.tolist()}: {rounded[0]}, NumPy's {rounded[1]}")
as_described = list(seen.values()) == [
    [2, 1, 1],
    [-3, 2, -3],
    [-1, 1, -2],
    [-3, 2, -3],
    [2, 1, 1],
    [-7, 7, -8],
    [-10, 7, -11],
] and rounded == ([1.0, 2.0, 3.0], [0.0, 2.0, 2.0])
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
