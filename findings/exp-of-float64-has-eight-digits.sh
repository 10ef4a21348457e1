#!/usr/bin/env bash
# MLX on the CPU: exp, sigmoid, sin and cos of float64 have eight digits, and log, tanh and expm1 all of them.
#
# One would guess that a function of an array in float64, a format that MLX has on the CPU alone, is good to the last digits.
# Instead, exp, sigmoid, sin, cos and erf are computed with the polynomials of float32, and returned in float64; the functions that
# come from the C library, log, log1p, expm1, tanh, sqrt, are right.
#
# Why it matters: float64 is asked for as the yardstick of another format, or for a difference quotient. exp(x) is then not
# expm1(x) + 1, and a gradient that is checked in float64 has the digits of float32.
#
# Source: none found; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q 'mlx[cpu]==0.32.4' numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import math
import sys
from importlib.metadata import version

import mlx.core as mx
import numpy as np

mx.set_default_device(mx.cpu)
print("mlx", version("mlx"))
x = 0.3
seen = {}
for name, truth in {
    "exp": math.exp(x),
    "sigmoid": 1 / (1 + math.exp(-x)),
    "sin": math.sin(x),
    "cos": math.cos(x),
    "log": math.log(x),
    "tanh": math.tanh(x),
    "expm1": math.expm1(x),
}.items():
    value = getattr(mx, name)(mx.array([x], mx.float64))
    number = float(np.array(value)[0])
    seen[name] = abs(number - truth) / abs(truth)
    print(f"{name}({x}) in {value.dtype}: {number!r}, and {truth!r} in the C library; off by {seen[name]:.1g} of it")
narrow, wide = ("exp", "sigmoid", "sin", "cos"), ("log", "tanh", "expm1")
as_described = min(seen[name] for name in narrow) > 1e-10 and max(seen[name] for name in wide) < 1e-15
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
