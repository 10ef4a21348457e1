"""A finding computed again from its problem file: the same numbers in the same places of memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nablacheck.oracle.campaign.signs import Sign
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.checking.graph_files import GraphClaim
from nablacheck.oracle.checking.problem_files import claim_of, read_problem
from nablacheck.oracle.generating.problems import LAYOUTS
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.graphs.graph_problem import AnyProblem


@dataclass(frozen=True, eq=False)
class Found:
    """The problem of a finding, the adapter that it was found in, and what it shows itself by; either may be unknown."""

    problem: AnyProblem
    adapter: str
    sign: Sign


def found_in(path: Path) -> Found:
    """What a problem file says; InputError, with the file's name, where it says none."""
    return _of(read_problem(path), str(path))


def found(arrays: Mapping[str, Any]) -> Found:
    """The same from the contents of a file."""
    return _of(claim_of(arrays, "a finding"), "a finding")


def _of(claim: Claim | GraphClaim, origin: str) -> Found:
    says = claim.finding
    layout = says.get("layout", next(iter(LAYOUTS)))
    if layout not in LAYOUTS:
        raise InputError(f"{origin}: {unknown('layout in finding', layout, LAYOUTS)}")
    problem = replace(claim.problem.map(LAYOUTS[layout]), origin=says.get("origin", origin))
    return Found(problem, says.get("adapter", ""), Sign(says.get("equation", ""), says.get("breach", "")))
