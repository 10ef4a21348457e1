"""Where a campaign is kept: a folder of this machine, or one that fsspec reaches by its address, as s3://bucket/folder.

A path of either kind is asked for the same. What is written is there as a whole or not at all: here under its name when it is
whole, in a store as one object. What a store cannot do is said in a sentence, and is never taken for damage.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from nablacheck.oracle.checking.places import check_folder
from nablacheck.reference.errors import InputError, optional
from nablacheck.reference.quoting import raised

T = TypeVar("T")
SCHEME = "://"
HERE = "file"
"""The scheme of a folder of this machine."""
AT_ONCE = 16
"""Objects that are asked of a store at once: most of the time is waiting."""


def place(text: str) -> Path:
    """The path of a name or an address; InputError for a scheme that nobody knows, or for which something is not installed."""
    scheme, there, rest = text.partition(SCHEME)
    if not there or scheme == HERE:
        return Path(rest if there else text)
    with optional("upath", "fsspec", who=f"{text} needs {{}}", install="'nablacheck[remote]'"):
        import upath
    try:
        path: Any = upath.UPath(text, use_listings_cache=False)  # what other processes write is to be seen
        known = path.fs
    except ImportError as error:
        raise InputError(f"{text}: {raised(error)}") from error
    except ValueError as error:
        raise InputError(
            f"{text} is no address that fsspec knows ({raised(error)[:-1]}); give one, as s3://bucket/folder."
        ) from error
    if not (known and rest.strip("/")):
        raise InputError(f"{text} names no folder; give one, as {scheme}://bucket/folder.")
    return cast(Path, path)


def is_here(path: Path) -> bool:
    """Whether it is a path of this machine."""
    return isinstance(path, Path)


def address(path: Path) -> str:
    """The text of which another process makes the same path."""
    return str(path.resolve() if is_here(path) else path)


@contextmanager
def reached(path: Path, so: str = "") -> Iterator[None]:
    """What a store raises as one sentence; that something is not there, or is there already, is an answer."""
    try:
        yield
    except (FileNotFoundError, FileExistsError, InputError):
        raise
    except Exception as error:  # each store has its own
        if is_here(path):
            raise
        raise InputError(f"{path} cannot be reached: {raised(error)}{so}") from error


def check_place(option: str, folder: Path) -> None:
    """InputError, which begins with the option, where nothing can be written in a folder, there or yet to be made."""
    if is_here(folder):
        check_folder(option, folder)
        return
    tried = folder / f".nablacheck-{uuid.uuid4().hex}"
    try:
        write(tried, b"")
        remove(tried)
    except (InputError, FileNotFoundError, FileExistsError) as error:
        why = error if isinstance(error, InputError) else raised(error)
        raise InputError(f"{option}: nothing can be written there: {why}") from error


def exists(path: Path) -> bool:
    """Whether something is there."""
    with reached(path):
        return path.exists()


def listed(folder: Path, pattern: str) -> list[Path]:
    """What is in a folder by the pattern of its names, sorted."""
    with reached(folder):
        return sorted(folder.glob(pattern), key=lambda path: path.name)


def read(path: Path) -> bytes:
    """What is in a file; FileNotFoundError where there is none."""
    with reached(path, " Nothing that was finished is lost; try again."):
        return path.read_bytes()


def of_all(what: Callable[[Path], T], paths: Iterable[Path]) -> Iterator[tuple[Path, T]]:
    """What is to be known of several files, in their order; a store is asked for several at once."""
    several = list(paths)
    if all(map(is_here, several)):
        yield from ((path, what(path)) for path in several)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for first in range(0, len(several), AT_ONCE):
            some = several[first : first + AT_ONCE]
            yield from zip(some, pool.map(what, some), strict=True)


def changed(path: Path) -> float:
    """When a file was written, in seconds."""
    with reached(path):
        return path.stat().st_mtime


def write(path: Path, content: bytes) -> None:
    """Writes a file as a whole: nobody ever sees half of it."""
    if is_here(path):
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        return
    store: Any = path
    with reached(path, " Nothing that was finished is lost."):
        store.fs.pipe_file(store.path, content)


def create(path: Path, content: bytes) -> None:
    """Writes an object that was not there; FileExistsError where it is, as far as the store can tell."""
    store: Any = path
    with reached(path):
        store.fs.pipe_file(store.path, content, mode="create")


def remove(path: Path) -> None:
    """Removes a file, if it is there."""
    with reached(path):
        path.unlink(missing_ok=True)


def make(folder: Path) -> None:
    """Makes a folder, where there are folders."""
    with reached(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def fetched(path: Path) -> Iterator[Path]:
    """A path of this machine with the same in it, for who can read no other."""
    if is_here(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        try:
            copy.write_bytes(read(path))
        except FileNotFoundError as error:
            raise InputError(f"{path} is not there.") from error
        yield copy


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """A folder of this machine whose files are then in `folder`, for who can write no other."""
    if is_here(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory() as here:
        yield Path(here)
        for path in sorted(Path(here).iterdir()):
            write(folder / path.name, path.read_bytes())
