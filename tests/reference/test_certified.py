"""Certified arithmetic: comparisons that may not be decided, and what the namespace has beyond flint's own."""

import flint
import numpy as np
import pytest

from nablacheck.reference.arithmetic.certified import CERTIFIED, Certified


def test_a_comparison_that_is_not_decided_takes_the_hull():
    x = CERTIFIED.box(np.array([-1.0, 0.0, 1.0]), 0.5)
    hull = CERTIFIED.where(x > 0, 2, 1)

    assert [float(h.mid()) for h in hull] == [1.0, 1.5, 2.0]
    assert hull[1].contains(flint.arb(1))
    assert hull[1].contains(flint.arb(2))


@pytest.mark.parametrize(
    ("compare", "certain", "possible"),
    [
        (lambda x: x > 0, [False, False, True], [False, True, True]),
        (lambda x: x < 0, [True, False, False], [True, True, False]),
        (lambda x: x == 0, [False, False, False], [False, True, False]),
    ],
)
def test_certain_and_possible(compare, certain, possible):
    answer = compare(CERTIFIED.box(np.array([-1.0, 0.0, 1.0]), 0.5))

    assert answer.certain.tolist() == certain
    assert answer.possible.tolist() == possible


def test_floats_are_taken_as_exact():
    assert CERTIFIED.lift(np.float32([0.1]))[0] == flint.arb(float(np.float32(0.1)))


def test_the_working_precision_of_the_caller_is_put_back():
    before = flint.ctx.prec
    with Certified(640).working():
        assert flint.ctx.prec == 640
        assert Certified(640).pi.rel_accuracy_bits() > 600
    assert flint.ctx.prec == before
