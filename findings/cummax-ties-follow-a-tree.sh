#!/usr/bin/env bash
# Three equal numbers: jnp.max has the gradient 1/3 each, jax.lax.cummax 1/4, 1/4, 1/2.
#
# One would guess that the last entry of cummax(x), which is max(x), has the gradient of max(x), or that of the first or last of
# the largest. Instead, it is split by halves along the tree in which the scan was computed: for three ones 1/4, 1/4, 1/2; for
# seven ones from 1/16 to 1/2. jnp.maximum.accumulate, the same function by another name, computes in another order, and has
# another gradient again; a maximum by jax.lax.reduce_window gives all to the first.
#
# Why it matters: each is a subgradient, so that no check of one-sided derivatives finds fault; but ties are the rule after a
# relu or a clip (zeros), or with whole numbers, and the weight that an element gets then depends on its place and on the length
# of the array.
#
# Source: none found; the documentation of jax.lax.cummax does not speak of ties.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q jax==0.12.0 jaxlib==0.12.0 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import sys

import jax
from jax import numpy as jnp

print("jax", jax.__version__)
ways = {
    "jnp.max": jnp.max,
    "jax.lax.cummax": lambda x: jax.lax.cummax(x)[-1],
    "jnp.maximum.accumulate": lambda x: jnp.maximum.accumulate(x)[-1],
    "jax.lax.reduce_window": lambda x: jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, x.shape, (1,), "VALID")[0],
}
seen = {}
for count in (3, 5):
    for name, largest in ways.items():
        seen[name, count] = jax.grad(largest)(jnp.ones(count)).tolist()
        print(f"{count} ones, {name}: {seen[name, count]}")
as_described = (
    seen["jax.lax.cummax", 3] == [0.25, 0.25, 0.5]
    and seen["jax.lax.cummax", 5] == [0.125, 0.125, 0.125, 0.125, 0.5]
    and seen["jnp.maximum.accumulate", 5] == [0.0625, 0.0625, 0.125, 0.25, 0.5]
    and len(set(seen["jnp.max", 3])) == 1
    and seen["jax.lax.reduce_window", 3] == [1, 0, 0]
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
