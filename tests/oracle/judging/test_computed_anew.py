"""A letter that a compiler computes once more where a link reads it: believed within its ball, and only where that may be."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle import judge_graph_trace, random_graph
from nablacheck.oracle.trust.graph_faults import graph_faults
from nablacheck.reference import GraphProblem, Plan, graph_backprop, links
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS

STRICT = Adapter("mine", "numpy")


def entry_by_entry(link, w, columns):
    """As a compiler has it that reads the factors of a product of matrices from memory."""
    return not isinstance(link, links.Dense) or 1 in (*w, columns)


ANEW = replace(STRICT, reads_anew=entry_by_entry)


def cancelling(link, examples=3):
    """Neurons that are equal are standardized, so a^2 is what rounding leaves of 0; layer 3 reads it by a link."""
    plan = Plan(2, dtype="float32")
    at = plan.reads(1, links.Skip(), "standardize")
    weight = at if link.weight == "layer" else None
    plan.layer("identity", plan.edge(link, at, 2, weight), bias=True)
    graph = plan.graph("quadratic")
    ones = {name: np.ones_like(w) for name, w in graph.parameters.items()}
    return GraphProblem(graph.with_parameters(ones), *np.ones((2, 2, examples), "float32"))


def of_another_a(problem, radii):
    """A trace whose z^3 was made of an a^2 that lies so many radii of its ball beside the one that is returned."""
    verdict = judge_graph_trace(problem, graph_backprop(problem), STRICT)
    ball = next(c.ball for c in verdict.comparisons if c.letter == "a^2")
    beside = (radii * np.broadcast_to(ball.rad, ball.mid.shape)).astype("float32")

    def z(t, l):
        returned = t.a
        if l == 3:
            t.a = {**returned, 2: returned[2] + beside}
        read, t.a = ON_GRAPHS.z(t, l), returned
        return read

    return graph_backprop(problem, equations=replace(ON_GRAPHS, z=z))


def broken(problem, trace, adapter):
    return [(c.equation, c.layer) for c in judge_graph_trace(problem, trace, adapter).broken]


@pytest.mark.parametrize(
    ("link", "examples", "believed"),
    [
        (links.Skip(), 3, True),
        (links.Gain(), 3, True),
        (links.Dense(), 1, True),
        (links.Dense(), 3, False),
    ],
)
def test_another_a_is_believed_within_its_ball_and_where_the_link_may_compute_it(link, examples, believed):
    problem = cancelling(link, examples)
    near, far = of_another_a(problem, 0.75), of_another_a(problem, 9)

    assert broken(problem, near, STRICT) == broken(problem, far, STRICT) == [("(23) z", 3)]
    assert broken(problem, near, ANEW) == ([] if believed else [("(23) z", 3)])
    assert broken(problem, far, ANEW)[0] == ("(23) z", 3)


def test_what_lies_behind_a_product_of_matrices_is_as_narrow_as_ever():
    """Of layers joined by such products alone: a that is computed anew is read by σ′ and the sums, and by no z."""
    plan, at = Plan(2, dtype="float32"), 1
    for _ in range(4):
        at = plan.dense(at, 3, "tanh")
    graph = plan.graph("quadratic")
    problem = GraphProblem(graph, *(np.full((n, 5), 0.5, "float32") for n in (2, 3)))
    trace = graph_backprop(problem)
    strict, anew, everywhere = (
        {c.letter: c.ball.rad for c in judge_graph_trace(problem, trace, adapter).comparisons}
        for adapter in (STRICT, ANEW, replace(STRICT, reads_anew=lambda *link: True))
    )

    for l in graph.layers:
        np.testing.assert_array_equal(anew[f"z^{l}"], strict[f"z^{l}"])
    assert (everywhere["z^5"] > strict["z^5"]).all()


@pytest.mark.slow
def test_mistakes_stay_caught_where_letters_are_computed_anew():
    """Of every mistake that is caught of code that reads what it returns, all but one in a hundred."""
    caught = Counter()
    for seed in range(30):
        problem = random_graph(seed, "float32")
        assert not broken(problem, graph_backprop(problem), ANEW)
        for fault in list(graph_faults(problem))[::8]:
            if broken(problem, fault.trace, STRICT):
                caught[bool(broken(problem, fault.trace, ANEW))] += 1

    assert caught[True] > 99 * caught[False]
    assert caught[True] > 120
