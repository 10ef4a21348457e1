#!/usr/bin/env bash
# Awkward Array: ak.max of [1, NaN, 3] is NaN, with an axis it is 3, and that of [NaN] is −∞.
#
# One would guess that max passes a NaN on, as np.max does, or skips it, as ak.nanmax does. Instead, ak.max and ak.min without
# an axis pass it on, and those of each list in an array skip it: they start from −∞ or +∞ and compare. So
# ak.max(ak.max(x, axis=-1)) is 3 where ak.max(x) is NaN, and a list of a NaN alone has the maximum −∞ and the minimum +∞.
# ak.argmax points at the NaN where it comes first, and skips it elsewhere. ak.sum of each list gives NaN.
#
# Why it matters: lists of unequal length are what the package is for, so nearly every max has an axis. A NaN that the next step
# should have shown is dropped, and comes back as −∞ only where a list has nothing else.
#
# Source: none found; the documentation of ak.max speaks of missing values (None), which are skipped, and not of NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q awkward==2.14.0 awkward-cpp==57 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import math
import sys

import awkward as ak
import numpy as np

print("awkward", ak.__version__, "numpy", np.__version__)
nan = math.nan
as_described = True
for numbers in ([1.0, nan, 3.0], [nan, 1.0, 3.0], [3.0, 1.0, nan]):
    lists = ak.Array([numbers, [2.0]])
    flat = float(ak.max(lists)), float(ak.min(lists))
    each = ak.max(lists, axis=-1).tolist(), ak.min(lists, axis=-1).tolist()
    of_numpy = np.array([numbers]).max(axis=-1).tolist()
    position = int(ak.argmax(lists[0])), int(np.argmax(np.array(numbers)))
    print(f"{lists.tolist()}: max, min {flat}, with axis=-1 {each}; np.max(axis=-1) {of_numpy}; argmax, NumPy's {position}")
    as_described = as_described and all(map(math.isnan, flat)) and each == ([3.0, 2.0], [1.0, 2.0])
    as_described = as_described and math.isnan(of_numpy[0])
    as_described = as_described and math.isnan(numbers[position[0]]) == math.isnan(numbers[0])
alone = ak.Array([[nan], [2.0]])
edges = ak.max(alone, axis=-1).tolist(), ak.min(alone, axis=-1).tolist()
total = ak.sum(alone, axis=-1).tolist()
print(f"{alone.tolist()}: with axis=-1 max {edges[0]}, min {edges[1]}, sum {total}")
as_described = as_described and edges == ([-math.inf, 2.0], [math.inf, 2.0]) and math.isnan(total[0])
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
