"""Problem files of graphs: the graph with a batch and, if there are any, claimed slopes or a whole trace, from any language.

Names: `x` (n_1, p_1·m), `y` (n_L, p_L·m), each parameter under its own name, `nabla_` before it for its slope, and for a trace
`z2`, `a2`, `delta2`, … of every layer. Where there are positions, x and y may be (n, p, m). `spec` is a JSON string with
`inputs`, `layers` and `cost`, as in `graph_spec`, and what is said of a chain too. Reading a file executes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.arranging import lost_in_whole, numbers_of_one_kind
from nablacheck.oracle.checking.formats import SPEC
from nablacheck.oracle.checking.graph_reading import graph_read, parameters_named
from nablacheck.oracle.checking.graph_spec import layers_written
from nablacheck.oracle.checking.specification import Spec, entry_name, json_of
from nablacheck.oracle.checking.unread import check_accumulator
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace

Arrays = Mapping[str, Any]
OF_GRAPH = ("inputs", "layers", "cost")
OPTIONAL = ("factor", "scale", "dtype", "accumulator", "finding")
DECLARED = ("cost", "dtype", "accumulator")
"""What may be declared in place of saying it in the file."""
NABLA = "nabla_"
LETTERS = ("z", "a", "delta")


@dataclass(frozen=True, eq=False)
class GraphClaim:
    """A graph with the slopes that somebody claims for it, or a trace; without any, `gradient` has no slopes.

    `accumulator` is what sums of float16 were kept in, or empty; `finding` is what a run has found on it, in texts;
    `where_wrong` are notes that are said of slopes which are wrong, `own_cost` that of the file, where another was declared.
    """

    problem: GraphProblem
    gradient: GraphGradient
    accumulator: str = ""
    finding: Mapping[str, str] = field(default_factory=dict)
    where_wrong: tuple[str, ...] = ()
    own_cost: Cost | None = None


def is_graph(arrays: Arrays) -> bool:
    """Whether the specification beside some arrays is that of a graph."""
    try:
        spec = json_of(np.asarray(arrays.get(SPEC, "{}")))
    except InputError:  # whoever reads it says so
        return False
    return isinstance(spec, dict) and "layers" in spec


def graph_claim(arrays: Arrays, origin: str, declared: Mapping[str, Any]) -> GraphClaim:
    """The claim in arrays whose specification is that of a graph; InputError where it is none."""
    for name in declared:
        if name not in DECLARED:
            raise unknown("convention of a file with a graph", name, DECLARED)
    written = json_of(np.asarray(arrays[SPEC]))
    given = {**written, **{name: value for name, value in declared.items() if name == "cost"}}
    for key in OF_GRAPH:
        if key not in given:
            raise InputError(f"{key} is missing in spec; that of a graph has {', '.join(OF_GRAPH)}.")
    for key in given:
        if key not in OF_GRAPH + OPTIONAL:
            raise unknown("key of the spec of a graph", key, OF_GRAPH + OPTIONAL)
    others = {key: value for key, value in {**given, **declared}.items() if key in (*OPTIONAL, "cost")}
    spec = Spec.parse(None, {"activations": {}, **others})
    for key in ("x", "y"):
        if key not in arrays:
            raise InputError(f"the key {key!r} is missing; a graph has x, y, its parameters by their names, and spec.")
    names = parameters_named(given["layers"])
    numbers = numbers_of_one_kind({key: array for key, array in arrays.items() if key != SPEC})
    numbers = {key: spec.cast(key, _matrix(array, key in ("x", "y"))) for key, array in numbers.items()}
    graph = graph_read(given["inputs"], given["layers"], {name: numbers[name] for name in names if name in numbers}, spec.cost)
    _check_known(arrays, graph)
    problem = GraphProblem(graph, numbers["x"], numbers["y"], 1.0, origin)
    scale = spec.scale if spec.factor is None else spec.factor * problem.batch
    problem = replace(problem, scale=1.0 if scale is None else scale)
    check_accumulator(spec.accumulator, problem.dtype.name)
    return GraphClaim(
        problem, _gradient(problem, numbers), spec.accumulator, spec.finding, lost_in_whole(arrays), _own(written)
    )


def _own(spec: Mapping[str, Any]) -> Cost | None:
    """The cost that a file says, where there is one of that name."""
    try:
        return COSTS[spec.get("cost", "")]
    except InputError:  # another one was declared
        return None


def _check_known(arrays: Arrays, graph: Graph) -> None:
    """InputError for a key that belongs to nothing."""
    known = ["x", "y", SPEC, *graph.parameters, *(f"{NABLA}{name}" for name in graph.parameters)]
    known += [f"{letter}{l}" for letter in LETTERS for l in graph.layers]
    for key in arrays:
        if key not in known:
            raise unknown("key", key, known)


def _matrix(array: Any, examples: bool) -> Any:
    """A vector as a column, and examples (n, p, m) as (n, p·m)."""
    if examples and array.ndim == 3:
        return array.reshape(array.shape[0], -1)
    return array.reshape(-1, 1) if array.ndim < 2 else array


def _gradient(problem: GraphProblem, numbers: Arrays) -> GraphGradient:
    """What is claimed: slopes, or with letters of layers a trace."""
    parameters = problem.network.parameters
    slopes = {name: numbers[f"{NABLA}{name}"] for name in parameters if f"{NABLA}{name}" in numbers}
    layers = problem.network.layers
    of = {
        letter: {l: numbers[key] for l in layers if (key := f"{letter}{l}") in numbers and key not in parameters}
        for letter in LETTERS
    }
    return GraphTrace(slopes, **of) if any(of.values()) else GraphGradient(slopes)


def graph_contents(problem: GraphProblem, finding: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What stands in the file of a problem of registered entries, and of what was found on it; InputError where none can."""
    graph = problem.network
    spec: dict[str, Any] = {
        "inputs": list(graph.inputs),
        "layers": layers_written(graph),
        "cost": entry_name(COSTS, graph.cost),
    }
    if problem.scale != 1:
        spec["scale"] = problem.scale
    if problem.dtype != np.float64:
        spec["dtype"] = problem.dtype.name  # not every format has it
    if finding:
        spec["finding"] = dict(finding)
    taken = {"x", "y", SPEC, *(f"{NABLA}{name}" for name in graph.parameters)}
    taken |= {f"{letter}{l}" for letter in LETTERS for l in graph.layers}
    for name in graph.parameters:
        if name in taken:
            raise InputError(f"a parameter has the name {name!r}, which means something else in a file: give it another one.")
    return {"x": problem.x, "y": problem.y, SPEC: json.dumps(spec), **graph.parameters}
