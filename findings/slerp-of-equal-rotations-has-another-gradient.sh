#!/usr/bin/env bash
# Warp: halfway between two equal rotations, the gradient of wp.quat_slerp goes to the first one alone.
#
# One would guess that the rotation halfway between two of them depends on both alike, also where they are equal: turned by a
# and by b about one axis it is a turn by (a + b)/2, whose derivatives are 1/2 and 1/2. Instead, where a and b are the same
# number the derivatives are 1 and 0, and at a tenth of the way, and at nine tenths, they are 1 and 0 as well. With b larger by
# 1e-9 all of them are right to nine digits. The value is right everywhere.
#
# Why it matters: two frames of an animation, or two poses of a robot, that start from one guess are equal in the first step:
# the second one gets no gradient, and the first one twice its own. A difference quotient finds it only at equal rotations.
#
# Source: none found; warp's documentation of quat_slerp warns of rotations that differ by 180 degrees only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q warp-lang==1.19.0 numpy==2.5.5
cat > "$folder/between.py" <<'PYTHON'
import sys
from math import cos, sin
from pathlib import Path

import warp as wp

wp.config.quiet = True
wp.config.kernel_cache_dir = str(Path(sys.argv[1], "kernels"))
print("warp", wp.__version__)


@wp.kernel
def between(
    a: wp.array(dtype=wp.float64),
    b: wp.array(dtype=wp.float64),
    part: wp.array(dtype=wp.float64),
    result: wp.array(dtype=wp.float64),
):
    axis = wp.vec3d(wp.float64(0.0), wp.float64(0.0), wp.float64(1.0))
    first = wp.quat_from_axis_angle(axis, a[0])
    second = wp.quat_from_axis_angle(axis, b[0])
    result[0] = wp.quat_slerp(first, second, part[0])[2]


def slopes(a, b, part):
    given = [wp.array([number], dtype=wp.float64, requires_grad=True, device="cpu") for number in (a, b, part)]
    result = wp.zeros(1, dtype=wp.float64, requires_grad=True, device="cpu")
    with wp.Tape() as tape:
        wp.launch(between, dim=1, inputs=given, outputs=[result], device="cpu")
    result.grad.fill_(1.0)
    tape.backward()
    return result.numpy()[0], given[0].grad.numpy()[0], given[1].grad.numpy()[0]


as_described = True
for part in (0.5, 0.1, 0.9):
    for b in (0.3, 0.3 + 1e-9, 0.4):
        a = 0.3
        value, by_a, by_b = slopes(a, b, part)
        angle = (1 - part) * a + part * b  # the third component is sin(angle/2)
        turned = cos(angle / 2) / 2
        by_a, by_b = by_a / turned, by_b / turned
        print(f"a = 0.3, b = {b}, {part} of the way: value {value:.12f}, truth {sin(angle / 2):.12f}", end="; ")
        print(f"derivative of the angle by a {by_a:.9f}, by b {by_b:.9f}, truth {1 - part:.9f} and {part:.9f}")
        expected = (1, 0) if a == b else (1 - part, part)
        near = abs(by_a - expected[0]) < 1e-8 and abs(by_b - expected[1]) < 1e-8
        as_described = as_described and near and abs(value - sin(angle / 2)) < 1e-12
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
"$folder/env/bin/python" "$folder/between.py" "$folder"
