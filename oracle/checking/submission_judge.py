"""The process that judges one submission: it has the verdict made of what the submission's own process gives, and tells it."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from nablacheck.oracle.checking.starting import started
from nablacheck.reference.processes import adopts_orphans, end_descendants, hides_its_memory

READY = b"ready"
REFUSED = b"refused: "
"""With which a judge begins that cannot work within its limits, whatever the submission is."""

FAULT = "the check itself failed on it, which is a fault in nablacheck and says nothing about the code: {}."


def main() -> None:
    """Tells the grade of a file in JSON behind a line that says that it begins; nothing of the submission is left.

    The limits and the exercise come as JSON.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    adopts_orphans()
    hides_its_memory()
    signal.signal(signal.SIGTERM, _ended)
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        _work(Path(sys.argv[1]), json.loads(sys.argv[2]))
    finally:
        end_descendants(os.getpid())
    os._exit(0)  # there is nothing to be put in order, and that takes a while


def _work(file: Path, task: dict[str, Any]) -> None:
    try:
        submission = started(file.parent.parent / "python", file.parent)
    except OSError as error:
        _tell(REFUSED + f"no temporary file can be written ({error.strerror or error}); make room.".encode())
        return
    # its Python starts while ours imports what judges
    from nablacheck.oracle.checking.judged_submission import judged
    from nablacheck.reference.errors import InputError
    from nablacheck.reference.quoting import raised

    try:
        _tell(judged(submission, file, task, lambda: _tell(READY)))
    except InputError as error:
        _tell(REFUSED + str(error).encode())
    except Exception as error:  # whatever it is, the submissions behind this one are graded
        _tell(json.dumps({"name": file.stem, "verdict": "unusable", "explanation": FAULT.format(raised(error))}).encode())
    finally:
        submission.close()


def _tell(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.flush()


def _ended(*_: Any) -> NoReturn:
    """What SIGTERM does, with which the grading asks for the end."""
    end_descendants(os.getpid())
    os._exit(1)


if __name__ == "__main__":
    main()
