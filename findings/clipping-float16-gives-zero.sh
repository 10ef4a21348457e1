#!/usr/bin/env bash
# optax.clip_by_global_norm sets a float16 gradient to 0 whose norm is 400.
#
# One would guess that clipping to a norm of 1 makes a gradient shorter and keeps its direction; at worst, that an overflow
# shows as an infinity or NaN. Instead, the squares are added in float16, four times 200² overflows, the norm is taken for
# infinite, and g/∞ is 0: the update is all zeros, without a NaN that a guard could see. The norm itself, 400, is far inside of
# float16. Adding in float32 gives the halves that are right.
#
# Why it matters: a step with large gradients, the only one that clipping is for, is silently no step at all. Neither the cost
# nor a check for NaN and infinities in the update tells it.
#
# Source: none found; the documentation of optax.global_norm does not speak of dtypes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q jax==0.12.0 jaxlib==0.12.0 numpy==2.5.5 optax==0.2.8
"$folder/env/bin/python" - <<'PYTHON'
import math
import sys

import jax
import optax
from jax import numpy as jnp

print("jax", jax.__version__, "optax", optax.__version__)
seen = {}
for dtype in (jnp.float16, jnp.float32):
    gradient = jnp.full(4, 200, dtype)
    clipped, _ = optax.clip_by_global_norm(1.0).update(gradient, optax.EmptyState())
    seen[dtype] = float(optax.global_norm(gradient)), clipped.tolist()
    print(f"{gradient.dtype}: norm {seen[dtype][0]}, truth {math.isqrt(4 * 200**2)}; clipped {seen[dtype][1]}, truth [0.5] * 4")
as_described = seen[jnp.float16] == (math.inf, [0.0] * 4) and seen[jnp.float32] == (400.0, [0.5] * 4)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
