#!/usr/bin/env bash
# Dask: the mean of 100000 float16 numbers of 0.001 is 0, and that of 100000 twos NaN.
#
# One would guess that a chunked mean is that of NumPy up to rounding, as each chunk is added up by NumPy. Instead, Dask counts
# in the dtype of the result, and adds up in it: in float16 a count above 65504 is infinity, so that a sum of 100 over it is 0,
# and the sum of the twos over it is ∞/∞. It is so with one chunk as with a hundred, in every mean along an axis that is as
# long, and in da.nanmean and da.average. 5000 numbers of 20 have the mean ∞. NumPy, which adds up in float32, has 0.001, 2 and
# 20.
#
# Why it matters: float16 is a format for storing, and large arrays of it are what Dask is for. The 0 says that there is nothing
# in the data, and a RuntimeWarning is all that shows it; the array that fits into a test has the right mean.
#
# Source: none found for Dask; its documentation of mean, taken from NumPy, has float32 intermediates for float16.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q dask==2026.8.0 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import sys
import warnings
from math import isinf, isnan

import dask
import dask.array as da
import numpy as np

warnings.simplefilter("ignore", RuntimeWarning)  # of the overflow
print("dask", dask.__version__, "numpy", np.__version__)
seen = {}
for number, length in ((0.001, 60000), (0.001, 100000), (2, 100000), (20, 5000)):
    numbers = np.full(length, number, np.float16)
    for chunk in (length, length // 100):
        chunked = da.from_array(numbers, chunks=chunk)
        mean, skipping = float(chunked.mean().compute()), float(da.nanmean(chunked).compute())
        seen[number, length, chunk] = mean, skipping, float(numbers.mean())
        print(f"{length} numbers of {number} in chunks of {chunk}: mean {mean}, nanmean {skipping}, NumPy {numbers.mean()}")
along = da.from_array(np.full((100000, 2), 0.001, np.float16), chunks=(1000, 2)).mean(axis=0).compute().tolist()
wide = float(da.from_array(np.full(100000, 0.001, np.float16), chunks=1000).mean(dtype="float32").compute())
print("along an axis:", along, "- with dtype=float32:", wide)
as_described = along == [0.0, 0.0] and abs(wide - 0.001) < 1e-6
for (number, length, _), (mean, skipping, by_numpy) in seen.items():
    as_described = as_described and abs(by_numpy - number) < 0.001 * number
    if length == 60000:
        as_described = as_described and abs(mean - number) < 0.01 * number
    elif number == 0.001:
        as_described = as_described and mean == 0 and skipping == 0
    else:
        as_described = as_described and (isnan(mean) and isnan(skipping) if number == 2 else isinf(mean) and isinf(skipping))
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
