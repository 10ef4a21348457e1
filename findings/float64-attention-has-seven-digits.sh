#!/usr/bin/env bash
# jax.nn.dot_product_attention of float64 arrays has seven digits.
#
# One would guess that a function of float64 arrays which returns float64 computes in float64, as jax.nn.softmax does, with
# fifteen digits. Instead, the softmax inside is carried out in float32 whatever the arrays are, so that outputs and gradients of
# float64 queries, keys and values are off by about 1e-8 of themselves. The dtype of the result does not show it.
#
# Why it matters: float64 is what people switch to when they check gradients, compare implementations or hunt for a loss of
# digits; a difference quotient of a transformer, with the step that is best in float64, is then made of rounding alone.
#
# Source: the source of jax.nn.dot_product_attention says "always carried out in fp32" in a comment; its documentation does not.
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

jax.config.update("jax_enable_x64", True)
q, k, v = (jax.random.normal(jax.random.key(i), (1, 5, 2, 4), jnp.float64) for i in range(3))


def plain(q, k, v):
    shares = jax.nn.softmax(jnp.einsum("btnh,bsnh->bnts", q, k) / 2, axis=-1)
    return jnp.einsum("bnts,bsnh->btnh", shares, v)


def off(one, other):
    return float(jnp.linalg.norm(one - other) / jnp.linalg.norm(other))


cost = lambda f: lambda q: (f(q, k, v) ** 2).sum()
output = off(jax.nn.dot_product_attention(q, k, v), plain(q, k, v))
gradient = off(jax.grad(cost(jax.nn.dot_product_attention))(q), jax.grad(cost(plain))(q))
print("jax", jax.__version__, jax.nn.dot_product_attention(q, k, v).dtype)
print(f"output off by {output:.1e}, gradient by {gradient:.1e}; of float64 one expects about 1e-16")
as_described = 1e-10 < output < 1e-6 and 1e-10 < gradient < 1e-6
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
