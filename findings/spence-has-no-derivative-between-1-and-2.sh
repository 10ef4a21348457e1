#!/usr/bin/env bash
# jax.grad(jax.scipy.special.spence) is NaN for 1 < z ≤ 2, and 0 at 1.
#
# One would guess that a function with one formula, whose value JAX has right at all of these places, can be differentiated at
# them: the derivative is log z/(1 − z), and −1 at 1. Instead, jax.grad gives NaN in the whole interval from 1 to 2, with 2, and
# 0 at z = 1. Below 1 and above 2 it is right.
#
# Why it matters: 1 < z ≤ 2 is the dilogarithm of numbers between −1 and 0, the middle of its use (Fermi integrals, Debye
# functions, likelihoods with logistic terms). The NaN is seen, the 0 at 1 is not.
#
# Source: none found for the derivative; jax-ml/jax issue 40652 is about values of this function for very large z.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q jax==0.12.0 jaxlib==0.12.0 numpy==2.5.5 mpmath==1.3.0
"$folder/env/bin/python" - <<'PYTHON'
import sys

import jax
import mpmath
from jax.scipy.special import spence

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 30
print("jax", jax.__version__)
seen = {}
for z in (0.5, 1.0, 1.5, 2.0, 2.5):
    value, slope = jax.value_and_grad(spence)(z)
    truth = -1 if z == 1 else mpmath.log(z) / (1 - mpmath.mpf(z))
    dilogarithm = mpmath.polylog(2, 1 - z)
    print(
        f"z = {z}: spence {float(value)!r}, truth {mpmath.nstr(dilogarithm.real, 16)};"
        f" slope {float(slope)!r}, truth {mpmath.nstr(truth, 16)}"
    )
    seen[z] = float(slope), float(truth)
as_described = (
    all(seen[z][0] != seen[z][0] for z in (1.5, 2.0))
    and seen[1.0] == (0.0, -1.0)
    and all(round(seen[z][0], 12) == round(seen[z][1], 12) for z in (0.5, 2.5))
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
