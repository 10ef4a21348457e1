#!/usr/bin/env bash
# SciPy: a normal distribution truncated to [9, 10] has the median ∞, and a sample of it is nothing but ∞.
#
# One would guess that numbers of a truncated distribution are within its bounds, and that its quantile function inverts its
# distribution function. Instead, stats.truncate computes a quantile from 1 − 1e-19, which is 1, and a median and a sample from
# the quantiles: ∞ from 9 on, and from 8 on numbers of which some are below 8. The other three ways to the same median, iccdf,
# ilogcdf and ilogccdf, are right, and so are pdf, cdf and mean. Mirrored, to [−10, −9], the quantiles are right, and iccdf is
# −∞. scipy.stats.truncnorm, the older class, is right on both sides.
#
# Why it matters: truncation in the tail is what rare events are drawn with. The bounds, the mean and the density say that all
# is well, and the sample makes each later mean infinite. At 7 its numbers are off by 1e-5, which nobody sees.
#
# Source: pull request 21752 of scipy/scipy, which brought it, says that it is not quite as robust as truncnorm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q scipy==1.18.1 numpy==2.5.5 mpmath==1.4.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
from math import isinf, log

import mpmath
import numpy as np
import scipy
from scipy import stats

mpmath.mp.dps = 50
print("scipy", scipy.__version__)


def above(x):
    return mpmath.erfc(mpmath.mpf(x) / mpmath.sqrt(2)) / 2


def true_median(low, high):
    middle = mpmath.log((above(low) + above(high)) / 2)
    return mpmath.findroot(lambda x: mpmath.log(above(x)) - middle, low + 0.1)


off, outside, others = {}, {}, {}
for low in (3, 7, 8, 9):
    high = low + 1
    truncated = stats.truncate(stats.Normal(), lb=low, ub=high)
    truth = true_median(low, high)
    median, sample = float(truncated.icdf(0.5)), truncated.sample(1000, rng=np.random.default_rng(0))
    off[low] = float(abs(median - truth))
    outside[low] = int(np.sum((sample < low) | (sample > high)))
    ways = truncated.iccdf(0.5), truncated.ilogcdf(log(0.5)), truncated.ilogccdf(log(0.5))
    ways = *ways, stats.truncnorm.ppf(0.5, low, high)
    others[low] = max(float(abs(float(way) - truth)) for way in ways)
    mean = (mpmath.npdf(low) - mpmath.npdf(high)) / (above(low) - above(high))
    print(f"[{low}, {high}]: median {median}, truth {mpmath.nstr(truth, 12)}, iccdf, ilogcdf, ilogccdf and truncnorm", end=" ")
    print(f"within {others[low]:.1g}; of 1000 numbers outside: {outside[low]}", end="; ")
    print(f"mean {float(truncated.mean()):.10f}, truth {mpmath.nstr(mean, 11)}")
mirrored = stats.truncate(stats.Normal(), lb=-10, ub=-9)
median, other = float(mirrored.icdf(0.5)), float(mirrored.iccdf(0.5))
print(f"[-10, -9]: median {median}, iccdf {other}, truncnorm {stats.truncnorm.ppf(0.5, -10, -9)}")
as_described = off[3] < 1e-10 and 1e-6 < off[7] < 1e-4 and isinf(off[9]) and max(others.values()) < 1e-10
as_described = as_described and outside[3] == 0 and 0 < outside[8] < 1000 and outside[9] == 1000
as_described = as_described and abs(median + true_median(9, 10)) < 1e-10 and other == -float("inf")
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
