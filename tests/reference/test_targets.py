"""What targets a cost allows, entry by entry, and those that are made of numbers in [0, 1]."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.reference import COSTS
from nablacheck.reference.costs.targets import BITS, CLASSES, LABELS, SIGNS

ROW = np.array([[-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]])
COLUMNS = np.array(
    [[0.0, 1.0, 0.0, 1.0, 2.0, 0.5, -1.0, 1.0], [0.0, 0.0, 1.0, 1.0, -1.0, 0.5, 1.0, 0.0], [0, 0, 0, 0, 0, 0, 1, -1]]
)
"""Nothing, a 1, a 1, two of them; 1 in all, but not of zeros and ones: three columns; and one whose sum is 0."""


@pytest.mark.parametrize(("kind", "values"), [(SIGNS, [-1, 1]), (BITS, [0, 1])])
def test_targets_of_two_values(kind, values):
    assert kind.allows(ROW).tolist() == np.isin(ROW, values).tolist()


@pytest.mark.parametrize(("kind", "columns"), [(CLASSES, [1, 2]), (LABELS, [0, 1, 2])])
def test_columns_of_labels(kind, columns):
    whole = kind.allows(COLUMNS)
    assert np.flatnonzero(whole.all(axis=0)).tolist() == columns
    assert (kind.allows(np.stack([COLUMNS, COLUMNS])) == whole).all()


PARTS = np.array([[0.0, 0.2, 0.26, 0.49, 0.5, 0.51, 0.76, 1.0], [0.9] * 8, [0.1] * 8], dtype=np.float32)


@pytest.mark.parametrize(
    ("kind", "first", "rows"),
    [
        (SIGNS, [-1, -1, -1, -1, 1, 1, 1, 1], None),
        (BITS, [0, 0, 0, 0, 0, 1, 1, 1], None),
        (CLASSES, None, [0, 0, 0, 1, 1, 1, 2, 2]),
        (LABELS, None, [0, 0, 1, 1, 2, 2, None, None]),
    ],
)
def test_what_is_made_is_allowed_in_the_same_dtype_and_reaches_every_value(kind, first, rows):
    made = kind.made(PARTS)

    assert made.dtype == np.float32
    assert kind.allows(made).all()
    if first:
        assert made[0].tolist() == first
    if rows:
        assert [column.argmax() if column.any() else None for column in made.T] == rows
    assert (kind.made(np.stack([PARTS, PARTS])) == made).all()


def test_targets_fill_the_domain_of_a_cost():
    """A bounded one as a whole, of a half line the first 4, of the line 4 around 0."""
    part = np.array([[0.0, 0.25, 1.0]])
    wanted = {
        (-1.0, 3.0): [-1, 0, 3],
        (2.0, math.inf): [2, 3, 6],
        (-math.inf, math.inf): [-2, -1, 2],
    }
    for targets, made in wanted.items():
        assert replace(COSTS["quadratic"], targets=targets).made(part).tolist() == [made]


@pytest.mark.parametrize("name", [name for name, cost in COSTS.items() if cost.kind])
def test_the_targets_of_a_kind_are_between_the_least_and_the_largest_that_are_made(name):
    made = COSTS[name].made(PARTS)

    assert COSTS[name].targets == (made.min(), made.max())
