"""`campaign.json`, which says what a campaign is: what each key may be, and what has to fit together."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nablacheck
from nablacheck.oracle.campaign.json_keys import (
    NUMBER,
    TEXT,
    Keys,
    Value,
    check_keys,
    each_once,
    either,
    listed,
    named,
    once,
    read_json,
    whole,
)
from nablacheck.oracle.campaign.plans import GRAPHS, SHARD, CampaignPlan
from nablacheck.oracle.campaign.workers import cores
from nablacheck.oracle.generating.problems import DTYPES
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import shown
from nablacheck.reference.releases import installed

FORMAT = 2
"""Of the folder. In 1 a part did not say whose it is; one of a later number is left alone."""
PACKAGES = ("numpy", "torch", "jax", "jaxlib", "optax", "python-flint", "pyarrow", "duckdb")
"""Whose versions the manifest has."""
SHARES = 999_999
"""So many machines share a campaign at most."""
PARTS = 1_000_000
"""So many parts has a campaign at most: each is a file, and all their names are in memory."""


def _is_share(value: Any) -> bool:
    several = listed(whole(0, SHARES), "").holds(value) and len(value) == 2
    return several and value[0] < value[1]


NAME = Value(lambda value: TEXT.holds(value) and value != "" and value.isprintable() and Path(value).name == value, "a name")
DTYPE = Value(lambda value: value in DTYPES, " or ".join(DTYPES))
PLAN: Keys = {
    "seed": whole(0),
    "shards": whole(0),
    "problems": whole(1, SHARD),
    "pool": whole(1),
    "adapters": once(NAME, "a list of names, each once"),
    "dtypes": once(DTYPE, f"a list of {' and '.join(DTYPES)}, each once"),
    "graphs": whole(0),
    "on_graphs": listed(NAME, "a list of names"),
}
MANIFEST: Keys = {
    "nablacheck": TEXT,
    "format": Value(whole(FORMAT, FORMAT).holds, str(FORMAT)),
    "plan": PLAN,
    "files": named(TEXT),
    "share": Value(_is_share, f"a list [i, n] of whole numbers with 0 ≤ i < n ≤ {SHARES:,}"),
    "only": either(Value(lambda value: value is None, "null"), whole(0)),
    "versions": named(TEXT),
    "hardware": named(either(TEXT, NUMBER)),
    "started": TEXT,
}


def check_plan(plan: CampaignPlan, share: tuple[int, int], only: int | None) -> None:
    """InputError where a plan has more parts than there is room for, or none, or graphs and nobody who computes them."""
    graphs = -(-plan.graphs // GRAPHS)
    if plan.shards * len(plan.adapters) + graphs * len(plan.on_graphs) > PARTS:
        raise InputError(
            f"a campaign has at most {PARTS:,} parts, each a shard of {plan.problems} problems or of {GRAPHS} graphs on an "
            "adapter, and this one would have more: take fewer, or several campaigns with other seeds."
        )
    fit = {*plan.on_graphs} <= {*plan.adapters} and each_once(plan.on_graphs) and bool(plan.graphs) == bool(plan.on_graphs)
    if not fit:
        whose = ", ".join(plan.on_graphs) or "nobody"
        raise InputError(f"its {plan.graphs} graphs are for {whose}, which does not go with {', '.join(plan.adapters)}.")
    if not plan.parts(share, only):
        those = f"shard {only} of " * (only is not None) + f"share {share[0] + 1}/{share[1]} of {plan.shards + graphs} shards"
        raise InputError(f"{those} leaves nothing to check.")


def read_manifest(path: Path) -> dict[str, Any]:
    """What the manifest of a campaign says; InputError where it is damaged, or of another format."""
    record: Any = read_json(path)
    given: Any = record.get("format") if isinstance(record, dict) else None
    if whole(1).holds(given) and given != FORMAT:
        by = f"{path} was written by nablacheck {shown(record.get('nablacheck'))}, in format {shown(given)}"
        if given > FORMAT:
            raise InputError(f"{by}; this one knows formats up to {FORMAT}: install that version, or later.")
        raise InputError(f"{by}, in which a part does not say whose it is; start another campaign, in a new folder.")
    try:
        check_keys(record, MANIFEST)
        check_plan(CampaignPlan.of(record["plan"]), tuple(record["share"]), record["only"])
    except InputError as error:
        raise InputError(f"{path} is damaged: {error} Put it back as it was, or start another campaign.") from error
    said: dict[str, Any] = record
    return said


def new_manifest(plan: CampaignPlan, files: Mapping[str, str], share: tuple[int, int], only: int | None) -> dict[str, Any]:
    """What the manifest says of a campaign that begins here and now; `files` are those of --with, with their digests."""
    return {
        "nablacheck": nablacheck.__version__,
        "format": FORMAT,
        "plan": plan.as_json(),
        "files": dict(files),
        "share": list(share),
        "only": only,
        "versions": versions_now(),
        "hardware": {"machine": platform.platform(), "processor": _processor(), "cores": cores()},
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def digests_of(files: Iterable[str]) -> dict[str, str]:
    """Where the files of --with are, and the digest of what is in each; InputError where one cannot be read."""
    found = {}
    for file in files:
        path = Path(file).resolve()
        try:
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(f"--with {file} cannot be read: {error.strerror or error}.") from error
    return found


def versions_now() -> dict[str, str]:
    """Of Python, and of the packages that are installed."""
    found = {name: installed(name) for name in PACKAGES}
    return {"python": platform.python_version(), **{name: number for name, number in found.items() if number}}


def _processor() -> str:
    """What the machine says of its processor, if anything."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()
