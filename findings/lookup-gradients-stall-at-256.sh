#!/usr/bin/env bash
# In bfloat16 the gradient of x.gather(0, i) is 1000, and that of x[i] is 256.
#
# One would guess that the ways to pick a thousand times the same number (x[i], index_select, take, gather, expand, repeat, an
# embedding) have one gradient, 1000. Instead, gather, expand and repeat give it, while x[i], index_select, take and the
# embedding add one after another in bfloat16, and stop at 256, since 256 + 1 rounds to 256 there.
#
# Why it matters: a token that is more frequent than 256 in a batch of an embedding trained in bfloat16 gets the gradient of a
# token that comes 256 times; rewriting a lookup from x[i] to gather changes the training. Padding and end-of-text tokens are
# always of that kind.
#
# Source: none found; seen by running it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import sys

import torch

torch.set_num_threads(1)
times = 1000
index = torch.zeros(times, dtype=torch.int64)
ways = {
    "expand": lambda x: x.expand(times),
    "repeat": lambda x: x.repeat(times),
    "gather": lambda x: x.gather(0, index),
    "x[index]": lambda x: x[index],
    "index_select": lambda x: x.index_select(0, index),
    "take": lambda x: x.take(index),
    "embedding": lambda x: torch.nn.functional.embedding(index, x[:, None]),
}
print("torch", torch.__version__, "- the truth is", times)
seen = {}
for name, pick in ways.items():
    x = torch.ones(1, dtype=torch.bfloat16, requires_grad=True)
    (gradient,) = torch.autograd.grad(pick(x).sum(), x)
    seen[name] = gradient.item()
    print(f"{name}: {seen[name]}")
right = {"expand", "repeat", "gather"}
as_described = all(seen[name] == (times if name in right else 256) for name in ways)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
