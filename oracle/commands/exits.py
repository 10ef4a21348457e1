"""How a command ends: the exit codes, and one sentence in place of every traceback.

0 right, 1 wrong, 2 wrong use or input that cannot be used, 3 inconclusive, 70 a fault of ours, 130 Ctrl-C, 141 the reader of a
pipe is gone, 143 SIGTERM.
"""

from __future__ import annotations

import contextlib
import io
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from enum import IntEnum
from typing import IO, NoReturn

import click
import numpy as np

from nablacheck import __version__
from nablacheck.oracle.commands.interrupts import ENDING, Terminated
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.own_formulas import formulas_seen


class Code(IntEnum):
    """The exit codes; after a signal they are 128 and its number, as in shells."""

    RIGHT = 0
    WRONG = 1
    UNUSABLE = 2
    INCONCLUSIVE = 3
    FAULT = 70
    INTERRUPTED = 130
    CLOSED = 141


OUTCOMES = {"right": Code.RIGHT, "wrong": Code.WRONG, "unusable": Code.UNUSABLE, "inconclusive": Code.INCONCLUSIVE}
"""The exit code of each outcome of a verdict."""


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Ends the command with a sentence and its code, whatever is raised in the block; click leaves with that code."""
    try:
        with formulas_seen():
            yield
    except (click.exceptions.Exit, click.Abort):
        raise
    except click.ClickException as error:
        _say(_shown(error))
        _end(Code.UNUSABLE)
    except (InputError, MissingFramework) as error:
        _say(f"Error: {error}")
        _end(Code.UNUSABLE)
    except KeyboardInterrupt:
        _say("Interrupted.")
        _end(Code.INTERRUPTED)
    except Terminated as error:
        _say("Terminated.")
        _end(128 + error.number)
    except BrokenPipeError:
        _end(Code.CLOSED)
    except OSError as error:
        _say(f"Error: {error.filename or 'the output'} cannot be used: {error.strerror or error}.")
        _end(Code.UNUSABLE)
    except MemoryError:
        _say("Error: there is not enough memory for this; give smaller arrays, or fewer.")
        _end(Code.UNUSABLE)
    except Exception as error:  # whatever else is raised here is a fault of ours, and no verdict
        _say(_fault(error))
        _end(Code.FAULT)


def _end(code: int) -> NoReturn:
    """Leaves with this code; what could not be written is not tried again when Python closes its streams."""
    flushed()
    raise click.exceptions.Exit(code)


def flushed() -> None:
    """Writes what is still to be written, where anybody takes it; a stream that was closed before is None."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            _discard(stream)


def signalled(code: object) -> bool:
    """Whether an exit code is that of a signal: Ctrl-C, SIGTERM, SIGHUP."""
    return code in {128 + number for number in ENDING.values()}


def _discard(stream: IO[str]) -> None:
    with contextlib.suppress(OSError):  # a stream of a test has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # nobody is there to be told
        Terminal(stderr=True).say(text)


def _shown(error: click.ClickException) -> str:
    """What click says of wrong use."""
    text = io.StringIO()
    error.show(text)
    return text.getvalue().rstrip("\n")


def _fault(error: Exception) -> str:
    """The sentence for a fault of ours, with the file that holds the traceback."""
    says = traceback.format_exception_only(error)[-1].strip()
    command = " ".join(["nablacheck", *sys.argv[1:]])
    versions = f"nablacheck {__version__}, Python {platform.python_version()}, NumPy {np.__version__}, {platform.platform()}"
    details = f"{command}\n{versions}\n{''.join(traceback.format_exception(error))}".rstrip()
    return f"This is a fault in nablacheck and says nothing about your code: {says}\n{_reported(details)}"


def _reported(details: str) -> str:
    try:
        descriptor, name = tempfile.mkstemp(prefix="nablacheck-fault-", suffix=".txt")
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError:
        return f"Please report it with this text:\n{details}"
    return f"Please report it with the text in {name}, which has the command, the versions and the traceback."
