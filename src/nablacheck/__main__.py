"""`nablacheck`, and `python -m nablacheck`: the command as a program."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Any


def program() -> None:
    """Runs the command and ends the process.

    A signal that comes before the command has begun, or when it is over, ends the process at once: there is nothing to keep.
    After a signal in between it ends at once as well: a framework that was interrupted in the middle of its work is in no state
    to be taken down.
    """
    before = _leave_at_once()
    from nablacheck.oracle.commands.cli import main
    from nablacheck.oracle.commands.exits import flushed, signalled

    for number, handler in before.items():
        signal.signal(number, handler)
    try:
        main(prog_name="nablacheck")
    except SystemExit as end:
        _leave_at_once()
        if signalled(end.code):
            flushed()
            os._exit(int(end.code))  # type: ignore[arg-type]
        raise


def _leave_at_once() -> dict[int, Any]:
    """Ends the process with a word at a signal, unless that is ignored; gives what was done before, by the signal's number."""
    ending = {"SIGINT": "Interrupted.", "SIGTERM": "Terminated.", "SIGHUP": "Terminated."}
    words = {int(signal.Signals[name]): says for name, says in ending.items() if hasattr(signal, name)}

    def leave(number: int, frame: FrameType | None) -> None:
        try:
            os.write(2, f"{words[number]}\n".encode())
        finally:
            os._exit(128 + number)

    heard = [number for number in words if signal.getsignal(number) != signal.SIG_IGN]
    return {number: signal.signal(number, leave) for number in heard}


if __name__ == "__main__":
    program()
