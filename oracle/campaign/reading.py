"""The parts of a campaign read together: tables of numbers for a report, each a list of rows, by DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.part_files import UnusablePart, path_of, tables_of
from nablacheck.oracle.campaign.part_rows import BINS
from nablacheck.oracle.campaign.stores import is_here
from nablacheck.reference.errors import InputError, optional

Row = dict[str, Any]
COUNTED = (
    "sum(entries)::BIGINT AS entries, sum(inconclusive)::BIGINT AS inconclusive, sum(known)::BIGINT AS known, "
    "sum(findings)::BIGINT AS findings, max(worst) AS worst"
)
QUERIES = {
    "adapters": f"SELECT adapter, sum(problems)::BIGINT AS problems, {COUNTED} FROM rows GROUP BY ALL ORDER BY ALL",
    "dtypes": f"SELECT adapter, dtype, sum(problems)::BIGINT AS problems, {COUNTED} FROM rows GROUP BY ALL ORDER BY ALL",
    "equations": f"SELECT adapter, dtype, equation, {COUNTED}, max(roundings) AS roundings FROM rows WHERE equation <> '' "
    "GROUP BY ALL ORDER BY ALL",
    "functions": f"SELECT adapter, function, {COUNTED} FROM rows WHERE function <> '' GROUP BY ALL ORDER BY ALL",
    "spread": f"SELECT adapter, dtype, {', '.join(f'sum({name})::BIGINT AS {name}' for name in BINS)} FROM rows "
    "WHERE equation <> '' GROUP BY ALL ORDER BY ALL",
    "depths": "SELECT adapter, dtype, layers - 1 AS depth, log2(1 + max(roundings)) AS bits, sum(entries)::BIGINT AS entries "
    "FROM rows WHERE equation <> '' GROUP BY ALL ORDER BY ALL",
    "widths": "SELECT adapter, dtype, width, log2(1 + max(roundings)) AS bits, sum(entries)::BIGINT AS entries "
    "FROM rows WHERE layer > 0 GROUP BY ALL ORDER BY ALL",
    "regimes": "SELECT regime, sum(problems)::BIGINT AS problems, sum(entries)::BIGINT AS entries, "
    "1 - sum(inconclusive) / greatest(sum(entries), 1) AS decided, sum(findings)::BIGINT AS findings "
    "FROM rows GROUP BY ALL ORDER BY ALL",
}
"""What is asked of the rows, by name."""


@dataclass(frozen=True)
class Tables:
    """The answers to all queries, by name."""

    of: dict[str, list[Row]]

    def __getitem__(self, name: str) -> list[Row]:
        return self.of[name]


def tables(campaign: Campaign) -> Tables:
    """All that is in the finished parts of a campaign; InputError where one cannot be used, or there is none."""
    with optional("duckdb", who="a campaign needs {}", install="'nablacheck[campaign]'"):
        import duckdb
    folder = campaign.folder
    paths = [path_of(folder, part.shard, part.adapter) for part in campaign.good()]
    if not paths:
        raise InputError(f"{folder} has no finished part yet; {campaign.resume} goes on.")
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        try:
            if is_here(folder):
                given = {"paths": [str(path) for path in paths]}
                connection.execute("CREATE TEMP TABLE rows AS SELECT * FROM read_parquet($paths)", given)
            else:
                connection.register("rows", tables_of(paths))
        except (duckdb.Error, UnusablePart) as error:
            said = str(error).splitlines()[0]
            raise InputError(f"{folder} has a damaged part; {campaign.resume} does it again ({said}).") from error
        return Tables({name: _rows(connection.execute(query)) for name, query in QUERIES.items()})


def _rows(answer: Any) -> list[Row]:
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
