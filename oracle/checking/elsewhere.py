"""A submission's function, which runs in a process of its own: arrays go in, arrays come out, and only numbers are believed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nablacheck.adapters.torch_names import module_named
from nablacheck.oracle.checking.foreign import Call, Late, Unusable
from nablacheck.oracle.checking.frames import UNREADABLE, NoMessage, receive, send
from nablacheck.oracle.checking.plain_values import Teller, Tree
from nablacheck.oracle.checking.recipes import HANDED, ModuleOf, TensorsOf
from nablacheck.oracle.checking.stand_ins import restored
from nablacheck.oracle.checking.starting import Started
from nablacheck.oracle.checking.submission_worker import KINDS
from nablacheck.reference.processes import how_it_ended

MEGABYTE = 2**20


NOT_READ = "what the submission gave cannot be read: {}."


class Gone(Exception):
    """The process of the submission is gone, or does not speak any more; the text is a sentence about the submission."""


@contextlib.contextmanager
def _as_we_write_it() -> Iterator[None]:
    """A block that reads a message; Gone where something else wrote it, so that a part is not there or is another thing."""
    try:
        yield
    except NoMessage as error:
        raise Gone(NOT_READ.format(error)) from error
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Gone(NOT_READ.format(UNREADABLE)) from error


class Elsewhere:
    """The function of a submission, and the process that it is in: a Callee, once it is loaded."""

    def __init__(self, started: Started, megabytes: int) -> None:
        self._process, self._ends, self._megabytes = started.process, started.ends, megabytes
        self._asks, self._answers = started.asks, started.answers
        self._name, self.argument_names, self._imported = "submission", tuple[str, ...](), tuple[str, ...]()
        self.waited = 0.0
        self._end = os.read(self._ends, 64)  # the number of the process, which its parent tells
        if receive(self._answers, MEGABYTE, self._wait)[0] != {"ready": True}:
            raise NoMessage("it is not ready")

    @property
    def __name__(self) -> str:
        return self._name

    def load(self, file: Path) -> Mapping[Any, Any]:
        """Imports the file there, and gives its CONVENTIONS; InputError where that cannot be done, Gone where it ends so."""
        told, arrays = self._asked({"do": "load", "file": str(file), "megabytes": self._megabytes, "libraries": list(HANDED)})
        with _as_we_write_it():
            self._name, self.argument_names = str(told["name"]), tuple(map(str, told["arguments"]))
            self._imported = tuple(map(str, told["imported"]))
            return dict(restored(told["conventions"], arrays, ()))

    def call(self, arguments: list[Any], time_limit: float, reads: frozenset[str]) -> Call:
        """One call there; Unusable where it raises, Gone where the process does not survive it."""
        teller = Teller(whole=True)
        trees = [_told(part, teller) for part in arguments]
        asked = {"do": "call", "arguments": trees, "limit": time_limit, "reads": sorted(reads)}
        told, arrays = self._asked(asked, teller)
        with _as_we_write_it():
            result = restored(told["result"], arrays, reads)
            left = [restored(tree, arrays, reads) for tree in told["arguments"]]
            return Call(result, {str(kind): str(note) for kind, note in told["notes"].items()}, left)

    def imports(self, library: str) -> bool:
        """Whether the file imports a library."""
        return library in self._imported

    def names(self, library: str) -> bool:
        """Whether it does, for nothing else runs there."""
        return self.imports(library)

    def finish(self) -> None:
        """Asks a last time whether the submission asked for the library, in another thread, say; InputError where it did."""
        self._asked({"do": "end"})

    def _asked(self, message: Mapping[str, Any], teller: Teller | None = None) -> tuple[dict[str, Any], list[Any]]:
        """What is told on a message."""
        start = time.perf_counter()
        try:
            send(self._asks, message, teller.arrays if teller else ())
            told, arrays = receive(self._answers, self._megabytes * MEGABYTE, self._wait)
        except OSError:
            raise Gone(self._how()) from None
        except NoMessage as error:
            raise Gone(self._how() or NOT_READ.format(error)) from error
        self.waited += time.perf_counter() - start
        if self._process.poll() is not None and (how := self._how()):
            raise Gone(how)
        if told.get("asked"):
            raise Gone(str(told["asked"]))
        if told.get("memory"):
            raise MemoryError
        if "out" in told:
            raise Gone(f"out of the submission came {told['out']}")
        if "late" in told:
            raise Late(str(told["late"]))
        if "unusable" in told:
            kind = told.get("kind")
            raise Unusable(str(told["unusable"])) from next((one() for one in KINDS if one.__name__ == kind), None)
        return told, arrays

    def _wait(self) -> None:
        """Waits for something to read, or for the end: a child of the submission may keep the pipe open."""
        ready, _, _ = select.select([self._answers, self._ends], [], [])
        if self._answers not in ready:
            raise NoMessage("the process ended")

    def _how(self) -> str:
        """How the process ended; nothing where it is there."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        if self._process.returncode is None:
            return ""
        with contextlib.suppress(OSError):
            while part := os.read(self._ends, 64):
                self._end += part
        lines = self._end.split()
        if len(lines) > 1:
            return how_it_ended(int(lines[1]))
        by = signal.strsignal(-self._process.returncode) or "a signal"
        return f"the submission ended the process that started it ({by}); take that out."


def _told(argument: Any, teller: Teller) -> Tree:
    """An argument; what is made with a library is made there."""
    if isinstance(argument, TensorsOf):
        return {**_with(argument.library), "is": "tensors", "of": teller.tell(argument.held), "trained": argument.trained}
    if isinstance(argument, ModuleOf):
        told = {"w": teller.tell(list(argument.w)), "b": teller.tell(list(argument.b))}
        return {**_with("torch"), "is": "module", **told, "activations": list(map(module_named, argument.activations))}
    return teller.tell(argument)


def _with(library: str) -> dict[str, Tree]:
    """With what something is made, and what things those are."""
    return {"library": library, "things": HANDED[library].things}
