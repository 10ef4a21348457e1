"""The arrays of a NumPy archive (.npz), whatever the file is: what is no such archive is refused in one sentence.

An archive is a zip file with one .npy file for each array. Reading one executes nothing, and takes no more memory than
there is.
"""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import printable
from nablacheck.reference.room import memory

Array = np.ndarray[Any, Any]
SUFFIX = ".npy"
MAGIC = b"\x93NUMPY"
"""How every .npy file begins."""


def arrays_in(path: Path) -> dict[str, Array]:
    """The arrays by name, in the byte order of this machine; InputError, with the file's name, for anything else."""
    try:
        content = content_of(path)
        with zipfile.ZipFile(content) as archive:
            return _arrays(archive)
    except MissingFile:
        raise
    except InputError as error:
        why = str(error)
    except OSError as error:
        why = error.strerror or "it cannot be read"
    except MemoryError:
        why = "it holds more than fits in memory"
    except Exception:  # the bytes are foreign, and zipfile raises a dozen kinds of error on them
        why = "it is no zip file, or a damaged one"
    raise InputError(f"{printable(path)} is not a NumPy archive of plain arrays: {why}; write one with numpy.savez.")


class MissingFile(InputError):
    """There is nothing of that name."""


def content_of(path: Path) -> io.BytesIO:
    """The bytes of a file; a pipe or a device is not waited for."""
    try:
        mode = path.stat().st_mode
    except ValueError:
        raise InputError("no file has such a name") from None
    except FileNotFoundError:
        raise MissingFile(f"there is no file {printable(path)}.") from None
    if stat.S_ISDIR(mode):
        raise InputError("it is a folder")
    if not stat.S_ISREG(mode):
        raise InputError("it is no regular file")
    return io.BytesIO(path.read_bytes())


def _arrays(archive: zipfile.ZipFile) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    needed = sum(member.file_size for member in archive.infolist())
    if needed > memory():
        raise InputError(f"its arrays take {needed:,} bytes, more than the memory of this machine")
    for member in archive.infolist():
        key = member.filename.removesuffix(SUFFIX)
        if key in arrays:
            raise InputError(f"it holds {printable(repr(key))} twice")
        arrays[key] = _array(key, archive.read(member))
    return arrays


def _array(key: str, content: bytes) -> Array:
    named = printable(repr(key))
    if not content.startswith(MAGIC):
        raise InputError(f"its part {named} is no array")
    file = io.BytesIO(content)
    try:
        array: Array = np.lib.format.read_array(file, allow_pickle=False)
    except MemoryError:
        raise InputError(f"its array {named} says that it is larger than the memory") from None
    except Exception:  # the header is foreign, and may be anything
        raise InputError(f"its array {named} holds Python objects, or is damaged") from None
    if file.read(1):
        raise InputError(f"its array {named} is longer than it says")
    return array.astype(array.dtype.newbyteorder("="), copy=False)
