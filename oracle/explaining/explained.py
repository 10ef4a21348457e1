"""The judge with what was probably typed: a verdict on numbers, and where they are wrong what predicts them."""

from __future__ import annotations

from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.diagnosis import of_equation
from nablacheck.oracle.explaining.graph_gradients import of_gradient
from nablacheck.oracle.explaining.graph_mistakes import of_graph
from nablacheck.oracle.explaining.hessian_mistakes import of_product
from nablacheck.oracle.judging import graph_judges, hessian_products, judges, singles
from nablacheck.oracle.judging.in_blocks import judge_trace_in_blocks
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace
from nablacheck.reference.problem import Problem

Array = Any


def judge_trace(problem: Problem, trace: Trace, adapter: Adapter, memory: float | None = None) -> Verdict:
    """Each equation of a trace alone, with the framework's own neighbours; what broke first is held against the catalogue.

    Leading axes of problem and trace are draws of the numbers. With `memory`, in bytes, arrays are judged in blocks of rows
    that fit into it beside problem and trace; of each array its most telling entry is kept, and nothing is held against the
    catalogue. InputError where the shapes of the trace are not the problem's, or where a single row does not fit.
    """
    if memory is not None:
        return judge_trace_in_blocks(problem, trace, adapter, memory)
    return judges.judge_trace(problem, trace, adapter, of_equation)


def judge_one_by_one(problem: Problem, adapter: Adapter) -> Verdict:
    """Each equation of code that returns gradients alone, which gets each example by itself; named likewise.

    The problem has no leading axes. InputError where the shapes of a gradient are not those of its example.
    """
    return singles.judge_one_by_one(problem, adapter, of_equation)


def judge_hessian_vector(problem: Problem, direction: Array, product: Gradient | Array, adapter: Adapter) -> Verdict:
    """H v, the Hessian of C by the weights and biases times a direction v, against enclosures of the whole computation.

    v is (P,), ordered like `Network.vector`; H v is the same, (…, P), or a `Gradient` with the rates of ∇b and ∇w in it.
    Leading axes of problem and H v are draws. What is wrong is held against what people get wrong. At a kink there is no σ″,
    and nothing is decided. InputError where shapes do not fit, or v has numbers that the dtype of the problem does not hold.
    """
    return hessian_products.judge_hessian_vector(problem, direction, product, adapter, of_product)


def judge_graph_trace(problem: GraphProblem, trace: GraphTrace, adapter: Adapter) -> Verdict:
    """Each equation of a trace on a graph alone; what broke first is held against the mistakes that people make in graphs.

    Leading axes of problem and trace are draws of the numbers. InputError where the trace is not the problem's.
    """
    return graph_judges.judge_graph_trace(problem, trace, adapter, of_graph)


def judge_graph_gradient(problem: GraphProblem, gradient: GraphGradient, adapter: Adapter) -> Verdict:
    """The slopes of code that returns gradients alone, end to end; where they are wrong, held against the same mistakes.

    InputError where the gradient is not the problem's.
    """
    return graph_judges.judge_graph_gradient(problem, gradient, adapter, of_gradient)
