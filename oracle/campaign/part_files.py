"""The parts of a campaign: one Parquet file for a shard on an adapter, written whole or not at all.

The findings of a part, with the problems that show them, are in the metadata of its file, and so is whose part it is: the
campaign, the shard and the adapter. A part of another one is none, whatever its name, and so is one in which a bit has changed.
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

from nablacheck.oracle.campaign import seals, stores
from nablacheck.oracle.campaign.command_lines import resumed
from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.part_rows import COLUMNS
from nablacheck.oracle.campaign.signs import Sign
from nablacheck.reference.errors import InputError, optional
from nablacheck.reference.quoting import shown

KEY = b"nablacheck"
PARTS = "parts"
"""The folder of the parts."""
ENDING = ".parquet"


class UnusablePart(InputError):
    """A part that is not what was written, or another one's; `why` says which."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is {why}")
        self.path, self.why = path, why


@dataclass(frozen=True)
class ShardPart:
    """What came of a shard on an adapter: columns of counts, findings with how often each was met, known defects, seconds.

    `campaign` is all that decides what the shards of one come to; `links` are those of a shard of graphs, with how many graphs
    have each.
    """

    campaign: Mapping[str, Any]
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


def _whose(campaign: Mapping[str, Any], shard: int, adapter: str) -> dict[str, Any]:
    """What a part says of itself, and has to."""
    return {**campaign, "shard": shard, "adapter": adapter}


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


def write_part(folder: Path, part: ShardPart, files: Iterable[str] = ()) -> None:
    """Writes a part in one step: nobody ever sees half of it; InputError, with what to do then, where there is no room."""
    arrow, path = _arrow(), path_of(folder, part.shard, part.adapter)
    types = {"int64": arrow.int64(), "float64": arrow.float64(), "string": arrow.string()}
    schema = arrow.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    said = {
        "of": _whose(part.campaign, part.shard, part.adapter),
        "findings": [{**_plain(finding), "times": times} for finding, times in part.findings],
        "known": dict(part.known),
        "seconds": part.seconds,
        "links": dict(part.links),
        seals.KEY: seals.OPEN,
    }
    table = arrow.table(dict(part.columns), schema=schema.with_metadata({KEY: json.dumps(said).encode()}))
    whole = io.BytesIO()
    try:
        arrow.parquet.write_table(table, whole, compression="zstd")
        stores.write(path, seals.sealed(whole.getvalue()))
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        so = f"Nothing that was finished is lost: make room, then {resumed(folder, files)}"
        raise InputError(f"{path} cannot be written: {why}. {so}") from error


def read_part(folder: Path, shard: int, adapter: str, campaign: Mapping[str, Any]) -> ShardPart:
    """The part in its file, without its columns; UnusablePart where it is damaged, or another's."""
    arrow, path = _arrow(), path_of(folder, shard, adapter)
    if stores.is_here(path) and path.is_dir():
        raise InputError(f"{path} is a folder where a part has to be; move it away.")
    try:
        content = stores.read(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not seals.is_sealed(content):
        raise UnusablePart(path, "damaged")
    with arrow.parquet.ParquetFile(io.BytesIO(content)) as file:
        said = json.loads(file.metadata.metadata[KEY])
    if other := _other(said["of"], _whose(campaign, shard, adapter)):
        raise UnusablePart(path, f"of another campaign or shard ({other})")
    findings = [(_finding(one), one["times"]) for one in said["findings"]]
    return ShardPart(campaign, shard, adapter, {}, findings, said["known"], said["seconds"], said["links"])


def _other(said: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """The first in which what a part says of itself is something else than it has to be, if anything is."""
    different = (key for key in wanted if said.get(key) != wanted[key])
    return next((f"its {key} is {shown(said.get(key))}, not {shown(wanted[key])}" for key in different), "")


def read_parts(
    folder: Path, parts: Iterable[tuple[int, str]], campaign: Mapping[str, Any]
) -> Iterator[ShardPart | UnusablePart]:
    """Several parts, shards on adapters; of those that cannot be used, or were removed meanwhile, why."""

    def tried(path: Path) -> ShardPart | UnusablePart:
        try:
            return read_part(folder, *places[path], campaign)
        except UnusablePart as error:
            return error
        except FileNotFoundError:
            return UnusablePart(path, "no longer there")

    places = {path_of(folder, *part): part for part in parts}
    return (part for _, part in stores.of_all(tried, places))


def tables_of(paths: Iterable[Path]) -> Any:
    """The columns of several parts in one table of Arrow; UnusablePart where one is damaged."""
    arrow = _arrow()

    def table(path: Path) -> Any:
        try:
            return arrow.parquet.read_table(io.BytesIO(stores.read(path)))
        except (FileNotFoundError, ValueError, arrow.ArrowException) as error:
            raise UnusablePart(path, "damaged") from error

    return arrow.concat_tables([part for _, part in stores.of_all(table, paths)])


def _plain(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it, its problems as archives in letters."""
    return {**vars(finding), "sign": vars(finding.sign), "problems": [_packed(arrays) for arrays in finding.problems]}


def _finding(record: Mapping[str, Any]) -> Finding:
    said = {name: value for name, value in record.items() if name != "times"}
    broken = tuple((equation, layer) for equation, layer in said.pop("broken"))
    problems = tuple(_unpacked(text) for text in said.pop("problems"))
    sign, breaches = Sign(**said.pop("sign")), tuple(said.pop("breaches"))
    said["brought"] = tuple(said["brought"])
    return replace(Finding(**said, broken=broken, breaches=breaches), sign=sign, problems=problems)


def _packed(arrays: Mapping[str, Any]) -> str:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return base64.b64encode(file.getvalue()).decode()


def _unpacked(text: str) -> dict[str, Any]:
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as arrays:
        return dict(arrays)
