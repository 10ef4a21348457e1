"""A problem file of either kind, a chain of the book or a graph: read, written and judged by what its specification says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from nablacheck.oracle.checking.claims import Judgement, judge_claim
from nablacheck.oracle.checking.declared_of_a_file import with_its_declaration
from nablacheck.oracle.checking.files import Claim, claim_in, contents
from nablacheck.oracle.checking.formats import read_arrays, write_arrays
from nablacheck.oracle.checking.graph_claims import judge_graph_claim
from nablacheck.oracle.checking.graph_files import GraphClaim, graph_claim, graph_contents, is_graph
from nablacheck.oracle.checking.written_otherwise import way_out, written_otherwise
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.problem import Problem
from nablacheck.reference.quoting import printable


def claim_of(arrays: Mapping[str, Any], origin: str, declared: Mapping[str, Any] | None = None) -> Claim | GraphClaim:
    """What stands in a file that was read already; InputError, with its name, where that is no problem."""
    declared = declared or {}
    if not is_graph(arrays):
        return _chain(arrays, origin, declared)
    try:
        return graph_claim(arrays, origin, declared)
    except InputError as error:
        raise InputError(f"{origin}: {error}") from error


def _chain(arrays: Mapping[str, Any], origin: str, declared: Mapping[str, Any]) -> Claim:
    """A chain of the book; where it cannot be read, the error says under which declarations of the arrays it can."""
    try:
        claim = claim_in(arrays, origin, declared)
    except InputError as error:
        raise InputError(f"{error}{way_out(arrays, declared)}") from error
    return replace(claim, otherwise=partial(written_otherwise, arrays, declared))


def read_problem(path: Path, declared: Mapping[str, Any] | None = None) -> Claim | GraphClaim:
    """The problem in a file with its claimed gradients; InputError, with the file's name, where there is none."""
    return claim_of(read_arrays(path), printable(path), declared)


def contents_of(problem: Problem | GraphProblem, finding: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What stands in the file of a problem; InputError where none can."""
    return graph_contents(problem, finding) if isinstance(problem, GraphProblem) else contents(problem, finding)


def write_either(path: Path, problem: Problem | GraphProblem) -> Path:
    """Writes a problem to a new file, without gradients, and says where; InputError where it cannot."""
    return write_arrays(path, contents_of(problem))


def judged(claim: Claim | GraphClaim, memory: float | None = None) -> Judgement:
    """The judgement on what a file claims; InputError where it claims nothing, or in other shapes.

    With `memory`, in bytes, in blocks of rows that fit into it, which is there for chains alone.
    """
    if not isinstance(claim, GraphClaim):
        judgement = judge_claim(claim, memory=memory)
        return judgement if memory is not None else with_its_declaration(claim, judgement)
    if memory is not None:
        raise InputError("a memory limit is there for chains of layers alone, and this is a graph: judge it without one.")
    return judge_graph_claim(claim)
