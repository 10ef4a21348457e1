"""Numbers that are all of a narrower format than the one that they came in."""

import numpy as np
import pytest

from nablacheck.oracle.checking.narrow import held, narrower

THIRDS = np.arange(1, 40).reshape(3, 13) / 3


def rounded(array, bits):
    """To so many binary digits, whatever the exponent."""
    significand, exponent = np.frexp(array)
    return np.ldexp(np.rint(significand * 2**bits) / 2**bits, exponent)


@pytest.mark.parametrize(("bits", "name"), [(8, "bfloat16"), (11, "float16"), (24, "float32"), (25, ""), (53, "")])
def test_the_narrowest_that_holds_every_number_is_found(bits, name):
    assert narrower([rounded(THIRDS, bits), np.array([0.5])], "float64") == name


def test_a_format_is_narrower_than_its_own_alone():
    assert narrower([rounded(THIRDS, 24).astype(np.float32)], "float32") == ""
    assert narrower([rounded(THIRDS, 11).astype(np.float16)], "float16") == ""
    assert narrower([rounded(THIRDS, 8).astype(np.float32)], "float32") == "bfloat16"


def test_whole_numbers_say_nothing():
    assert narrower([np.arange(5.0)], "float64") == ""


def test_what_is_too_large_or_no_number_is_not_held():
    assert not held(np.array([1e5]), "float16")
    assert held(np.array([2.0**100]), "bfloat16")
    assert not held(np.array([2.0**200]), "bfloat16")
    assert not any(held(np.array([np.nan]), name) for name in ("float16", "bfloat16", "float32"))
