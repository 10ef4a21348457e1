"""The program of a submission's process: it is run by its path, where this library cannot be imported.

The modules that it needs come by their files, and are taken out of sight again before the submission is loaded. In between a
process is left that does nothing but wait: it is the parent that a submission knows.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import signal
import sys
from functools import cache
from typing import Any

PR_SET_PDEATHSIG = 1
"""Of prctl(2) in Linux."""


def main() -> None:
    """Serves: its two pipes, one more for how it ends, and the files of its modules by name, the one that serves last.

    The files behind them are for later: what makes things of a library, by its name.
    """
    asks, answers, ends = map(int, sys.argv[1:4])
    files: dict[str, str] = json.loads(sys.argv[4])
    late: dict[str, str] = json.loads(sys.argv[5])
    _keep((asks, answers), ends)
    modules = [_loaded(name, file) for name, file in files.items()]
    for name in files:
        del sys.modules[name]
    modules[-1].serve(asks, answers, cache(lambda library: _loaded(f"{library}_handed", late[library])))


def _loaded(name: str, file: str) -> Any:
    """A module of a file, under its full name."""
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no file of Python's")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _keep(pipes: tuple[int, ...], ends: int) -> None:
    """Goes on in a child with a session of its own; its parent waits, and tells how it ended."""
    for number in (signal.SIGINT, signal.SIGHUP):  # which the judge leaves alone
        signal.signal(number, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        _die_with_parent()
        os.close(ends)
        return
    for pipe in pipes:
        os.close(pipe)
    os.write(ends, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(ends, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _die_with_parent() -> None:
    """Has the system end this process when its parent is gone, where it can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    main()
