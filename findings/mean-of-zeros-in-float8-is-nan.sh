#!/usr/bin/env bash
# jnp.mean of a thousand zeros in float8_e4m3fn is NaN, and their sum is 0.
#
# One would guess that a mean in a narrow format is inaccurate at worst, since jnp.mean of float16 and bfloat16 is computed in
# float32, and the mean of numbers is never larger than the largest of them. Instead, the mean of float8 is computed in float8:
# the number of elements is cast to it, and float8_e4m3fn ends at 448, without an infinity. From 465 elements on the divisor is
# NaN, and so is every mean and variance, also of zeros. With dtype=jnp.float32 it is right.
#
# Why it matters: float8 comes with quantised weights and activations, whose rows are longer than 464. The NaN appears with the
# shape, not with the data, so that a test with short rows does not show it.
#
# Source: none found; the documentation of jnp.mean does not speak of float8.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q jax==0.12.0 jaxlib==0.12.0 numpy==2.5.5 ml_dtypes==0.6.0
"$folder/env/bin/python" - <<'PYTHON'
import sys

import jax
from jax import numpy as jnp

print("jax", jax.__version__)
seen = {}
for count in (464, 465, 1000):
    zeros = jnp.zeros(count, jnp.float8_e4m3fn)
    seen[count] = [float(f) for f in (jnp.sum(zeros), jnp.mean(zeros), jnp.var(zeros), jnp.mean(zeros, dtype=jnp.float32))]
    print(f"{count} zeros: sum {seen[count][0]}, mean {seen[count][1]}, var {seen[count][2]}, mean in float32 {seen[count][3]}")
halves = [float(jnp.mean(jnp.zeros(1000, dtype))) for dtype in (jnp.float16, jnp.bfloat16)]
print("1000 zeros in float16 and bfloat16: mean", halves)
nan = [str(number) for number in (seen[465][1], seen[1000][1], seen[1000][2])] == ["nan"] * 3
as_described = nan and seen[464][1] == 0 and seen[1000][0] == seen[1000][3] == 0 and halves == [0, 0]
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
