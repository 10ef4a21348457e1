#!/usr/bin/env bash
# optax.adam of bfloat16 parameters never forgets a large gradient: its steps stay at 1.4 percent of what they should be.
#
# One would guess that Adam's step is as long as the learning rate, whatever the scale of a steady gradient, since the average
# of its squares follows within some thousands of steps; bfloat16 would add a percent of noise. Instead, after 2000 gradients of
# 1 and then 20000 of 0.01 the average is 0.5 as before, and not 0.0001, and the step is 0.014 of the learning rate. b2 = 0.999
# becomes 1 in bfloat16, so nothing is forgotten, while 1 − b2 = 0.001 does not become 0, so that the average grows, to 0.5,
# where 0.001 is less than half a unit in the last place. In float32 the same steps are right.
#
# Why it matters: gradients are large at the beginning of a training. The parameters then move 70 times more slowly, for good,
# with a cost that falls and no NaN. mu_dtype, the one argument about dtypes, is for the other average alone.
#
# Source: none found for optax; that Adam's averages want float32, or stochastic rounding, is told in general of bfloat16.
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
large, small = (1.0, 2000), (0.01, 20000)
optimizer = optax.adam(learning_rate=1.0)


def average(decay, power):
    """Adam's average of all gradients to that power, without its bias, in closed form."""
    (g, m), (h, n) = large, small
    return (g**power * (1 - decay**m) * decay**n + h**power * (1 - decay**n)) / (1 - decay ** (m + n))


def train(dtype):
    """The average of the squares, and the last step, in units of the learning rate."""
    state = optimizer.init(jnp.zeros(1, dtype))
    for gradient, times in (large, small):
        g = jnp.full(1, gradient, dtype)
        state, steps = jax.lax.scan(lambda state, _, g=g: optimizer.update(g, state)[::-1], state, None, length=times)
    return float(state[0].nu[0]), -float(steps[-1, 0])


truth = average(0.999, 2), average(0.9, 1) / math.sqrt(average(0.999, 2))
seen = {dtype: train(dtype) for dtype in (jnp.bfloat16, jnp.float32)}
for dtype, (square, step) in seen.items():
    print(f"{jnp.dtype(dtype)}: average of the squares {square:.6f}, truth {truth[0]:.6f}", end="; ")
    print(f"step {step:.4f}, truth {truth[1]:.4f}")
print("b2 in bfloat16:", float(jnp.bfloat16(0.999)), "and 1 − b2:", float(jnp.bfloat16(1 - 0.999)))
square, step = seen[jnp.bfloat16]
as_described = square == 0.5 and step < truth[1] / 50 and abs(seen[jnp.float32][1] - truth[1]) < truth[1] / 1000
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
