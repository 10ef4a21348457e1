"""The parts of a campaign: one Parquet file for a shard on an adapter, written whole or not at all.

The findings of a part, with the problems that show them, are in the metadata of its file.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.campaign import stores
from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.part_rows import COLUMNS
from nablacheck.oracle.campaign.signs import Sign
from nablacheck.reference.errors import InputError, optional

KEY = b"nablacheck"
PARTS = "parts"
"""The folder of the parts."""
ENDING = ".parquet"


class DamagedPart(InputError):
    """A part that is not what was written."""


@dataclass(frozen=True)
class ShardPart:
    """What came of a shard on an adapter: columns of counts, findings with how often each was met, known defects, seconds.

    `links` are those of a shard of graphs, with how many graphs have each.
    """

    shard: int
    adapter: str
    columns: Mapping[str, list[Any]]
    findings: list[tuple[Finding, int]]
    known: Mapping[str, int]
    seconds: float
    links: Mapping[str, int] = field(default_factory=dict)


def path_of(folder: Path, shard: int, adapter: str) -> Path:
    """Where a part is, or will be."""
    return folder / PARTS / f"{shard:08d}-{adapter}{ENDING}"


def paths_in(folder: Path) -> list[Path]:
    """The parts in a folder, sorted by shard and adapter."""
    return stores.listed(folder / PARTS, f"[0-9]*{ENDING}")


def place_of(path: Path) -> tuple[int, str]:
    """The shard and the adapter of a part, from its name; ValueError where it is none."""
    shard, adapter = path.name.removesuffix(ENDING).split("-", 1)
    return int(shard), adapter


def _arrow() -> Any:
    with optional("pyarrow", who="a campaign needs {}", install="'nablacheck[campaign]'"):
        import pyarrow
        import pyarrow.parquet
    return pyarrow


def needed() -> None:
    """MissingFramework unless what a campaign needs is installed."""
    _arrow()
    with optional("duckdb", who="a campaign needs {}", install="'nablacheck[campaign]'"):
        import duckdb  # noqa: F401 - whether it is there


def write_part(folder: Path, part: ShardPart) -> None:
    """Writes a part in one step: nobody ever sees half of it; InputError where there is no room for it."""
    arrow, path = _arrow(), path_of(folder, part.shard, part.adapter)
    types = {"int64": arrow.int64(), "float64": arrow.float64(), "string": arrow.string()}
    schema = arrow.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    said = {
        "findings": [{**_plain(finding), "times": times} for finding, times in part.findings],
        "known": dict(part.known),
        "seconds": part.seconds,
        "links": dict(part.links),
    }
    table = arrow.table(dict(part.columns), schema=schema.with_metadata({KEY: json.dumps(said).encode()}))
    whole = io.BytesIO()
    try:
        arrow.parquet.write_table(table, whole, compression="zstd")
        stores.write(path, whole.getvalue())
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        so = f"Nothing that was finished is lost: make room, then nablacheck campaign resume {folder}"
        raise InputError(f"{path} cannot be written: {why}. {so}") from error


def read_part(path: Path, whole: bool = False) -> ShardPart:
    """The part in a file, without its columns, which are looked at for `whole`; InputError where it is damaged."""
    arrow = _arrow()
    content: Any = path if stores.is_here(path) else io.BytesIO(stores.read(path))  # here the end of a file is enough
    try:
        with arrow.parquet.ParquetFile(content) as file:
            metadata = file.schema_arrow.metadata or {}
            said = json.loads(metadata[KEY])
            if whole:
                file.read()
        findings = [(_finding(one), int(one["times"])) for one in said["findings"]]
    except (OSError, KeyError, ValueError, TypeError, arrow.ArrowException) as error:
        raise DamagedPart(f"{path} is damaged: {type(error).__name__}") from error
    return ShardPart(*place_of(path), {}, findings, said["known"], said["seconds"], said.get("links", {}))


def read_parts(paths: Iterable[Path], whole: bool = False) -> Iterator[tuple[Path, ShardPart | None]]:
    """Several parts, of which those that are damaged, or were removed meanwhile, are None."""

    def tried(path: Path) -> ShardPart | None:
        try:
            return read_part(path, whole)
        except (DamagedPart, FileNotFoundError):
            return None

    return stores.of_all(tried, paths)


def tables_of(paths: Iterable[Path]) -> Any:
    """The columns of several parts in one table of Arrow; InputError where one is damaged."""
    arrow = _arrow()

    def table(path: Path) -> Any:
        try:
            return arrow.parquet.read_table(io.BytesIO(stores.read(path)))
        except (FileNotFoundError, ValueError, arrow.ArrowException) as error:
            raise DamagedPart(f"{path} is damaged: {type(error).__name__}") from error

    return arrow.concat_tables([part for _, part in stores.of_all(table, paths)])


def _plain(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it, its problems as archives in letters."""
    return {**vars(finding), "sign": vars(finding.sign), "problems": [_packed(arrays) for arrays in finding.problems]}


def _finding(record: Mapping[str, Any]) -> Finding:
    said = {name: value for name, value in record.items() if name != "times"}
    broken = tuple((equation, layer) for equation, layer in said.pop("broken"))
    problems = tuple(_unpacked(text) for text in said.pop("problems"))
    sign, breaches = Sign(**said.pop("sign")), tuple(said.pop("breaches"))
    return replace(Finding(**said, broken=broken, breaches=breaches), sign=sign, problems=problems)


def _packed(arrays: Mapping[str, Any]) -> str:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return base64.b64encode(file.getvalue()).decode()


def _unpacked(text: str) -> dict[str, Any]:
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as arrays:
        return dict(arrays)
