"""Somebody's backpropagation through a graph, called with arrays by name and judged: a convolution, an LSTM cell, a block."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.checking.answer import Report, unusable
from nablacheck.oracle.checking.claims import ANY_LIBRARY
from nablacheck.oracle.checking.foreign import Unusable, called
from nablacheck.oracle.checking.foreign_arrays import MaskedEntries, as_numpy, is_whole, said_of_whole
from nablacheck.oracle.checking.graph_claims import GraphJudgement
from nablacheck.oracle.checking.graph_named import graph_named
from nablacheck.oracle.checking.graph_otherwise import meant, other_costs, under
from nablacheck.oracle.checking.otherwise import for_these_alone
from nablacheck.oracle.checking.suspected import another_dtype
from nablacheck.oracle.checking.texts import read
from nablacheck.oracle.checking.vocabulary import seconds
from nablacheck.oracle.explaining.explained import judge_graph_gradient, judge_graph_trace
from nablacheck.oracle.generating.problems import DTYPES, MOST, Seeded
from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG
from nablacheck.oracle.judging.verdict import Named
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.targets import Kind
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace
from nablacheck.reference.own_formulas import formulas_seen
from nablacheck.reference.quoting import call_in_words, raised, shown
from nablacheck.reference.room import JUDGED, check_room

Function = Callable[[dict[str, Any], Any, Any], Any]
NARROW = "float32"
As = Callable[[GraphProblem], GraphProblem]
Draw = Callable[..., Iterator[GraphProblem]]
"""Problems on a graph, with targets of a kind, if one is given."""
YOURS = Adapter("your code", ANY_LIBRARY)


@dataclass(frozen=True, eq=False)
class GraphReport(Report):
    """What was found of code for a graph; `named` are the mistakes that predict every number, with layer, link and weight."""

    named: tuple[Named, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object, as in docs/report.schema.json."""
        mistakes = [named._asdict() for named in self.named]
        alone = mistakes[0] if len(mistakes) == 1 else None
        return {**super().as_json(), "mistake": alone, "mistakes": mistakes, "diagnoses": [named.says for named in self.named]}


def check_graph(
    function: Function,
    graph: Graph | str,
    dtype: str = "float64",
    draws: int = 3,
    batch: int = 5,
    seed: int = 0,
    cost: Cost | str | None = None,
    time_limit: float = 10.0,
) -> GraphReport:
    """Whether `function(parameters, x, y)` computes the gradient of a graph, or of one in words, on numbers of our choice.

    It gets the parameters of the graph by name, with numbers drawn anew, x (n_1, p_1·m) and y (n_L, p_L·m), and returns a
    mapping with ∂C/∂… of each by its name, or C and that; or a `GraphTrace`, with z, a and δ, which is judged equation by
    equation. C is the mean over the m examples. InputError for what cannot be asked; what the function does is in the report.
    """
    seed, time_limit = read({"seed": seed, "time_limit": time_limit}).values()
    whole(seed, "seed", least=0)
    whole(draws, "draws", least=1)
    whole(batch, "batch", least=1, most=MOST)
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise InputError(f"dtype is {shown(dtype)}; a graph is checked in 'float32' or 'float64'.")
    if not callable(function):
        raise InputError(f"what is checked is of type {type(function).__name__}; give a function of parameters, x and y.")
    of = graph_named(graph, cost) if isinstance(graph, str) else graph
    if not isinstance(of, Graph):
        raise InputError(f"the graph is {shown(of)}; give a Graph, or its words, as in '4 at 3; dense 2'.")
    check_room("the graph", sum(array.size for array in of.parameters.values()), "judge", JUDGED)
    notes: dict[str, str] = {}
    limit = seconds(time_limit)

    def draw(graph: Graph, kind: Kind | None = None) -> Iterator[GraphProblem]:
        return (drawn(graph, dtype, batch, seed + i, kind) for i in range(draws))

    with formulas_seen() as formulas:
        try:
            judgements = [_asked(function, problem, limit, notes) for problem in draw(of)]
            if all(judgement.outcome == WRONG for judgement in judgements):
                judgements = _on_narrower_targets(function, of, draw, limit, notes) or judgements
            if any(judgement.outcome == WRONG for judgement in judgements) and not judgements[0].verdict.named:
                judgements = _declared_otherwise(function, of, draw, limit, judgements)
        except InputError as error:
            said = unusable(error, notes=tuple(notes.values()))
            return GraphReport(said.outcome, said.explanation, notes=said.notes, error=said.error)
    return _report(judgements, (*notes.values(), *formulas.notes.values()))


