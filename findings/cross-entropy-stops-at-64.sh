#!/usr/bin/env bash
# PaddlePaddle: the cross-entropy of an example is never more than about 64, however wrong its logits are.
#
# One would guess that the softmax cross-entropy of the logits 0 and −100 is 100 for the second class, as in every other
# framework. Instead it is 64, and 64 for −1000 too: what is smaller than e^−64 of the largest is taken for e^−64 of it, on the CPU,
# in float32 and in float64. softmax gives 1.6e-28 where float64 would hold 3.7e-44, and log_softmax nothing below −64.
#
# Why it matters: a loss that is compared with another framework's differs without a word as soon as an example is badly wrong,
# and log-probabilities of rare events, of long sequences or of outliers, are clipped at −64 one by one before they are added up.
#
# Source: none found; seen by running it.
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
from paddle.nn import functional as F

paddle.set_device("cpu")
print("paddlepaddle", paddle.__version__)
as_described = True
for dtype in ("float32", "float64"):
    for wrong in (-60.0, -100.0, -1000.0):
        logits = paddle.to_tensor([[0.0, wrong]], dtype=dtype)
        loss = F.cross_entropy(logits, paddle.to_tensor([1])).item()
        log = F.log_softmax(logits)[0, 1].item()
        print(f"{dtype}: logits 0 and {wrong:g}, the second class: cross-entropy {loss:g}, log_softmax {log:g}")
        as_described &= loss == min(-wrong, 64.0) and log == max(wrong, -64.0)
    small = F.softmax(paddle.to_tensor([0.0, -100.0], dtype=dtype))[1].item()
    print(f"{dtype}: softmax of 0 and -100 gives {small!r} for the second; e^-100 is 3.72e-44")
    as_described &= 1e-28 < small < 2e-28
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
