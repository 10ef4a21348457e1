#!/usr/bin/env bash
# One query, one column with a NaN, two Parquet files: DuckDB finds the NaN in its own only.
#
# One would guess that a query over a Parquet file depends on the numbers in it. Instead, DuckDB prunes with the minimum and
# maximum that the writer noted. It counts NaN as the largest number, and writes no such note where there is a NaN; Arrow notes
# the minimum and maximum of the other numbers, as the format asks for. Of [nan, 1, 2] the filter x > 2 then finds the NaN in
# the file of DuckDB, and nothing in that of Arrow, and x = 'nan' and even isnan(x) find nothing there, though SELECT x shows
# the NaN. Even max(x) of it is 2 when asked for alone, and NaN when asked for together with sum(x). Written by Arrow without
# the note (write_statistics=False) the same numbers give the answers of DuckDB's own file.
#
# Why it matters: "are there NaN among my numbers?" over logged Parquet files is answered with no when Arrow wrote them, as
# pandas does by default.
#
# Source: duckdb/duckdb issue 25521 (arrow-created files), 16962 (an earlier mending).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q duckdb==2.0.1 pyarrow==26.0.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
import tempfile

import duckdb
import pyarrow
from pyarrow import parquet

print("duckdb", duckdb.__version__, "pyarrow", pyarrow.__version__)
CONDITIONS = ("x > 2", "x = 'nan'", "isnan(x)")
numbers = pyarrow.table({"x": [float("nan"), 1.0, 2.0]})
seen = {}
with tempfile.TemporaryDirectory() as folder:
    parquet.write_table(numbers, f"{folder}/arrow.parquet")
    parquet.write_table(numbers, f"{folder}/arrow_without_statistics.parquet", write_statistics=False)
    duckdb.sql(f"COPY numbers TO '{folder}/duckdb.parquet' (FORMAT parquet)")
    for writer in ("arrow", "arrow_without_statistics", "duckdb"):
        for condition in ("true", *CONDITIONS):
            rows = duckdb.sql(f"SELECT x FROM '{folder}/{writer}.parquet' WHERE {condition}").fetchall()
            seen[writer, condition] = [str(x) for (x,) in rows]
            print(f"written by {writer}, WHERE {condition}: {seen[writer, condition]}")
    alone = str(duckdb.sql(f"SELECT max(x) FROM '{folder}/arrow.parquet'").fetchall()[0][0])
    with_sum = str(duckdb.sql(f"SELECT max(x), sum(x) FROM '{folder}/arrow.parquet'").fetchall()[0][0])
    print(f"max(x) of the file written by arrow: {alone}; asked for together with sum(x): {with_sum}")
right = ("arrow_without_statistics", "duckdb")
as_described = (
    all(seen[writer, "true"] == ["nan", "1.0", "2.0"] for writer in ("arrow", *right))
    and all(seen[writer, condition] == ["nan"] for writer in right for condition in CONDITIONS)
    and all(seen["arrow", condition] == [] for condition in CONDITIONS)
    and (alone, with_sum) == ("2.0", "nan")
)
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
