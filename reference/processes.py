"""What comes of a process, however far: found, and ended, in Linux; elsewhere only the process that was started is known."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
"""Of prctl(2) in Linux."""
PROC = Path("/proc")
PATIENCE = 2.0
"""Seconds after which a process that does not end is left alone: one that the system holds, or that somebody else owns."""
LOOKS = 1 / 50
"""Seconds between two looks at what is left."""
ZOMBIE = "Z"


def adopts_orphans() -> None:
    """Has the system make this process the parent of whatever it started and that loses its own, where it can."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def hides_its_memory() -> None:
    """Keeps other processes of the same user from reading this one's memory and files under /proc, where the system can."""
    _prctl(PR_SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def descendants(of: int) -> list[int]:
    """What a process started, and what that started, as far as it lives."""
    children: dict[int, list[int]] = defaultdict(list)
    dead = set()
    for pid, state, parent in _processes():
        children[parent].append(pid)
        if state == ZOMBIE:
            dead.add(pid)
    found, ahead = list[int](), [of]
    while ahead:
        new = children.pop(ahead.pop(), [])
        found += new
        ahead += new
    return [pid for pid in found if pid not in dead]


def _processes() -> Iterator[tuple[int, str, int]]:
    """The number, the state and the parent of every process."""
    for folder in PROC.iterdir() if PROC.is_dir() else ():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # the name stands in brackets, and may have any letters in it
                state, parent = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
                yield int(folder.name), state, int(parent)


def end_descendants(of: int) -> None:
    """Ends all of them, and those that they start meanwhile."""
    until = time.monotonic() + PATIENCE
    while (alive := descendants(of)) and time.monotonic() < until:
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(LOOKS)


def how_it_ended(code: int) -> str:
    """Why nothing came from a process with that exit code, or that died of a signal."""
    if code < 0:
        return f"the process died: {signal.strsignal(-code)}; look for a crash in compiled code, or for too much memory."
    return f"the process ended with exit code {code} before the function returned; look for an exit, or for too much memory."
