"""Draws that are the same on every machine."""

import numpy as np
import pytest

from nablacheck.reference import InputError
from nablacheck.reference.draws import Bits, whole


def test_a_seed_gives_the_same_draws_on_every_machine():
    """Written down once: a stream that changes would change every training that a seed names."""
    assert Bits(0).shuffled(8).tolist() == [3, 2, 1, 6, 0, 7, 4, 5]
    assert (Bits(3, 1).uniform((2,)) * 2.0**48).tolist() == [71284404189805, 114615819932744]
    assert Bits(1).normal((2, 1)).tolist() == Bits(1).normal((2, 1)).tolist() != Bits(2).normal((2, 1)).tolist()


def test_a_shuffle_is_a_permutation():
    assert sorted(Bits(5).shuffled(1000)) == list(range(1000))
    assert Bits(5).shuffled(1000).tolist() != Bits(6).shuffled(1000).tolist()


def test_normal_numbers_have_the_moments_of_a_normal_number():
    """The mean of N numbers of variance 1 has the deviation 1/√N, and that of their squares √2/√N at most; six of them."""
    n = 100_000
    drawn = Bits(7).normal((n,))

    assert abs(drawn.mean()) < 6 / np.sqrt(n)
    assert abs(np.square(drawn).mean() - 1) < 6 * np.sqrt(2 / n)
    assert ((drawn * 2.0**48) % 1 == 0).all()


@pytest.mark.parametrize("seed", [-1, 0.5, "1", True, None])
def test_a_seed_is_an_integer_from_0(seed):
    with pytest.raises(InputError, match=r"seed is .*; it must be an integer of at least 0\."):
        Bits(seed)


def test_a_whole_number_has_both_ends():
    assert [whole(n, "n", least=1, most=3) for n in (1, np.int8(2), 3)] == [1, 2, 3]
    assert whole(4, "n", least=1) == 4
    for n in (0, 4):
        with pytest.raises(InputError, match=f"^n is {n}; it must be an integer from 1 to 3\\.$"):
            whole(n, "n", least=1, most=3)
