#!/usr/bin/env bash
# np.sort and np.unique of bfloat16 do nothing when a NaN is in the array.
#
# One would guess that NaN goes to the end, as NumPy documents for floating-point numbers and does for float16. Instead, with
# the formats of ml_dtypes it is as if NaN were equal to everything: np.sort returns [3, nan, 1, 2] as it was, np.argsort 0, 1,
# 2, 3, and np.unique keeps numbers twice. One NaN in the middle separates what is before it from what is behind.
#
# Why it matters: ranks, medians of groups, top-k and duplicates of activations or weights that are kept in bfloat16 are wrong
# where they could be right for all other elements; nothing warns, and data without NaN show nothing.
#
# Source: none found for sorting; jax-ml/ml_dtypes issues 346 and 206 tell of nan_to_num and of assert_array_equal, which do not
# see these NaN either.
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
    numbers = np.array([3, np.nan, 1, 2], dtype)
    repeated = np.array([2, np.nan, 1, 2], dtype)
    seen[dtype] = [
        [str(float(number)) for number in array]
        for array in (np.sort(numbers), np.sort(numbers, stable=True), np.unique(repeated))
    ]
    print(f"{numbers.dtype}: sort {seen[dtype][0]}, stable {seen[dtype][1]}, unique {seen[dtype][2]}")
right = [["1.0", "2.0", "3.0", "nan"], ["1.0", "2.0", "3.0", "nan"], ["1.0", "2.0", "nan"]]
left_alone = [["3.0", "nan", "1.0", "2.0"], ["3.0", "nan", "1.0", "2.0"], ["2.0", "nan", "1.0", "2.0"]]
as_described = list(seen.values()) == [right, left_alone, left_alone]
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
