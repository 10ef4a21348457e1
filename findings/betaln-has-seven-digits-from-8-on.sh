#!/usr/bin/env bash
# jax.scipy.special.betaln in float64 has seven digits as soon as its larger argument reaches 8.
#
# One would guess that a logarithm of the beta function in float64 is good to the last digits, or that large arguments are the
# hard ones. Instead, B(2, 7) = 1/56 has all its digits, B(2, 8) = 1/72 seven, B(2, 20) eight, B(2, 1000) all of them again.
# From 8 on, JAX takes the expansion of SciPy with one quantity wrong: where 1/(1 + h) belongs, it has h/(1 + h), h being the
# smaller argument over the larger. With two equal arguments both are 1/2, and the value is right by chance. The gradient is
# that of the wrong formula, so it agrees with difference quotients, except across 8, where the function jumps.
#
# Why it matters: jax.scipy.stats.beta and betabinom use it, so that the density of Beta(2, 8) integrates to 0.9999987 in
# float64. In float32 the error hides among the roundings.
#
# Source: the file jax/_src/third_party/scipy/betaln.py names its origin. jax-ml/jax issue 40653 is about this function for a
# subnormal ratio, and calls it exact across most of its range; none found for this error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q jax==0.12.0.1 jaxlib==0.12.0.1 numpy==2.5.5 mpmath==1.4.1
"$folder/env/bin/python" - <<'PYTHON'
import sys

import jax
import mpmath
import numpy as np
from jax.scipy.special import betaln
from jax.scipy.stats import beta

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 40
print("jax", jax.__version__)


def off(number, truth):
    return float(abs(mpmath.mpf(float(number)) - truth) / abs(truth))


seen = {}
for a, b in ((2, 7), (2, 1000), (2, 8), (8, 2), (0.5, 8), (2, 20), (1, 20)):
    value = betaln(float(a), float(b))
    truth = mpmath.log(mpmath.beta(a, b))
    slope = jax.grad(betaln, 1)(float(a), float(b))
    true_slope = mpmath.digamma(b) - mpmath.digamma(a + b)
    seen[a, b] = off(value, truth), off(slope, true_slope)
    print(f"betaln({a}, {b}) = {float(value)!r}, truth {mpmath.nstr(truth, 17)}", end="; ")
    print("off by {:.1g}, its slope by {:.1g}".format(*seen[a, b]))
below = float(np.nextafter(8.0, 0.0))
jump = float(betaln(2.0, 8.0)) - float(betaln(2.0, below))
print("betaln(2, 8) less betaln(2, the number before 8):", jump, "- truth", float(-(8 - below) * (1 / 8 + 1 / 9)))
places, weights = np.polynomial.legendre.leggauss(8)  # exact for the density, a polynomial of degree 8
area = float(np.sum(weights / 2 * np.asarray(beta.pdf((places + 1) / 2, 2.0, 8.0))))
small = float(np.sum(weights / 2 * np.asarray(beta.pdf((places + 1) / 2, 2.0, 7.0))))
print("area below the density of Beta(2, 7):", small, "and of Beta(2, 8):", area)
equal = off(betaln(8.0, 8.0), mpmath.log(mpmath.beta(8, 8)))
print(f"betaln(8, 8) is off by {equal:.1g}")
good = [(2, 7), (2, 1000)]
as_described = all(max(errors) < 1e-13 if pair in good else min(errors) > 1e-9 for pair, errors in seen.items())
as_described = as_described and equal < 1e-14 and 1e-7 < abs(jump) < 1e-5 and 1e-6 < 1 - area < 2e-6 and abs(1 - small) < 1e-13
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
