#!/usr/bin/env bash
# Keras: the mean of a float64 array has the digits of float32, and so has every loss; what comes back is called float64.
#
# One would guess that an array in float64 is added up in float64, and that its mean, which is in float64, has its digits. Instead,
# keras.ops.mean rounds to float32, takes the mean there, and returns it in float64: 0.70000004768 for 0.1, 0.3 and 1.7, whatever
# floatx says. All losses of keras.losses end in that mean. On JAX keras.ops.tanh of float64 returns float32 as well, and
# exp, square and sigmoid have all digits. Nothing warns. Seen on JAX; the mean is the same on PyTorch.
#
# Why it matters: whoever sets float64 to compare with another code, or to look for an error by differences, has seven digits,
# in a number that says it has sixteen, and looks for the reason in their own lines.
#
# Source: none found; keras/src/backend/jax/numpy.py computes in the result type of the dtype and Python's float or float32.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q keras==3.15.1 jax==0.10.2 jaxlib==0.10.2
KERAS_BACKEND=jax JAX_ENABLE_X64=1 "$folder/env/bin/python" - <<'PYTHON'
import sys

import jax
import keras
from jax import numpy as jnp

keras.config.set_floatx("float64")
print("keras", keras.__version__, "jax", jax.__version__)
x = jnp.asarray([0.1, 0.3, 1.7], dtype="float64")
mean, square = keras.ops.mean(x), keras.ops.square(x)
loss = keras.losses.mean_absolute_error(0 * x, x)
print(f"keras.ops.mean: {float(mean)!r}, {mean.dtype}; jax.numpy.mean: {float(jnp.mean(x))!r}")
print(f"keras.losses.mean_absolute_error: {float(loss)!r}, {loss.dtype}")
print(f"keras.ops.square: {square.dtype}, keras.ops.tanh: {keras.ops.tanh(x).dtype}")
as_described = all(part.dtype == "float64" and 1e-9 < abs(float(part) - float(jnp.mean(x))) < 1e-6 for part in (mean, loss))
as_described &= keras.ops.tanh(x).dtype == "float32" and square.dtype == "float64"
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
