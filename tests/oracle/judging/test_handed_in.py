"""What is handed to a judge in place of a problem, a gradient or a trace, or in it in place of arrays, is one sentence."""

from dataclasses import replace

import numpy as np
import pytest

import nablacheck
from nablacheck import adapters, reference
from nablacheck.oracle import judge_differences, judge_graph_gradient, judge_graph_trace
from nablacheck.reference import Graph, GraphProblem
from nablacheck.reference.errors import InputError
from nablacheck.reference.gradient import Gradient

from helpers.small_problems import problem as small

CHAIN = small((3, 4, 2), ("tanh", "sigmoid"))
TRACE = nablacheck.backprop(CHAIN)
GRADIENT = TRACE.gradient
GRAPH = GraphProblem(Graph.of(CHAIN.network), CHAIN.x, CHAIN.y)
MINE = nablacheck.Adapter("mine", library="numpy", gradient=nablacheck.backprop)
ALONG = np.eye(2, CHAIN.network.count)


def check(**declared):
    return nablacheck.check(lambda w, b, x, y: (b, w), **declared)


class Odd:
    """Something that NumPy makes no array of."""

    def __array__(self, dtype=None, copy=None):
        raise TypeError("Got unsupported ScalarType BFloat16")


OTHER = {
    "no gradient": (lambda: nablacheck.judge_gradient(CHAIN, None, MINE), "gradient is None; give a Gradient, as in"),
    "a list": (lambda: nablacheck.judge_gradient(CHAIN, [1, 2], MINE), "gradient is a list; give a Gradient, as in"),
    "a pair of lists": (lambda: nablacheck.judge_gradient(CHAIN, ([], []), MINE), "gradient is a tuple; give a Gradient"),
    "no problem": (lambda: nablacheck.judge_gradient(None, GRADIENT, MINE), "problem is None; give a Problem, as in"),
    "a network": (lambda: nablacheck.judge_gradient(CHAIN.network, GRADIENT, MINE), "problem is a Network; give a Problem"),
    "a graph": (lambda: nablacheck.judge_gradient(GRAPH, GRADIENT, MINE), "problem is a GraphProblem; give a Problem"),
    "no adapter": (lambda: nablacheck.judge_gradient(CHAIN, GRADIENT, None), "adapter is None; give an Adapter, as in"),
    "the name of one": (lambda: nablacheck.judge_gradient(CHAIN, GRADIENT, "torch"), "adapter is a str; give an Adapter"),
    "the other way round": (lambda: nablacheck.judge_gradient(GRADIENT, CHAIN, MINE), "problem is a Gradient; give a Problem"),
    "a gradient for a trace": (lambda: nablacheck.judge_trace(CHAIN, GRADIENT, MINE), "trace is a Gradient; give a Trace, as"),
    "no trace": (lambda: nablacheck.judge_trace(CHAIN, None, MINE), "trace is None; give a Trace, as backprop(problem) is."),
    "no trace in blocks": (lambda: nablacheck.judge_trace(CHAIN, None, MINE, memory=1e9), "trace is None; give a Trace"),
    "one by one": (lambda: nablacheck.judge_one_by_one(None, MINE), "problem is None; give a Problem"),
    "by no one": (
        lambda: nablacheck.judge_one_by_one(CHAIN, print),
        "adapter is a builtin_function_or_method; give an Adapter",
    ),
    "H v of none": (lambda: nablacheck.judge_hessian_vector(None, ALONG[0], ALONG[0], MINE), "problem is None; give a Problem"),
    "H v of an odd one": (
        lambda: nablacheck.judge_hessian_vector(CHAIN, Odd(), ALONG[0], MINE),
        "the direction came as an Odd, of which NumPy makes no array: TypeError: Got unsupported ScalarType BFloat16",
    ),
    "differences": (lambda: judge_differences(None, MINE, ALONG), "problem is None; give a Problem"),
    "no directions": (lambda: judge_differences(CHAIN, MINE, None), "the directions are object of shape (); give real numbers"),
    "short directions": (
        lambda: judge_differences(CHAIN, MINE, ALONG[:, 1:]),
        f"the directions are float64 of shape (2, {CHAIN.network.count - 1}); give real numbers, (K, {CHAIN.network.count}).",
    ),
    "slopes of none": (lambda: judge_graph_gradient(GRAPH, None, MINE), "gradient is None; give a GraphGradient, as in"),
    "slopes of a chain": (lambda: judge_graph_gradient(GRAPH, GRADIENT, MINE), "gradient is a Gradient; give a GraphGradient"),
    "slopes of no graph": (lambda: judge_graph_gradient(CHAIN, GRADIENT, MINE), "problem is a Problem; give a GraphProblem"),
    "backprop of none": (lambda: nablacheck.backprop(None), "problem is None; give a Problem, as in Problem(network, x, y)."),
    "backprop of a graph": (lambda: nablacheck.backprop(GRAPH), "problem is a GraphProblem; give a Problem, as in"),
    "backprop on no graph": (lambda: reference.graph_backprop(CHAIN), "problem is a Problem; give a GraphProblem, as in"),
    "forward without one": (lambda: nablacheck.feedforward("x"), "problem is a str; give a Problem, as in"),
    "a step without one": (lambda: nablacheck.update_mini_batch(3, 0.1), "mini_batch is an int; give a Problem, as in"),
    "a product without one": (lambda: reference.hessian_vector({}, ALONG[0]), "problem is a dict; give a Problem, as in"),
    "sums without one": (lambda: reference.componentwise([]), "problem is a list; give a Problem, as in"),
    "sums on no graph": (lambda: reference.graph_componentwise(CHAIN), "problem is a Problem; give a GraphProblem"),
    "paths without one": (lambda: reference.paths(None), "problem is None; give a Problem, as in"),
    "paths on no graph": (lambda: reference.graph_paths(CHAIN), "problem is a Problem; give a GraphProblem"),
    "words of no text": (lambda: reference.graph_in_words(None), "a graph in words is a text, as '3; dense 4 tanh; dense 2'"),
    "no name of an adapter": (lambda: nablacheck.load([]), "unknown adapter []: known are "),
    "no adapter to add": (lambda: adapters.add("mine"), "adapter is a str; give an Adapter, as in"),
    "no adapter to remove": (lambda: adapters.remove("nobody"), "unknown adapter that was added 'nobody'"),
    "no name of an activation": (lambda: reference.activation({}), "unknown activation {}: known are "),
    "no name of a cost": (lambda: reference.cost([]), "unknown cost []: known are "),
    "no dtype": (lambda: reference.precision(3), "unknown dtype 3: known are "),
    "no list of widths": (lambda: check(widths=np.array(1)), "widths is array(1); it must be a list of whole numbers"),
    "no list of activations": (lambda: check(activations=np.array(1)), "activations is array(1); it must be a list of names"),
    "an entry without a name": (
        lambda: check(activations=replace(reference.ACTIVATIONS["tanh"], name=None)),
        "activation None: its name is a NoneType; it must be a text.",
    ),
    "a trace of a chain": (lambda: judge_graph_trace(GRAPH, TRACE, MINE), "trace is a Trace; give a GraphTrace, with z, a and"),
}


