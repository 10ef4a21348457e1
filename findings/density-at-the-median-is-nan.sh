#!/usr/bin/env bash
# numpyro: the derivative of StudentT's distribution function is NaN at its median, and infinite next to it.
#
# One would guess that the derivative of cdf is the density: at the median of Student's t with 3 degrees of freedom it is
# 0.3676, which exp(log_prob) gives. Instead, cdf is a function of df/(df + x²), which is rounded to 1 near the median: jax.grad
# gives NaN at it, infinity up to some 1e-8 around it, and 0.3617 at 1e-7. The derivatives by loc and scale are NaN as well, and
# so is the gradient of a censored observation there. The quantiles of Laplace have the derivative 0 at 1/2, where it is 2:
# their formula has the factor sign(q − 1/2). The values have nine digits at least.
#
# Why it matters: an observation equal to loc is what one gets from a start at the data (their median, a prior's mean), and a
# RightCensoredDistribution then has no gradient; a median regression asks icdf for 1/2. Random numbers never meet it.
#
# Source: none found for numpyro; tensorflow/probability pull request 1639 tells of NaN in its own StudentT for small arguments.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q numpyro==0.22.0 jax==0.12.0.1 jaxlib==0.12.0.1 numpy==2.5.5 mpmath==1.4.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version
from math import isinf, isnan

import jax
import mpmath
import numpyro.distributions as dist

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 30
print(*(f"{name} {version(name)}" for name in ("numpyro", "jax")))


def density(x, df):
    top = mpmath.gamma(mpmath.mpf(df + 1) / 2) / (mpmath.sqrt(df * mpmath.pi) * mpmath.gamma(mpmath.mpf(df) / 2))
    return top * (1 + mpmath.mpf(x) ** 2 / df) ** (-mpmath.mpf(df + 1) / 2)


seen = {}
student = dist.StudentT(3.0)
for x in (0.0, 1e-9, 1e-7, 1e-3, 0.5):
    seen[x] = slope = float(jax.grad(student.cdf)(x))
    by_log = float(jax.numpy.exp(student.log_prob(x)))
    print(f"x = {x}: cdf {float(student.cdf(x))!r}, its derivative {slope!r}, exp(log_prob) {by_log!r}", end=", ")
    print("truth", mpmath.nstr(density(x, 3), 16))
by_loc = float(jax.grad(lambda loc: dist.StudentT(3.0, loc, 2.0).cdf(1.0))(1.0))
censored = float(jax.grad(lambda loc: dist.RightCensoredDistribution(dist.StudentT(3.0, loc), 1).log_prob(1.0))(1.0))
print("derivative of cdf by loc at loc:", by_loc, "and of the censored log_prob:", censored, "- truth", end=" ")
print(mpmath.nstr(-density(0, 3) / 2, 8), "and", mpmath.nstr(2 * density(0, 3), 8))
laplace = {q: float(jax.grad(dist.Laplace().icdf)(q)) for q in (0.499, 0.5, 0.501)}
print("derivative of the quantiles of Laplace:", laplace, "- truth at 1/2: 2")
as_described = isnan(seen[0.0]) and isinf(seen[1e-9]) and 0.001 < abs(seen[1e-7] - float(density(0, 3))) < 0.02
as_described = as_described and abs(seen[0.5] - float(density(0.5, 3))) < 1e-9 and isnan(by_loc) and isnan(censored)
as_described = as_described and laplace[0.5] == 0 and abs(laplace[0.501] - 2) < 0.01
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
