"""Messages on a pipe: a JSON object, and behind it the bytes of its arrays. What is no message is refused before it is read."""

from __future__ import annotations

import json
import math
import os
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LENGTH = struct.Struct(">Q")
DTYPE = re.compile(r"[<>|=][biufc]\d{1,2}")
"""The dtypes of numbers, as NumPy writes them."""
CHUNK = 2**20
"""Bytes that are read at once."""


UNREADABLE = "it is not as this library writes it"


class NoMessage(Exception):
    """The other process is gone, or what came from it is no message."""


def send(pipe: int, message: Mapping[str, Any], arrays: Sequence[Array] = ()) -> None:
    """Writes a message with its arrays; OSError where nobody reads it."""
    told = [[array.dtype.str, array.shape] for array in arrays]
    head = json.dumps({**message, "arrays": told}).encode()
    left = memoryview(b"".join([LENGTH.pack(len(head)), head, *(array.tobytes() for array in arrays)]))
    while left:
        left = left[os.write(pipe, left) :]


def receive(pipe: int, most: int, wait: Callable[[], None] = lambda: None) -> tuple[dict[str, Any], list[Array]]:
    """The next message and its arrays, of at most so many bytes; `wait` is called before each part, and may raise NoMessage."""
    (length,) = LENGTH.unpack(_bytes(pipe, LENGTH.size, most, wait))
    head = _bytes(pipe, length, most, wait)
    try:
        message = json.loads(head)
        kinds = [(_dtype(dtype), tuple(map(int, shape))) for dtype, shape in message.pop("arrays")]
        arrays = []
        for dtype, shape in kinds:
            data = _bytes(pipe, math.prod(shape) * dtype.itemsize, most, wait)
            most -= len(data)
            arrays.append(np.frombuffer(data, dtype).reshape(shape) if data else np.empty(shape, dtype))
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise NoMessage(UNREADABLE) from error
    return message, arrays


def _dtype(name: str) -> np.dtype[Any]:
    if not DTYPE.fullmatch(name):
        raise ValueError(name)
    return np.dtype(name)


def _bytes(pipe: int, count: int, most: int, wait: Callable[[], None]) -> bytearray:
    """So many bytes."""
    if count < 0:
        raise NoMessage(UNREADABLE)
    if count > most:
        raise NoMessage(f"it has {count:,} bytes, and {most:,} are left for it")
    data = bytearray()
    while len(data) < count:
        wait()
        part = os.read(pipe, min(CHUNK, count - len(data)))
        if not part:
            raise NoMessage("it ends early")
        data += part
    return data
