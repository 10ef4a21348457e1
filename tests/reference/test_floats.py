"""Functions of the C library on arrays: what they gave for the last few arrays is kept, and nothing else is taken for these."""

import math

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, erfc_table
from nablacheck.reference.arithmetic.erfc_table import HIGH, LOW
from nablacheck.reference.arithmetic.float import REMEMBERED, entry_by_entry


def counted():
    """A function of single numbers that counts its calls."""
    calls = []
    return (lambda number: calls.append(number) or math.erf(number)), calls


def test_a_function_of_the_c_library_is_not_computed_again_for_the_same_array():
    function, calls = counted()
    of_arrays, x = entry_by_entry(function), np.linspace(-2, 2, 2048).reshape(2, -1)
    first = of_arrays(x)
    first[0, 0] = 7.0  # whoever has a result may write over it
    again = of_arrays(x.copy())

    assert len(calls) == x.size
    assert again[0, 0] == math.erf(-2)
    x[0, 0] = 3.0
    assert of_arrays(x)[0, 0] == math.erf(3)
    assert len(calls) == 2 * x.size


def test_zeros_of_either_sign_and_other_formats_are_other_arrays():
    of_arrays, zeros = entry_by_entry(math.erf), np.zeros(2048)

    assert not np.signbit(of_arrays(zeros)).any()
    assert np.signbit(of_arrays(-zeros)).all()
    assert of_arrays(zeros.astype("float32")).dtype == "float32"
    assert of_arrays(zeros.reshape(2, -1)).shape == (2, 1024)


def test_not_more_than_a_few_arrays_are_kept():
    function, calls = counted()
    of_arrays = entry_by_entry(function)
    for k in range(REMEMBERED + 1):
        of_arrays(np.full(1024, float(k)))
    of_arrays(np.full(1024, 1.0))
    assert len(calls) == (REMEMBERED + 1) * 1024
    of_arrays(np.full(1024, 0.0))
    assert len(calls) == (REMEMBERED + 2) * 1024


def test_erfc_of_float32_from_a_table_is_that_of_the_c_library_rounded_once():
    """In every segment: where it is 2, falls, underflows step by step, is 0; and it is no number where it was given none."""
    x = np.concatenate([np.linspace(low, low + 1, 4001) for low in range(-6, 11)]).astype("float32").reshape(17, -1)
    ends = np.array([np.nan, -np.inf, np.inf, -0.0, LOW, HIGH, np.finfo("float32").max, -np.finfo("float32").max], "float32")

    for given in (x, ends, x.T):
        exact = np.vectorize(math.erfc)(given.astype("float64"))
        np.testing.assert_array_equal(FLOAT.erfc(given), exact.astype("float32"))
        assert FLOAT.erfc(given).dtype == "float32"


def test_a_table_with_a_wrong_coefficient_is_seen(monkeypatch):
    """The planted mistake: the term of h², which is the first that a rounding does not hide."""
    x = np.linspace(0, 9, 4001).astype("float32")
    wrong = [c * (2 if power == 2 else 1) for power, c in enumerate(erfc_table.TAYLOR)]
    right = erfc_table.erfc_from_table(x)
    monkeypatch.setattr(erfc_table, "TAYLOR", wrong)

    assert (erfc_table.erfc_from_table(x) != right).mean() > 1 / 2
