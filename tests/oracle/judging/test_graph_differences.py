"""Finite differences on graphs, judged by the mean value theorem: no false alarm, and a wrong link is seen."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import load
from nablacheck.oracle import judge_differences, random_graph
from nablacheck.oracle.judging.mean_value import CENTRAL, FORWARD
from nablacheck.reference import Graph, GraphProblem, InputError, links

from helpers.small_graphs import BLOCKS, block
from helpers.small_problems import problem as example

DIFFERENCES = load("finite-differences")
EQUATIONS = {FORWARD, CENTRAL, f"{FORWARD}, certified", f"{CENTRAL}, certified"}


def signs(problem, count=2):
    """Directions of ±1, which see every parameter with two costs."""
    return np.random.default_rng(0).choice([-1.0, 1.0], (count, problem.network.count))


def outcomes(verdict):
    return {c.equation: c.outcome for c in verdict.comparisons}


@pytest.mark.equation("(46)")
@pytest.mark.parametrize("name", BLOCKS)
def test_every_quotient_lies_in_the_gradient_over_its_box(name):
    problem = block(name)
    found = outcomes(judge_differences(problem, DIFFERENCES, signs(problem)))

    assert set(found) == EQUATIONS
    assert "wrong" not in found.values()
    assert found[f"{CENTRAL}, certified"] == found[f"{FORWARD}, certified"] == "right"


@pytest.mark.slow
def test_no_random_graph_is_wrong():
    for seed in range(12):
        problem = random_graph(seed)
        verdict = judge_differences(problem, DIFFERENCES, signs(problem, 1))
        assert not verdict.disagrees, verdict.explain()


def test_a_chain_as_a_graph_has_the_quotients_of_the_chain():
    chain = example()
    graph = GraphProblem(Graph.of(chain.network), chain.x, chain.y)
    directions = signs(chain)
    of_chain, of_graph = (judge_differences(problem, DIFFERENCES, directions) for problem in (chain, graph))

    assert graph.network.count == chain.network.count
    np.testing.assert_array_equal(graph.network.vector, chain.network.vector)
    assert outcomes(of_graph) == outcomes(of_chain)


class Doubled(links.Dense):
    """The planted mistake: what is sent back is twice of what it is, of which the costs know nothing."""

    def back(self, w, delta):
        return 2 * super().back(w, delta)


def test_a_transpose_that_is_wrong_is_seen():
    problem = block("residual")
    graph = problem.network
    of = [(l, edge) for l, layer in graph.layers.items() for edge in layer.edges if isinstance(edge.link, links.Dense)]
    l, edge = next((l, edge) for l, edge in of if edge.layer > 1)
    typed = replace(problem, network=graph.with_edge(l, edge, replace(edge, link=Doubled())))
    found = outcomes(judge_differences(typed, DIFFERENCES, signs(problem)))

    assert found[f"{CENTRAL}, certified"] == found[f"{FORWARD}, certified"] == "wrong"


def test_leading_axes_are_refused():
    problem = random_graph(3).map(lambda array: np.stack([array, array]))

    with pytest.raises(InputError, match="differences on a graph are of one draw: give x without leading axes"):
        judge_differences(problem, DIFFERENCES, signs(problem))
