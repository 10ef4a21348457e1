#!/usr/bin/env bash
# The gradient of an ordinary convolution in JAX ends the whole process: XLA's compiler aborts.
#
# One would guess that jax.grad of a convolution that runs has an answer, or raises an exception. Instead, for a kernel of 2 × 2
# with stride 2 and padding (0, 1) over a map of 3 × 4 with one channel, the gradient with respect to the input ends Python
# with "Check failed: ... Window dimensions do not match RHS shape" and SIGABRT, eager and jitted. The forward pass and the
# gradient with respect to the kernel are computed. With a height of 4 in place of 3, or without padding, so is this one.
#
# Why it matters: no exception can be caught, so that a notebook, a sweep over shapes or a server is gone without a traceback;
# and which shapes do it nobody can tell beforehand.
#
# Source: none found; seen while random convolutions were judged.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q jax==0.12.0 jaxlib==0.12.0 numpy==2.5.5
cat >"$folder/gradient.py" <<'PYTHON'
import sys

import jax
from jax import numpy as jnp

height, by = int(sys.argv[1]), sys.argv[2]
x, w = jnp.ones((1, 1, height, 4)), jnp.ones((1, 1, 2, 2))


def cost(x, w):
    return (jax.lax.conv_general_dilated(x, w, (2, 2), [(0, 0), (1, 1)]) ** 2).sum()


print("jax", jax.__version__, "height", height, "cost", cost(x, w), flush=True)
print("gradient by the", by, jax.grad(cost, argnums=("input", "kernel").index(by))(x, w).ravel().tolist())
PYTHON
ended() {
  local code=0
  "$folder/env/bin/python" "$folder/gradient.py" "$@" 2>"$folder/error" || code=$?
  grep -m 1 -o 'Window dimensions do not match RHS shape' "$folder/error" || true
  echo "exit code $code"
  return "$code"
}
aborted=0
ended 3 input || aborted=$?
if ended 3 kernel && ended 4 input && [ "$aborted" -eq 134 ]; then
  echo "as described"
else
  echo "the behaviour has changed"
  exit 1
fi
