#!/usr/bin/env bash
# scipy.io.mmwrite writes a float16 matrix as integers: 0.75 becomes 0.
#
# One would guess that a matrix of float16 is written with its digits (every float16 has a short decimal), or refused. Instead,
# the header of the file says "integer", and the entries are cut: [[0.75, 2.5, -1.25]] is written as 0, 2, -1. There is no
# warning, and mmread returns int64. A longdouble, the other floating-point format that is neither float32 nor float64, is
# written with six digits.
#
# Why it matters: weights and gradients kept in half precision are mostly smaller than 1: the file that is exchanged has zeros.
# The shape and the sparsity pattern of the source are in the file, so that it looks right until the numbers are looked at.
#
# Source: none found for float16; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q scipy==1.18.1 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import io
import sys

import numpy as np
import scipy

print("SciPy", scipy.__version__, "NumPy", np.__version__)
seen = {}
for dtype in (np.float32, np.float16):
    file = io.BytesIO()
    scipy.io.mmwrite(file, np.array([[0.75, 2.5, -1.25]], dtype))
    back = scipy.io.mmread(io.BytesIO(file.getvalue()))
    seen[dtype] = file.getvalue().split()[3].decode(), back.tolist()
    print(f"{np.dtype(dtype)}: the header says {seen[dtype][0]!r}, read back {back.tolist()} as {back.dtype}")
as_described = seen[np.float32] == ("real", [[0.75, 2.5, -1.25]]) and seen[np.float16] == ("integer", [[0, 2, -1]])
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