def _on_narrower_targets(
    function: Function, graph: Graph, draw: Draw, limit: float, notes: dict[str, str]
) -> list[GraphJudgement]:
    """The judgements on narrower targets, of the first kind for which all of them are right; or none."""
    outputs, _ = graph.shapes[graph.L]
    for kind in graph.cost.narrower(outputs):
        judgements = [_asked(function, problem, limit, {}) for problem in draw(graph, kind)]
        if all(judgement.outcome == RIGHT for judgement in judgements):
            notes["targets"] = for_these_alone(kind)
            return judgements
    return []


def _declared_otherwise(
    function: Function, graph: Graph, draw: Draw, limit: float, judgements: list[GraphJudgement]
) -> list[GraphJudgement]:
    """The judgements, of which it is said where all numbers are right in a narrower dtype, or under another cost.

    Under that the function gets other targets, those that the cost is meant for.
    """

    def outcomes(problems: Iterator[GraphProblem], judged_as: As = _same_problem) -> Iterator[str]:
        return (_asked(function, problem, limit, {}, judged_as).outcome for problem in problems)

    narrow: As = lambda problem: problem.map(lambda array: array.astype(NARROW))
    wide = next(draw(graph)).dtype.name != NARROW
    if wide and all(outcome != WRONG for outcome in outcomes(draw(graph), narrow)):
        says = f"another declaration: {another_dtype(NARROW)}"
    else:
        right = (cost for cost in other_costs(graph) if _all_right(lambda cost=cost: outcomes(draw(under(graph, cost)))))  # type: ignore[misc]
        says = next(map(meant, right), "")
    return [replace(one, verdict=replace(one.verdict, looks_like=(says,))) for one in judgements] if says else judgements


def _all_right(outcomes: Callable[[], Iterator[str]]) -> bool:
    """Whether all outcomes are right; they are not where none can be asked for."""
    try:
        return all(outcome == RIGHT for outcome in outcomes())
    except InputError:  # the outputs of the graph do not fit the cost, or the function does not take its targets
        return False


def _same_problem(problem: GraphProblem) -> GraphProblem:
    return problem


def drawn(graph: Graph, dtype: str, m: int, seed: int, kind: Kind | None = None) -> GraphProblem:
    """The graph with other numbers, and examples for it, with targets of a kind or those that its cost is meant for."""
    choose, (n, p), (n_out, p_out) = Seeded(seed), graph.inputs, graph.shapes[graph.L]
    parameters = {
        name: (choose.reals(name, array.shape[-2:]) / math.sqrt(array.shape[-1])).astype(dtype)
        for name, array in graph.parameters.items()
    }
    part, kind = (choose.reals("y", (n_out, p_out * m)) + 2) / 4, kind or graph.cost.meant
    y = graph.cost.of_outputs(kind, n_out).in_turn(part) if kind else graph.cost.made(part)
    x = choose.reals("x", (n, p * m))
    return GraphProblem(graph.with_parameters(parameters), x.astype(dtype), y.astype(dtype), origin=f"seed {seed}")


def _asked(
    function: Function, problem: GraphProblem, time_limit: float, notes: dict[str, str], judged_as: As = _same_problem
) -> GraphJudgement:
    """What is said of one call, and of a second one where that gives something else; InputError where it cannot be judged.

    `judged_as` gives the problem that it is judged as, where that is another one.
    """
    answers = [_once(function, problem, time_limit, notes), _once(function, problem, time_limit, {})]
    result, again = answers
    if all(np.array_equal(result.slopes[name], again.slopes[name], equal_nan=True) for name in result.slopes):
        answers = [result]
    else:
        notes.setdefault("again", "a second call with the same arguments gives another answer")
    dtypes = {str(slope.dtype) for slope in result.slopes.values()} - {str(problem.dtype)}
    if dtypes:
        notes.setdefault("dtype", f"it returned {', '.join(sorted(dtypes))} for a problem in {problem.dtype}")
    judgements = [_judged(judged_as(problem), answer) for answer in answers]
    return next((judgement for judgement in judgements if judgement.outcome != RIGHT), judgements[0])


def _judged(problem: GraphProblem, answer: GraphGradient) -> GraphJudgement:
    if isinstance(answer, GraphTrace):
        return GraphJudgement(judge_graph_trace(problem, answer, YOURS))
    return GraphJudgement(judge_graph_gradient(problem, answer, YOURS))


