"""`nablacheck`, and `python -m nablacheck`: the command as a program."""

import os

from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.commands.exits import flushed, signalled


def program() -> None:
    """Runs the command and ends the process.

    After a signal it ends at once: a framework that was interrupted in the middle of its work is in no state to be taken down.
    """
    try:
        main(prog_name="nablacheck")
    except SystemExit as end:
        if signalled(end.code):
            flushed()
            os._exit(int(end.code))  # type: ignore[arg-type]
        raise


if __name__ == "__main__":
    program()
