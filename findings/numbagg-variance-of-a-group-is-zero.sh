#!/usr/bin/env bash
# numbagg: the variance of 1e9 + 0, 1, …, 7 is 6, and that of the same numbers as a group 0; xarray's rolling_exp inherits it.
#
# One would guess that a library has one way to compute a variance. Instead, nanvar takes the mean off first and is right, while
# group_nanvar, move_var and move_exp_nanvar take the mean of the squares less the square of the mean, which cancels: 0 where
# the variance is 6, and −92 in a window of float32 numbers around 101325. xarray computes rolling_exp with numbagg: its std is
# then 0, 23 or NaN, where the same ewm of pandas rises evenly from 0.7 to 1.2.
#
# Why it matters: pressures in pascal, seconds since 1970 and distances from the Earth's centre are such numbers. A standard
# deviation of 0 says that nothing moves, and a test with numbers around 0 passes.
#
# Source: none found; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q numbagg==0.9.6 numba==0.68.0 numpy==2.5.5 xarray==2026.9.0 pandas==3.1.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
from fractions import Fraction
from importlib.metadata import version

import numbagg
import numpy as np
import pandas as pd
import xarray as xr

print(*(f"{name} {version(name)}" for name in ("numbagg", "xarray", "pandas")))
group = np.zeros(8, np.int64)


def exact(numbers):
    numbers = [Fraction(float(x)) for x in numbers]
    mean = sum(numbers) / len(numbers)
    return sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1)


seen = {}
for numbers in (1e9 + np.arange(8.0), np.float32(101325) + np.arange(8, dtype=np.float32)):
    seen[numbers.dtype.name] = whole, grouped, moving = (
        float(numbagg.nanvar(numbers)),
        float(numbagg.group_nanvar(numbers, group, axis=0)[0]),
        float(numbagg.move_var(numbers, window=8)[-1]),
    )
    print(f"{numbers[0]} … {numbers[-1]} in {numbers.dtype}: truth {exact(numbers)}; nanvar {whole}", end=", ")
    print(f"group_nanvar {grouped}, move_var {moving}")
numbers = 1e9 + np.arange(8.0)
decayed = xr.DataArray(numbers, dims="t").rolling_exp(t=2, window_type="span").std().values
of_pandas = pd.Series(numbers).ewm(span=2).std().to_numpy()
of_small = pd.Series(np.arange(8.0)).ewm(span=2).std().to_numpy()
print("xarray, rolling_exp:", decayed.round(3).tolist())
print("pandas, ewm:        ", of_pandas.round(3).tolist(), "and of 0 … 7", of_small.round(3).tolist())
float64, float32 = seen["float64"], seen["float32"]
as_described = float64 == (6.0, 0.0, 0.0) and float32[0] == 6 and min(float32[1:]) < 0
as_described = as_described and 0.0 in decayed.tolist() and bool(np.nanmax(decayed) > 10)
as_described = as_described and bool(np.nanmax(abs(of_pandas - of_small)) < 0.001)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
