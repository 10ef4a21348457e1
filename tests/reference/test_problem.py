"""Problems: what their parts must be, and their examples, draws and arrays one by one."""

import numpy as np
import pytest

from nablacheck.reference import InputError, Network, Problem

from helpers.small_problems import problem as example


@pytest.mark.parametrize("network", [None, "2-1"])
def test_a_problem_needs_a_network(network):
    with pytest.raises(InputError, match=r"^the network of a problem is a (NoneType|str); give a Network\.$"):
        Problem(network, np.ones((2, 3)), np.ones((1, 3)))


def test_examples_and_draws_say_where_they_come_from():
    problem = example()
    assert str(next(problem.examples())).endswith("batch 1, float64, seed 1, example 0")
    stacked = problem.map(lambda array: np.stack([array, array]))
    assert [draw.origin for draw in stacked.draws()] == ["seed 1, draw 0", "seed 1, draw 1"]
    assert [draw.origin for draw in problem.draws()] == ["seed 1"]


def test_arrays_that_are_moved_are_those_of_a_problem_that_is_checked_again():
    stacked = example().map(lambda array: np.stack([array, array]))
    moved, checked = (way(lambda array: array[1]) for way in (stacked.moved, stacked.map))

    assert str(moved) == str(checked)
    assert all(moved.arrays[name] is not stacked.arrays[name] for name in stacked.arrays)
    assert all(np.array_equal(moved.arrays[name], array) for name, array in checked.arrays.items())
    assert stacked.x.ndim == 3


def test_the_column_of_a_wrong_target_is_that_of_its_draw():
    y = np.zeros((2, 3, 4))
    y[:, 0] = 1
    y[1, :, 2] = [0.5, 0.25, 0.125]
    w, b, x = np.ones((2, 3, 1)), np.ones((2, 3, 1)), np.ones((2, 1, 4))
    with pytest.raises(InputError, match=r"y\[1, 0, 2\] is 0\.5 in the column \[0\.5, 0\.25, 0\.125\]"):
        Problem(Network({2: w}, {2: b}, {2: "identity"}, "multi-margin"), x, y)
