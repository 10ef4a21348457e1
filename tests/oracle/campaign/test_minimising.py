"""A problem is made as small as what was found on it allows, and no smaller."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.oracle.campaign.minimising import STEPS, Draft, blocks, minimised, plainness
from nablacheck.oracle.campaign.signs import layout_of
from nablacheck.oracle.generating.problems import LAYOUTS, seeded
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem

SECONDS = 60


def small(shows, of=None):
    of = of or problem((9, 8, 20, 6), ("tanh", "softmax", "sigmoid"), "cross-entropy", batch=5)
    return minimised(of, layout_of(of), shows, SECONDS)


def widths(found):
    return tuple(found.network.widths.values())


def test_what_shows_itself_anywhere_becomes_one_linear_neuron_with_round_numbers():
    found = small(lambda problem: True)

    assert widths(found) == (1, 1)
    assert str(found.network) == "1-1, identity, quadratic cost"
    assert found.batch == 1
    assert all((array == np.rint(array)).all() for array in found.arrays.values())


@pytest.mark.parametrize(
    ("shows", "expected"),
    [
        (lambda p: max(p.network.widths.values()) >= 17, (1, 17)),
        (lambda p: p.network.L >= 4, (1, 1, 1, 1)),
        (lambda p: p.network.widths[1] >= 3, (3, 1)),
        (lambda p: p.network.widths[p.network.L] == 5, (1, 5)),
    ],
)
def test_the_condition_is_what_is_left(shows, expected):
    assert sorted(widths(small(shows))) == sorted(expected)


def test_the_batch_that_it_takes_is_kept():
    assert small(lambda p: p.batch >= 3).batch == 3


def test_the_function_that_it_takes_is_kept():
    found = small(lambda p: any(sigma.family == "softmax" for sigma in p.network.activations.values()))

    assert str(found.network) == "1-1, softmax, quadratic cost"
    assert small(lambda p: p.network.cost.family == "cross-entropy").network.cost.family == "cross-entropy"


def test_the_layout_and_the_scale_that_it_takes_are_kept():
    drawn = next(d.problem.draw(0) for d in seeded(0, 50, "float32", 1) if d.architecture.layout == "every second")
    strided = lambda p: layout_of(p) == "every second"

    assert strided(small(strided, replace(drawn, scale=3.0)))
    assert layout_of(small(lambda p: True, drawn)) == "contiguous"
    assert small(lambda p: p.scale == 3.0, replace(drawn, scale=3.0)).scale == 3.0


def test_numbers_that_it_takes_are_kept():
    found = small(lambda p: bool((p.x != np.rint(p.x * 8) / 8).any()))

    assert (found.x != np.rint(found.x * 8) / 8).any()
    assert (found.network.w[2] == np.rint(found.network.w[2])).all()


def test_without_time_it_stays_as_it_is():
    whole = problem()

    assert minimised(whole, "contiguous", lambda p: True, 0) is whole


@pytest.mark.parametrize("drawn", list(seeded(4, 12, "float64", 1)), ids=lambda drawn: str(drawn.architecture))
def test_every_draft_is_a_problem_or_says_why_not(drawn):
    """Of whatever network: one-hot targets, probabilities and logarithms of them are made anew where rows are gone."""
    whole = drawn.problem.draw(0)
    draft = Draft.of(whole, layout_of(whole))
    count = 0
    for step in STEPS:
        for simpler in step(draft):
            try:
                simpler.problem()
            except InputError:
                continue
            count += 1

    assert draft.problem().arrays.keys() == whole.arrays.keys()
    assert all((a == b).all() for a, b in zip(draft.problem().arrays.values(), whole.arrays.values(), strict=True))
    assert count


def test_a_cut_in_front_keeps_the_numbers_behind_it():
    whole = problem((3, 4, 5, 2))
    seen = []
    minimised(whole, "contiguous", lambda p: bool(seen.append(p)), SECONDS)
    cut = next(p for p in seen if widths(p) == (5, 2))

    assert (cut.network.w[2] == whole.network.w[4]).all()
    assert (cut.y == whole.y).all()


def test_blocks_get_smaller_and_leave_something():
    assert list(blocks(1)) == []
    assert [len(left) for left in blocks(7)] == [4, 4, 6, 6]


def test_rounding_comes_to_an_end():
    ladder = [np.zeros((2, 1)), np.ones((2, 1)), np.array([[2.0], [1.0]]), np.array([[0.125], [1.0]]), np.array([[0.1], [1.0]])]

    assert [plainness(array) for array in ladder] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_known_by_its_strides(layout):
    assert layout_of(problem().map(LAYOUTS[layout])) == layout
