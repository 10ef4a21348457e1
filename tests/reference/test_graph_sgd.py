"""Stochastic gradient descent on graphs: a step for each parameter by its name, and the chain of the book as before."""

import numpy as np
import pytest

from nablacheck.reference import (
    SGD,
    Graph,
    GraphProblem,
    InputError,
    Plan,
    evaluate,
    graph_backprop,
    update_mini_batch,
)

from helpers.small_graphs import BLOCKS, block
from helpers.small_problems import problem as example

ETA, LMBDA, N = 0.25, 0.5, 8


@pytest.mark.parametrize("name", BLOCKS)
def test_a_step_goes_along_the_slopes_by_name(name):
    """λ makes weights smaller and no bias; what is shared takes one step for all who share it."""
    problem = block(name)
    slopes, before = graph_backprop(problem).slopes, problem.network
    after = update_mini_batch(problem, ETA, LMBDA, N)

    assert list(after.parameters) == list(before.parameters)
    for at, w in before.parameters.items():
        shrink = 1 if at in before.b else 1 - ETA * LMBDA / N
        np.testing.assert_array_equal(after.parameters[at], shrink * w - ETA * slopes[at])


def test_a_chain_as_a_graph_takes_the_steps_of_the_chain():
    chain = example(batch=6)
    graph = GraphProblem(Graph.of(chain.network), chain.x, chain.y)
    after, of_graph = (SGD(problem, 2, 4, ETA, lmbda=LMBDA, seed=3) for problem in (chain, graph))

    for name, w in after.parameters.items():
        np.testing.assert_array_equal(of_graph.parameters[name], w)


def planned(positions):
    """A dense layer at each position of an input, whose largest neuron is asked for."""
    plan = Plan((2, positions), seed=1)
    plan.dense(plan.dense(1, 6, "tanh"), 2)
    x = np.random.default_rng(0).standard_normal((2, 40 * positions))
    return GraphProblem(plan.graph("categorical-cross-entropy-with-logits"), x, np.where(x == x.max(axis=0), 1.0, 0.0))


@pytest.mark.parametrize("positions", [1, 3])
def test_a_graph_learns_which_is_larger(positions):
    """And examples are whole: a mini-batch has all positions of each of its own."""
    problem, told = planned(positions), []
    before = evaluate(problem.network, problem.x, problem.y)
    after = SGD(problem, 20, 8, 0.5, test_data=(problem.x, problem.y), progress=told.append)

    assert evaluate(after, problem.x, problem.y) > before
    assert told[-1].tested == 40 * positions
    assert told[-1].correct == evaluate(after, problem.x, problem.y) > 0.9 * 40 * positions


def test_columns_are_examples_at_all_their_positions():
    problem = planned(3)
    some, singles = problem.columns([4, 1]), list(problem.examples())

    assert some.batch == 2
    np.testing.assert_array_equal(some.x[:, ::2], singles[4].x)
    np.testing.assert_array_equal(some.y[:, 1::2], singles[1].y)


def test_a_step_out_of_the_finite_numbers_is_said():
    plan = Plan(2)
    plan.dense(1, 1)
    far = GraphProblem(plan.graph("quadratic"), np.ones((2, 1)), np.full((1, 1), 1024.0))
    with pytest.raises(InputError, match=r"a step with eta = 1e\+308 left the finite numbers"):
        update_mini_batch(far, 1e308)
    with pytest.raises(InputError, match="eta is 0; it must be a finite number that is positive"):
        update_mini_batch(far, 0)
