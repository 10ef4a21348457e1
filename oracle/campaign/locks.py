"""Who works on a campaign: one process at a time.

In a folder of this machine the system keeps a lock that ends with its process. A store has none: there a process writes its
name, and again every few seconds that it is still there; who is silent for long, or is known to have ended, is not waited for.
Where two take the place of a silent one at the same moment, both do the same work, and a part is the same whoever writes it.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nablacheck.oracle.campaign.stores import create, is_here, read, remove, write
from nablacheck.reference.errors import InputError

LOCK = "lock"
BEAT = 5.0
"""Seconds after which a process says again that it is at work."""
SILENT = 6 * BEAT
"""Seconds after which one that has said nothing has ended, unless its clock is another: then it is listened to."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps a second process out while this one works; InputError where there is one already."""
    with (_here if is_here(folder) else _in_a_store)(folder):
        yield


def at_work(folder: Path) -> bool:
    """Whether some process works on a campaign."""
    if not is_here(folder):
        other = _said(folder)
        return other is not None and not _ended(other) and time.time() - other["at"] < SILENT
    path = folder / LOCK
    if not path.exists():
        return False
    with path.open("a+", encoding="utf-8") as file:
        return not _locked(file)


def _refused(who: str, folder: Path) -> InputError:
    return InputError(f"process {who} works on {folder} already; wait, or stop it.")


# --- here -------------------------------------------------------------------------------------------------------------


@contextmanager
def _here(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("a+", encoding="utf-8") as file:
        if not _locked(file):
            file.seek(0)
            raise _refused(file.read().strip() or "?", folder)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _locked(file: Any) -> bool:
    """Whether this process has the lock of a file now; it is given back when the file is closed, or the process ends."""
    try:
        import fcntl
    except ImportError:  # not on Windows, where a second process is not kept out
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


# --- in a store -------------------------------------------------------------------------------------------------------


@contextmanager
def _in_a_store(folder: Path) -> Iterator[None]:
    token, path, end = uuid.uuid4().hex, folder / LOCK, threading.Event()
    me = {"token": token, "process": os.getpid(), "machine": platform.node(), "beat": 0}

    def mine() -> bool:
        other = _said(folder)
        return other is not None and other["token"] == token

    def beats() -> None:
        beat = 0
        while not end.wait(BEAT):
            beat += 1
            with suppress(InputError):  # a store that is away for a moment
                if not mine():
                    return
                write(path, _record(me, beat))

    try:
        create(path, _record(me))
    except FileExistsError:
        other = _said(folder)
        if other is not None and not _ended(other) and not _is_silent(folder, other):
            raise _refused(f"{other['process']} on {other['machine']}", folder) from None
        remove(path)
        with suppress(FileExistsError):
            create(path, _record(me))
    if not mine():  # somebody was quicker, or the store cannot tell that an object is there
        raise _refused("of another client", folder)
    beating = threading.Thread(target=beats, daemon=True)
    beating.start()
    try:
        yield
    finally:
        end.set()
        beating.join()
        if mine():
            remove(path)


def _record(me: dict[str, Any], beat: int = 0) -> bytes:
    return json.dumps({**me, "beat": beat, "at": time.time()}).encode()


def _said(folder: Path) -> dict[str, Any] | None:
    """What the process at work has said last."""
    try:
        record: dict[str, Any] = json.loads(read(folder / LOCK))
        return {name: record[name] for name in ("token", "process", "machine", "beat", "at")}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder / LOCK} is damaged: {type(error).__name__}; remove it, unless somebody works there."
        ) from error


def _ended(other: dict[str, Any]) -> bool:
    """Whether it was a process of this machine that is gone."""
    if other["machine"] != platform.node() or os.name != "posix":
        return False
    try:
        os.kill(int(other["process"]), 0)  # which sends nothing
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _is_silent(folder: Path, other: dict[str, Any]) -> bool:
    """Whether it has said nothing for long, and says nothing now."""
    if time.time() - other["at"] < SILENT:
        return False
    time.sleep(2 * BEAT)
    return _said(folder) == other