def _once(function: Function, problem: GraphProblem, time_limit: float, notes: dict[str, str]) -> GraphGradient:
    """One call with copies; Unusable, with how it was called, where what comes back is no gradient."""
    parameters = {name: array.copy() for name, array in problem.network.parameters.items()}
    handed = {"parameters": parameters, "x": problem.x.copy(), "y": problem.y.copy()}
    words = (*call_in_words(function, handed), f"network: {problem}")  # before the call, which may change them
    try:
        call = called(function, list(handed.values()), time_limit)
        result = _in_shape(_read(call.result, problem.dtype, notes), problem)
        result.check(problem)
    except InputError as error:
        says = str(error) if isinstance(error, Unusable) else f"the function {str(error).rstrip('.')}."
        raise Unusable(says, words) from error.__cause__ or error
    for kind, note in call.notes.items():
        notes.setdefault(kind, note)
    before, after = problem.arrays, {**parameters, "x": handed["x"], "y": handed["y"]}
    changed = [name for name in before if not _same(after.get(name), before[name])]
    if changed:
        notes.setdefault("changes", f"the function changes its arguments: {', '.join(changed)}")
    return result


def _in_shape(given: GraphGradient, problem: GraphProblem) -> GraphGradient:
    """The gradient, in which a slope without axes of length 1 that its parameter has gets them back."""
    slopes = dict(given.slopes)
    for name, parameter in problem.network.parameters.items():
        slope = np.asarray(slopes.get(name, ()))
        if slope.ndim < parameter.ndim and slope.shape == tuple(n for n in parameter.shape if n > 1):
            slopes[name] = slope.reshape(parameter.shape)
    return replace(given, slopes=slopes)


def _same(after: Any, before: Any) -> bool:
    try:
        return bool(np.array_equal(np.asarray(after, dtype=float), before))
    except (TypeError, ValueError):  # the function put something else there, or took it out
        return False


def _read(result: Any, dtype: Any, notes: dict[str, str]) -> GraphGradient:
    """What was returned: a trace, a gradient, slopes by name, or the cost and slopes."""
    if isinstance(result, GraphGradient):
        return result
    cost = None
    if isinstance(result, tuple | list) and len(result) == 2 and isinstance(result[1], Mapping):
        cost, result = result
    if not isinstance(result, Mapping):
        raise InputError(f"returned {type(result).__name__}; it must be a mapping from the names of parameters to ∂C/∂…")
    slopes = {name: _array(f"slopes[{name!r}]", slope, dtype, notes) for name, slope in result.items()}
    return GraphGradient(slopes, None if cost is None else _array("the cost", cost, dtype, notes))


def _array(name: str, value: Any, dtype: Any, notes: dict[str, str]) -> Any:
    """A copy, which the function may not write over in its next call; whole numbers as floats, of which a note says so."""
    if value is None:
        raise InputError(f"returned {name} as None; it must be an array of floats")
    try:
        array = np.array(as_numpy(value.tolist() if isinstance(value, np.ndarray) and value.dtype == object else value))
    except MaskedEntries:
        raise InputError(f"returned {name} with masked entries; there must be a number in each") from None
    except Exception as error:  # what came back is foreign code
        raise InputError(f"returned {name} as {type(value).__name__}, which is no array: {raised(error)}") from error
    if is_whole(array) and hasattr(value, "dtype"):
        notes.setdefault("whole numbers", said_of_whole(name, array.dtype))
    return array.astype(dtype) if is_whole(array) else array


def _report(judgements: Sequence[GraphJudgement], notes: tuple[str, ...]) -> GraphReport:
    """What is said of all draws: of the first that is wrong, with what predicts all that are; else of the least sure."""
    wrong = [judgement for judgement in judgements if judgement.outcome == WRONG]
    if wrong:
        first = wrong[0].verdict
        named = tuple(name for name in first.named if all(name in other.verdict.named for other in wrong))
        if named != first.named:
            first = replace(first, named=named, looks_like=())
        judgements = [replace(judgement, verdict=first) if judgement is wrong[0] else judgement for judgement in judgements]
        return GraphReport(WRONG, first.explain(), tuple(judgements), notes=notes, named=named)
    open_ = [judgement for judgement in judgements if judgement.outcome == INCONCLUSIVE]
    shown = min(open_ or judgements, key=lambda judgement: judgement.verdict.proven_digits)
    return GraphReport(INCONCLUSIVE if open_ else RIGHT, shown.explain(), tuple(judgements), notes=notes)
