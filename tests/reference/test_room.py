"""How much memory there is, and what takes more is one sentence."""

import os

import pytest

from nablacheck.reference import room
from nablacheck.reference.errors import InputError


def test_the_memory_of_the_machine_is_told_where_somebody_knows_it(monkeypatch):
    pages = {"SC_PHYS_PAGES": 3, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    assert room.memory() == 3 * 4096

    for error in (AttributeError, ValueError, OSError):

        def nobody_knows(name, error=error):
            raise error

        monkeypatch.setattr(os, "sysconf", nobody_knows)
        assert room.memory() == float("inf")


@pytest.mark.parametrize(("arrays", "weights"), [(3, 2**27 + 1), (27, 14913081)])
def test_what_is_just_too_large_is_one_sentence(arrays, weights, monkeypatch):
    """A number has 8 bytes, and the machine 3 · 2³⁰ of them."""
    monkeypatch.setattr(room, "memory", lambda: 3.0 * 2**30)
    with pytest.raises(InputError) as error:
        room.check_room("w2", weights, "draw", arrays)

    assert str(error.value) == (
        f"w2 has {weights:,} weights; to draw them takes about 3 GB, more than this machine has: give smaller ones."
    )
    room.check_room("w2", weights - 1, "draw", arrays)
