"""Values that cross between two processes: told, sent, received, restored; and what nobody of ours has written is refused."""

import json
import os
import struct
from collections import deque, namedtuple

import numpy as np
import pytest

from nablacheck.oracle.checking.frames import NoMessage, receive, send
from nablacheck.oracle.checking.plain_values import Teller
from nablacheck.oracle.checking.stand_ins import restored

Both = namedtuple("Both", "nabla_b nabla_w")


class Value:
    """A number with its gradient."""

    def __init__(self, grad):
        self.grad, self.me = grad, self


def crossed(value, names=()):
    """What stands for a value on the other side of a pipe."""
    reads, writes = os.pipe()
    teller = Teller(names)
    send(writes, {"value": teller.tell(value)}, teller.arrays)
    message, arrays = receive(reads, 2**20)
    os.close(reads)
    os.close(writes)
    return restored(message["value"], arrays, names)


@pytest.mark.parametrize("value", [None, True, 3, 0.1, float("inf"), "σ", [1, (2.0, None)], {"a": [1], 2: {}}, 1 + 2j])
def test_a_plain_value_is_what_it_was(value):
    assert crossed(value) == value
    assert type(crossed(value)) is type(value)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "complex128", "bool"])
def test_an_array_is_what_it_was(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    again = crossed([array.T, array[:0]])

    assert again[0].dtype == again[1].dtype == array.dtype
    assert np.array_equal(again[0], array.T)
    assert again[1].shape == (0, 3)


def test_what_is_read_of_other_values_is_there():
    both = crossed(Both(deque([np.ones(2)]), [Value(0.5)]), {"nabla_b", "grad"})

    assert isinstance(both, tuple)
    assert np.array_equal(both.nabla_b[0], np.ones(2))
    assert both[1][0].grad == 0.5
    assert not hasattr(both[1][0], "me")
    assert type(both[1][0]).__name__ == "Value"
    assert np.ma.is_masked(crossed(np.ma.masked_less(np.arange(3.0), 2)))


def test_what_numpy_asks_a_value_for_is_never_told():
    """It would have an address in it."""
    thing = {"is": "thing", "class": "Thing", "like": "", "has": {"__array_interface__": {"data": [0, True]}}}

    assert not hasattr(restored(thing, [], {"__array_interface__"}), "__array_interface__")


@pytest.mark.parametrize(
    "tree",
    [[1], {"is": "no"}, {"of": []}, {"is": "array", "at": 7}, {"is": "array", "at": "x"}, {"is": "thing"}, {"is": "__init__"}],
)
def test_what_nobody_told_is_refused(tree):
    with pytest.raises(NoMessage):
        restored(tree, [])


def framed(head):
    return struct.pack(">Q", len(head)) + head


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff" * 8,
        framed(b"}{"),
        framed(b"[]"),
        framed(b"[" * 5000),
        *(
            framed(json.dumps({"arrays": arrays}).encode()) + bytes(8)
            for arrays in (
                [["|O", [1]]],
                [["<f8", [-1]]],
                [["<f8", [2**40]]],
                [["<f8", [2]]],
                [["<f8", [0, 2**70]]],
                [3],
                ["f"],
            )
        ),
    ],
)
def test_what_is_no_message_is_refused(sent):
    reads, writes = os.pipe()
    os.write(writes, sent)
    os.close(writes)
    with pytest.raises(NoMessage):
        receive(reads, 2**20)
    os.close(reads)
