"""Certified arithmetic: comparisons that may not be decided, and what the namespace has beyond flint's own."""

import flint
import numpy as np
import pytest

from nablacheck.reference.arithmetic import FLOAT64, balls
from nablacheck.reference.arithmetic.certified import CERTIFIED, Certified
from nablacheck.reference.arithmetic.language import BRANCH
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.errors import InputError

from helpers.enclosures import overlap


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


def test_comparisons_are_certain_possible_or_not_known():
    """1 and 3 beside 2 and beside a box around it that reaches them, and equal numbers."""
    with CERTIFIED.working():
        x = CERTIFIED.lift(np.array([1.0, 2.0, 3.0]))
        wide = CERTIFIED.box(np.array([2.0, 2.0, 2.0]), 1.5)
        answers = {
            ">": (x > 2, x > wide),
            ">=": (x >= 2, x >= wide),
            "<": (x < 2, x < wide),
            "<=": (x <= 2, x <= wide),
            "==": (x == 2, x == wide),
        }
    sure = {">": [0, 0, 1], ">=": [0, 1, 1], "<": [1, 0, 0], "<=": [1, 1, 0], "==": [0, 1, 0]}
    for name, (known, unknown) in answers.items():
        assert known.certain.astype(int).tolist() == known.possible.astype(int).tolist() == sure[name], name
        assert not unknown.certain.any(), name
        assert unknown.possible.all(), name


def test_the_larger_and_the_smaller_of_two_and_of_many():
    with CERTIFIED.working():
        x = CERTIFIED.lift(np.array([[1.0, 5.0], [4.0, 2.0]]))

        assert CERTIFIED.maximum(x, 3).tolist() == [[3, 5], [4, 3]]
        assert CERTIFIED.minimum(x, 3).tolist() == [[1, 3], [3, 2]]
        assert CERTIFIED.max(x, axis=-2).tolist() == [[4, 5]]
        assert CERTIFIED.like(7, x).tolist() == [[7, 7], [7, 7]]
        assert CERTIFIED.lift(x) is x
        assert [type(part) for part in (CERTIFIED.exp(x), CERTIFIED.maximum(x, 3))] == [type(x)] * 2


def test_elementary_functions_keep_their_identities():
    xp, x = CERTIFIED, CERTIFIED.lift(np.array([0.25, 3.0]))
    with xp.working():
        pairs = {
            "exp and log": (xp.log(xp.exp(x)), x),
            "expm1": (xp.expm1(x), xp.exp(x) - 1),
            "log1p": (xp.log1p(x), xp.log(1 + x)),
            "tanh": (xp.tanh(x), xp.expm1(2 * x) / (xp.exp(2 * x) + 1)),
            "erf and erfc": (xp.erf(x), 1 - xp.erfc(x)),
            "sqrt": (xp.sqrt(x) * xp.sqrt(x), x),
        }
        for name, (one, other) in pairs.items():
            assert (one == other).possible.all(), name
            assert not (one == other + 2.0**-100).possible.any(), name


@pytest.mark.parametrize(("p", "q"), [(p, q) for p in range(3) for q in range(3)])
def test_three_answers_are_joined_as_two_would_be_for_every_value(p, q):
    """no, not known, yes"""
    answers = [
        Trilean(np.array(certain), np.array(possible)) for certain, possible in ((False, False), (False, True), (True, True))
    ]
    rank = lambda answer: int(answer.certain) + int(answer.possible)

    assert rank(answers[p] & answers[q]) == min(p, q)
    assert rank(answers[p] | answers[q]) == max(p, q)
    assert rank(~answers[p]) == 2 - p


TRUTHS = {
    "bool": lambda x: bool(x > 5),
    "not": lambda x: not x > 5,
    "and": lambda x: x > 5 and x < 7,
    "or": lambda x: x > 5 or x < 7,
    "a chain": lambda x: 5 < x < 7,
    "if on ==": lambda x: 1 if x == 1 else 0,
    "if on !=": lambda x: 1 if x != 1 else 0,
    "max of Python": lambda x: max(x, 0),
    "the array itself": lambda x: bool(x),
}


@pytest.mark.parametrize("shape", [(), (1, 1), (2, 3)])
@pytest.mark.parametrize("how", TRUTHS)
@pytest.mark.parametrize("xp", [CERTIFIED, balls(FLOAT64)], ids=lambda xp: xp.name)
def test_a_comparison_of_enclosures_is_neither_true_nor_false(xp, how, shape):
    """Also a single one that is decided: a formula with an if is none for a whole array."""
    with pytest.raises(InputError) as error:
        TRUTHS[how](xp.lift(np.ones(shape)))

    assert str(error.value) == BRANCH
    for word in ("xp.where", "xp.maximum", "&", "|", "~"):
        assert word in BRANCH


@pytest.mark.parametrize("draws", [((), ()), ((5,), ()), ((), (5,)), ((5,), (5,))])
def test_a_product_of_matrices_is_the_sum_of_products_of_each_draw(draws):
    """Of numbers of very different size, beside NumPy's own sums of objects."""
    rng = np.random.default_rng(0)
    x, y = (
        np.ldexp(rng.standard_normal(shape), rng.integers(-400, 400, shape)) for shape in ((*draws[0], 3, 4), (*draws[1], 4, 2))
    )
    x[..., 1, :] = 0
    with CERTIFIED.working():
        a, b = CERTIFIED.lift(x), CERTIFIED.lift(y)
        sums = np.matmul(a.view(np.ndarray), b.view(np.ndarray))

        for product in (a @ b, x @ b, a @ y):
            assert type(product) is type(a)
            assert overlap(product, sums)
            assert not overlap(product, sums + 2.0**-60 * abs(sums) + CERTIFIED.lift(np.array(2.0**-1000)))
            assert min(entry.rel_accuracy_bits() for entry in product.ravel()) > CERTIFIED.bits - 40
        assert all(entry == 0 for entry in (a @ b)[..., 1, :].ravel())


def test_a_product_with_a_number_that_is_not_known_is_not_known():
    with CERTIFIED.working():
        box = CERTIFIED.box(np.array([[1.0, 2.0]]), 0.5) @ CERTIFIED.lift(np.array([[1.0], [1.0]]))

        assert box.item().contains(flint.arb(2))
        assert box.item().contains(flint.arb(4))
        assert not box.item().contains(flint.arb(5))
        assert (CERTIFIED.lift(np.array([[np.nan]])) @ CERTIFIED.lift(np.ones((1, 1)))).item().is_nan()


def test_power_series_are_multiplied_one_by_one():
    with CERTIFIED.working():
        numbers = CERTIFIED.lift(np.array([[1.0], [10.0]]))
        series = np.array([[flint.arb_series([1, 2]), flint.arb_series([3, 0])]], dtype=object).view(type(numbers))

        assert (series @ numbers).item().coeffs() == [31, 2]
