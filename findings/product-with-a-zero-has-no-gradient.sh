#!/usr/bin/env bash
# PaddlePaddle: the gradient of a product in which one factor is 0 is NaN for that factor.
#
# One would guess that the derivative of x·y·z by x is y·z, also where x is 0: 6 for the factors 0, 2, 3, as in other frameworks.
# Instead, what paddle.prod sends back divides the product by the factor, 0/0. The last entry of paddle.cumprod, which is the same
# product, has the gradient 6, 0, 0. Nothing warns.
#
# Why it matters: a single 0 among the factors, as after a relu, makes NaN of the gradient, and of every weight in the next step.
#
# Source: ProdGradFunctor in PaddlePaddle's kernels multiplies with the inverse of x. PaddlePaddle#64127 of 2024 mended the
# product where derivatives are composed of primitives, which the lines below do not ask for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q paddlepaddle==3.3.1
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import sys

import paddle

print("paddlepaddle", paddle.__version__)


def gradient(function, factors):
    x = paddle.to_tensor(factors, stop_gradient=False)
    function(x).backward()
    return x.grad.tolist()


whole, last = gradient(paddle.prod, [0.0, 2.0, 3.0]), gradient(lambda x: paddle.cumprod(x, dim=0)[-1], [0.0, 2.0, 3.0])
print("the gradient of 0 · 2 · 3: paddle.prod", whole, "the last of paddle.cumprod", last)
as_described = whole[0] != whole[0] and whole[1:] == [0, 0] and last == [6, 0, 0]
as_described &= gradient(paddle.prod, [1.0, 2.0, 3.0]) == [6, 3, 2]
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
