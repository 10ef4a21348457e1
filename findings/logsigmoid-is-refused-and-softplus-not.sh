#!/usr/bin/env bash
# PaddlePaddle: log_sigmoid(x) cannot be differentiated twice, and −softplus(−x), the same function, can.
#
# One would guess that what has a derivative in a formula has a second one, as sigmoid, tanh, softplus, silu and elu have it.
# Instead, the gradient itself raises "The Op logsigmoid_grad doesn't have any grad op" as soon as create_graph=True is said,
# for log_sigmoid, and for gelu, mish, selu, swish, softsign, softmax, log_softmax and others. silu(x) and swish(x) are one
# function, and one of the two is refused. relu and leaky_relu are refused later: their second derivative is 0 where it is
# asked for, and what comes is that the input "does not appear in the backward graph", and not the 0.
#
# Why it matters: a penalty on a gradient, a Hessian-vector product, or a physics-informed network works or not by which of
# two spellings somebody chose; the message tells to say create_graph=False, which gives up what was asked for.
#
# Source: PaddlePaddle issues 33675 (softmax) and 65938 (sigmoid, three times); paddle/phi/ops/yaml/backward.yaml has no
# backward of log_sigmoid_grad.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q paddlepaddle==3.3.1
"$folder/env/bin/python" -W ignore - 2>"$folder/log" <<'PYTHON' || { cat "$folder/log"; exit 1; }
import sys

import paddle
from paddle.nn import functional as F

print("paddlepaddle", paddle.__version__)
x = paddle.to_tensor([0.5], stop_gradient=False)


def twice(function):
    """The second derivative at ½, or the sentence of the error."""
    try:
        (first,) = paddle.grad(function(x), x, create_graph=True)
        return paddle.grad(first, x)[0].tolist()[0]
    except (RuntimeError, ValueError) as error:
        return next(line for line in str(error).splitlines() if "grad op" in line or "backward graph" in line).split(". ")[0]


functions = {name: getattr(F, name) for name in ("sigmoid", "tanh", "softplus", "silu", "elu", "celu")}
names = ("log_sigmoid", "gelu", "mish", "selu", "swish", "softsign", "softmax", "log_softmax")
refused = {name: getattr(F, name) for name in names}
answers = {name: twice(function) for name, function in (functions | refused).items()}
spelled = twice(lambda z: -F.softplus(-z))
of_relu = twice(F.relu)
for name, answer in answers.items():
    print(f"{name}: {answer}")
print(f"−softplus(−x): {spelled}")
print(f"relu: {of_relu}")
as_described = all(isinstance(answers[name], float) for name in functions) and isinstance(spelled, float)
as_described &= all("doesn't have any grad op" in str(answers[name]) for name in refused) and "backward graph" in str(of_relu)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
