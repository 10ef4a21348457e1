#!/usr/bin/env bash
# polars: the sum of a float32 group stops at 2^24, while its mean times its length does not.
#
# One would guess that sum() means one thing: that of a column is exact here (2^24 + 1000 ones in float32), and in the same
# query the mean is 1 and the length is right. Instead, sum() inside of group_by().agg() adds up in float32 one after another
# and stops at 16777216, because 16777216 + 1 is no float32; over("g") gives the right one again. The script takes one thread,
# with more of them each adds a part, and the sum stops later.
#
# Why it matters: sums of many small float32 (durations, costs, counts kept as floats) by group are too small, and the error
# grows with the size of the group and depends on the number of threads. A check against the sum of the column finds a
# difference of percents, and no message.
#
# Source: none found for this; pola-rs/polars issue 27662 tells the same of cum_sum, which is exact in this release, and pull
# request 24774 is about the accuracy of sums by group.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q polars==2.1.0 numpy==2.5.5
"$folder/env/bin/python" - <<'PYTHON'
import os
import sys

os.environ["POLARS_MAX_THREADS"] = "1"  # read when polars is imported

import numpy as np
import polars as pl

count = 2**24 + 1000
table = pl.DataFrame({"g": np.zeros(count, np.int8), "x": np.ones(count, np.float32)})
column = table["x"].sum()
x = pl.col("x")
_, group, mean, length = table.group_by("g").agg(x.sum().alias("sum"), x.mean().alias("mean"), pl.len()).row(0)
over = table.select(x.sum().over("g")).row(0)[0]
print("polars", pl.__version__, "threads", pl.thread_pool_size())
print(f"{count} ones: sum {column}, over(g) {over}; group_by: sum {group}, mean {mean}, length {length}")
as_described = column == over == length == count and mean == 1 and group == 2**24
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
