#!/usr/bin/env bash
# jax.scipy.special.log_ndtr in float64: at 8 the value is off by 7 percent and its slope right, at −20 the other way around.
#
# One would guess that a derivative has about the digits of its value. Instead, from −20 down the value is an expansion of three
# terms, good to 2e-11, and the derivative, computed by a formula of its own from the value, is off by 4e-9, and the second by
# 1.6e-6: it jumps there. Up to 8 the value is log(ndtr(x)), where ndtr is rounded next to 1: ten digits at 5, six at 6.5, one
# at 8. The derivative has 14 digits at each of these places, and is not the derivative of what is computed.
#
# Why it matters: probit and censored likelihoods, and expected improvement, are made of log_ndtr. A check against difference
# quotients blames the derivative at 8, which is right. The jump of the second derivative at −20 is no rounding error, and too
# small to be looked for.
#
# Source: its documentation gives the segments and the terms, and no error; SciPy issue 15172 is about the same loss next to 5
# and 6, which its pull request 15187 mended there.
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
from jax.scipy.special import log_ndtr

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 60
print("jax", jax.__version__)


def off(number, truth):
    return float(abs(mpmath.mpf(float(number)) - truth) / abs(truth))


seen = {}
for x in (-30.0, -20.0, -19.0, 0.0, 5.0, 6.5, 8.0):
    below = mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2
    slope = mpmath.npdf(x) / below
    bend = -slope * (mpmath.mpf(x) + slope)
    found = log_ndtr(x), jax.grad(log_ndtr)(x), jax.grad(jax.grad(log_ndtr))(x)
    seen[x] = errors = [off(number, truth) for number, truth in zip(found, (mpmath.log(below), slope, bend), strict=True)]
    print(f"log_ndtr({x}) = {float(found[0])!r}, truth {mpmath.nstr(mpmath.log(below), 17)}", end="; ")
    print("off by {:.1g}, its derivative by {:.1g}, the second by {:.1g}".format(*errors))
as_described = seen[-20.0][0] < 1e-10 and 1e-9 < seen[-20.0][1] < 1e-8 and 1e-6 < seen[-20.0][2] < 2e-6
as_described = as_described and max(seen[-19.0]) < 1e-10 and max(seen[0.0]) < 1e-14
as_described = as_described and all(max(seen[x][1:]) < 1e-13 for x in (5.0, 6.5, 8.0))
as_described = as_described and 0.05 < seen[8.0][0] < 0.1 and seen[6.5][0] > 1e-7 and seen[5.0][0] > 1e-11
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
