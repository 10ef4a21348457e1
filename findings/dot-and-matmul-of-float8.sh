#!/usr/bin/env bash
# np.dot(x, x) is NaN, and x @ x is 1000, for float8 arrays.
#
# One would guess that np.dot(x, x), x @ x and np.vecdot(x, x) are one operation for vectors, as they are for NumPy's own
# formats. Instead, with the formats of ml_dtypes np.dot, np.inner and np.vdot return the format itself, and @ and np.vecdot
# return float32. Of a thousand ones in float8_e4m3fn, which ends at 448, np.dot is NaN and @ is 1000.
#
# Why it matters: the dtype of a network written in NumPy for bfloat16 or float8 changes at the first @ to float32, and
# everything behind it is computed in float32: an emulation of low precision that is none. np.dot, the older spelling, has the
# rounding but no range.
#
# Source: none found; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q numpy==2.5.5 ml_dtypes==0.6.0
"$folder/env/bin/python" - <<'PYTHON'
import sys

import ml_dtypes
import numpy as np

print("NumPy", np.__version__, "ml_dtypes", ml_dtypes.__version__)
seen = {}
for dtype in (np.float16, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn):
    x = np.ones(1000, dtype)
    products = {"np.dot": np.dot(x, x), "np.inner": np.inner(x, x), "@": x @ x, "np.vecdot": np.vecdot(x, x)}
    for name, product in products.items():
        seen[dtype, name] = str(float(product)), np.asarray(product).dtype
        print(f"{x.dtype} {name}: {seen[dtype, name][0]} as {seen[dtype, name][1]}")
narrow = (ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn)
as_described = (
    all(seen[np.float16, name] == ("1000.0", np.float16) for name in ("np.dot", "np.inner", "@", "np.vecdot"))
    and all(seen[dtype, name] == ("1000.0", np.float32) for dtype in narrow for name in ("@", "np.vecdot"))
    and all(seen[dtype, name][1] == dtype for dtype in narrow for name in ("np.dot", "np.inner"))
    and seen[ml_dtypes.float8_e4m3fn, "np.dot"][0] == "nan"
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
