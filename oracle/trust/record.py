"""The record of a run as a JSON object, and what it comes to; every table and sentence about a run is made from it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nablacheck.oracle.trust.kill import Count
from nablacheck.oracle.trust.modes import Mode
from nablacheck.oracle.trust.ours import OURS
from nablacheck.oracle.trust.stages import Trust
from nablacheck.oracle.trust.twentytwo import faults
from nablacheck.reference.releases import installed

Record = Mapping[str, Any]
LIBRARIES = ("numpy", "torch", "jax", "autograd", "chex", "scipy")
"""Whose numbers and rules the run is about."""


def versions() -> dict[str, str]:
    """Those that are installed."""
    return {name: number for name in LIBRARIES if (number := installed(name))}


def as_record(trust: Trust, **run: Any) -> dict[str, Any]:
    """The run as a JSON object, from which every table is made."""
    kills = trust.kills
    return {
        **run,
        "libraries": versions(),
        "plan": asdict(trust.plan),
        "skipped": trust.skipped,
        "speed": {
            "unit": trust.unit,
            "pass_s": trust.pass_s,
            "check_s": trust.check_s,
            "ratio": _in_passes(trust.check_s, trust),
            "undecided": trust.undecided,
            "run_s": trust.run_s,
            "cores": os.cpu_count(),
        },
        "tools": [{**asdict(score), "passes": _in_passes(score.seconds, trust)} for score in trust.scores],
        "kills": [
            {"mode": mode, "dtype": dtype, "family": family, **asdict(count)}
            for (mode, dtype, family), count in kills.counts.items()
        ],
        "correct": [{"adapter": name, "dtype": dtype, "cases": n} for (name, dtype), n in kills.correct.items()],
        "alarms": kills.alarms,
        "missed": kills.missed,
        "misnamed": kills.misnamed,
        "sensitivity": [{**asdict(row), "ratio": row.ratio} for row in trust.rows],
    }


def _in_passes(seconds: float | None, trust: Trust) -> float | None:
    """In units of a forward and backward pass; None before either was timed."""
    return seconds / trust.pass_s if seconds and trust.pass_s else None


def trusted(record: Record) -> bool:
    """Whether nothing was missed, nothing correct was called wrong, and the judge caught all 22 and accepts the control.

    A fault that is caught but named by what it broke elsewhere is reported, and no blemish.
    """
    names = {tool.name for tool in OURS}
    ours = [score for score in record["tools"] if score["name"] in names]
    clean = not (record["missed"] or record["alarms"])
    return clean and all(score["of_22"] == len(faults()) and score["control"] for score in ours)


def total(record: Record, mode: Mode, dtype: str) -> Count:
    """The counts of all families in a mode and dtype."""
    return count_of(record, mode=mode.name, dtype=dtype)


def count_of(record: Record, **where: str) -> Count:
    """The counts of all lines that have these values."""
    lines = (line for line in record["kills"] if where.items() <= line.items())
    return sum((Count(**{name: line[name] for name in vars(Count())}) for line in lines), Count())
