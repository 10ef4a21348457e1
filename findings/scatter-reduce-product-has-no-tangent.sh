#!/usr/bin/env bash
# Forward mode through torch.scatter_reduce(..., "prod") gives 0.
#
# One would guess that an operation without a forward-mode rule says so, as torch.index_reduce does (NotImplementedError), and
# that one with a rule agrees with the way back. Instead, torch.func.jvp and jacfwd of a scatter_reduce with "prod" answer 0,
# whatever the numbers are; jacrev is right. torch.func.hessian goes forward over back, so it loses all mixed derivatives, and
# has numbers in the diagonal where the truth is 0.
#
# Why it matters: a zero is a plausible derivative. Who takes Hessian-vector products or forward sensitivities of a product over
# groups (graphs, segments, likelihoods of sets) gets a wrong direction, and no message.
#
# Source: pytorch/pytorch issue 196702 (the zero tangent).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/env"
"$folder/env/bin/pip" install -q torch==2.13.0 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import sys

import torch

x = torch.tensor([2.0, 4.0, 3.0])
everything_to_0 = torch.zeros(3, dtype=torch.int64)


def product(x):
    return torch.ones(1).scatter_reduce(0, everything_to_0, x, "prod")[0]


# the truth, in whole numbers: d/dx_i of x0 x1 x2, and d²/dx_i dx_j
gradient = [4 * 3, 2 * 3, 2 * 4]
mixed = [[0, 3, 4], [3, 0, 2], [4, 2, 0]]
back, forward = torch.func.jacrev(product)(x).tolist(), torch.func.jacfwd(product)(x).tolist()
hessian = torch.func.hessian(product)(x).tolist()
print("torch", torch.__version__)
print("gradient: truth", gradient, "jacrev", back, "jacfwd", forward)
print("hessian: truth", mixed, "torch.func.hessian", hessian)
as_described = (
    back == gradient
    and forward == [0, 0, 0]
    and all(hessian[i][j] == 0 for i in range(3) for j in range(3) if i != j)
    and all(hessian[i][i] != 0 for i in range(3))
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