@pytest.mark.parametrize("name", OTHER)
def test_something_else_is_one_sentence(name):
    judge, says = OTHER[name]
    with pytest.raises(InputError) as error:
        judge()

    assert str(error.value).startswith(says)
    assert "\n" not in str(error.value)


def test_a_trace_is_a_gradient_too():
    assert nablacheck.judge_gradient(CHAIN, TRACE, MINE).outcome == "right"


def with_w(array):
    return Gradient(GRADIENT.nabla_b, {**GRADIENT.nabla_w, 2: array})


INSIDE = {
    "what makes none": (Odd(), "returned nabla_w[2] as an Odd, of which NumPy makes no array: TypeError: Got unsupported Scal"),
    "words": ("abc", "returned nabla_w[2] as <U3; allowed are real floating-point numbers"),
    "rows of unequal length": ([[1.0], [2.0, 3.0]], "returned nabla_w[2] as a list, of which NumPy makes no array: ValueError"),
    "nothing": (None, "returned nabla_w[2] as None"),
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_no_array_in_it_is_one_sentence(name):
    array, says = INSIDE[name]
    with pytest.raises(InputError) as error:
        nablacheck.judge_gradient(CHAIN, with_w(array), MINE)
    assert str(error.value).startswith(says)
    with pytest.raises(InputError) as error:
        nablacheck.judge_trace(CHAIN, replace(TRACE, delta={**TRACE.delta, 2: array}), MINE)
    assert str(error.value).startswith(says.replace("nabla_w", "delta"))


@pytest.mark.slow
def test_so_are_tensors_of_a_format_that_numpy_does_not_have():
    torch = pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")
    w = torch.tensor(GRADIENT.nabla_w[2])
    assert nablacheck.judge_gradient(CHAIN, with_w(w), MINE).outcome == "right"
    for other in (w.bfloat16(), w.clone().requires_grad_()):
        with pytest.raises(InputError, match=r"^returned nabla_w\[2\] as a Tensor, of which NumPy makes no array: "):
            nablacheck.judge_gradient(CHAIN, with_w(other), MINE)
