"""Whether a file or a folder can be written: asked before the work, and of the system, which knows more than the rights."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import printable


def check_file(option: str, path: Path) -> None:
    """InputError, which begins with the option, where a file cannot be written: for want of a folder, a right or a name."""
    option = printable(option)
    try:
        if path.is_dir():
            raise InputError(f"{option} is a folder; give a file in it.")
        with contextlib.suppress(FileNotFoundError):
            path.stat()  # which says what is wrong with a name; from Python 3.13 on, resolve does not
        replaced, folder = is_replaced(path), path.resolve().parent
        if replaced and not folder.is_dir():
            raise InputError(f"{option}: the folder {printable(folder)} does not exist; give a file in one that does.")
        if path.exists() and not os.access(path, os.W_OK):
            raise InputError(f"{option} may not be written; give a file in a folder that is yours.")
    except (OSError, RuntimeError) as error:  # a name that is too long; a link to itself
        raise InputError(f"{option} cannot be used: {getattr(error, 'strerror', error)}; give another name.") from error
    if replaced:
        _check_inside(option, folder, "file in a folder that is yours")


def check_folder(option: str, path: Path) -> None:
    """InputError, which begins with the option, where a folder can neither be made nor written in."""
    option = printable(option)
    try:
        there = next(place for place in (path, *path.absolute().parents) if place.exists() or place.is_symlink())
    except OSError as error:
        raise InputError(f"{option} cannot be used: {error.strerror}; give another name.") from error
    if not there.is_dir():
        raise InputError(f"{option} cannot be made: {printable(there)} is no folder; give another one.")
    _check_inside(option, there, "folder that is yours")


def is_replaced(path: Path) -> bool:
    """Whether a path is a file or free; what is neither, as a pipe, a terminal or /dev/null, is written to."""
    return path.is_file() or not path.exists()


def _check_inside(option: str, folder: Path, other: str) -> None:
    """InputError where nothing can be made in a folder: a directory of the system may have every right, and take nothing."""
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".nablacheck-"):
            pass
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"{option}: nothing can be written in {printable(folder)} ({why}); give a {other}.") from error
