"""What runs beside a submission: it imports the file, calls its function, and tells what came back.

It is in the submission's own process, which may do with it what it likes: what it tells is numbers and texts, and the verdict
on them is made elsewhere. With it come the few modules that it imports, and nothing else of this library.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import make_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nablacheck.oracle.checking.asking import Watch
from nablacheck.oracle.checking.foreign import Late, Unread, called, names_of, unpatched
from nablacheck.oracle.checking.frames import NoMessage, receive, send
from nablacheck.oracle.checking.plain_values import Teller, Tree, each_array
from nablacheck.reference.errors import InputError
from nablacheck.reference.foreign_code import staying
from nablacheck.reference.quoting import printable, raised

MEGABYTE = 2**20
KINDS = (ValueError, LookupError, RuntimeError)
"""What code raises of which the kind says what may be meant."""
MEMORY = "memory"
"""What is told where there was too little of it."""


class Worker:
    """A submission, once it is loaded, and what was noticed of it."""

    def __init__(self, handed_by: Callable[[str], ModuleType]) -> None:
        self.handed_by, self.watch = handed_by, Watch()
        self.function: Callable[..., Any] | None = None
        self.notes: dict[str, str] = {}

    def answer(self, message: Mapping[str, Any], arrays: list[Any]) -> tuple[dict[str, Any], list[Any]]:
        """What is told on a message, with its arrays; whatever the submission raises is a sentence."""
        teller = Teller(message.get("reads", ()))
        try:
            told = {"load": self._load, "call": self._call, "end": self._end}[message["do"]](message, arrays, teller)
        except InputError as error:
            cause = None if isinstance(error, Unread) else error.__cause__
            kind = next((kind.__name__ for kind in KINDS if isinstance(cause, kind)), "")
            told = {"late" if isinstance(error, Late) else "unusable": str(error), "kind": kind}
        except MemoryError:
            told = {MEMORY: True}
        except BaseException as error:  # KeyboardInterrupt too: it is the submission that raised it
            told = {"out": raised(error)}
        kept = teller.arrays if "unusable" not in told else []
        return {**told, "asked": self.watch.asked}, kept

    def _load(self, message: Mapping[str, Any], arrays: list[Any], teller: Teller) -> dict[str, Any]:
        file = Path(message["file"])
        sys.argv[:] = [str(file)]
        _limit_memory(message["megabytes"])
        with unpatched(self.notes):
            loaded = _loaded(file)
        conventions = getattr(loaded, "CONVENTIONS", {})
        if not isinstance(conventions, Mapping):
            raise InputError(
                f"CONVENTIONS is of type {type(conventions).__name__}; expected is a dictionary with arguments of "
                "nablacheck.check."
            )
        self.function = getattr(loaded, "submission", None)
        if not callable(self.function):
            raise InputError("the file defines no function named submission; rename yours, or add submission = yours.")
        name = printable(getattr(self.function, "__name__", "submission"))
        about = {
            "name": name,
            "arguments": names_of(self.function),
            "imported": [one for one in message["libraries"] if one in sys.modules],
        }
        return {**about, "conventions": teller.tell(conventions)}

    def _call(self, message: Mapping[str, Any], arrays: list[Any], teller: Teller) -> dict[str, Any]:
        handed = [self._built(tree, arrays) for tree in message["arguments"]]
        call = called(self.function, handed, message["limit"])  # type: ignore[arg-type]
        notes = {**self.notes, **call.notes}
        try:
            with staying():
                result = teller.tell(call.result)
                whole = Teller(message["reads"], whole=True)
                whole.arrays = teller.arrays
                left = [whole.tell(part) for part in handed]
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:  # what came back is foreign code, down to the length of its lists
            raise Unread(f"what the function returned cannot be read: {raised(error)}") from error
        return {"result": result, "arguments": left, "notes": notes}

    def _end(self, message: Mapping[str, Any], arrays: list[Any], teller: Teller) -> dict[str, Any]:
        return {}

    def _built(self, tree: Tree, arrays: list[Any]) -> Any:
        """An argument, as the check made it."""
        if not isinstance(tree, dict):
            return tree
        parts = {"list": list, "tuple": tuple}
        if tree["is"] in parts:
            return parts[tree["is"]](self._built(part, arrays) for part in tree["of"])
        if tree["is"] == "dict":
            return {self._built(key, arrays): self._built(part, arrays) for key, part in tree["of"]}
        if tree["is"] == "module":
            return self._made_by(tree).sequential(
                *(self._built(tree[name], arrays) for name in ("w", "b")), tree["activations"]
            )
        if tree["is"] == "tensors":
            tensor = self._made_by(tree).tensor
            return each_array(self._built(tree["of"], arrays), lambda array: tensor(array, tree["trained"]))
        if tree["is"] == "thing":
            held = {name: self._built(tree["has"][name], arrays) for name in tree["fields"]}
            return make_dataclass(tree["class"], list(held))(**held)
        array = arrays[tree["at"]]
        return array[()] if tree["is"] == "number" else array

    def _made_by(self, tree: Mapping[str, Any]) -> ModuleType:
        """What makes modules and tensors; InputError where their library is not there."""
        try:
            return self.handed_by(tree["library"])
        except ImportError as error:
            raise InputError(f"handing over {tree['things']} needs {tree['library']}: {error}.") from error


def _loaded(file: Path) -> ModuleType:
    """The module, under a name that nothing else has: a submission may be called random.py."""
    spec = importlib.util.spec_from_file_location(f"submission {file.stem}", file)
    if spec is None or spec.loader is None:
        raise InputError(f"{file.name} cannot be imported; expected is a Python file.")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    try:
        with staying(), np.errstate():
            spec.loader.exec_module(module)
    except SystemExit as error:
        raise InputError(f"{file.name} called exit({error.code!r}) while it was imported; take that out.") from None
    except MemoryError:
        raise
    except Exception as error:
        raise InputError(f"{file.name} cannot be imported: {raised(error)}") from error
    return module


def _limit_memory(megabytes: int) -> None:
    """Limits the address space of this process and of its children for good, on systems that can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = megabytes * MEGABYTE if hard == resource.RLIM_INFINITY else min(megabytes * MEGABYTE, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def serve(asks: int, answers: int, handed_by: Callable[[str], ModuleType]) -> None:
    """Answers what comes through one pipe in another, until it is closed; `handed_by` gives what makes things of a library."""
    worker, here = Worker(handed_by), os.getpid()
    send(answers, {"ready": True})
    while True:
        try:
            message, arrays = receive(asks, sys.maxsize)
        except NoMessage:
            break
        told, kept = worker.answer(message, arrays)
        if os.getpid() != here:  # a fork of the submission's comes back here as well
            break
        try:
            send(answers, told, kept)
        except (TypeError, ValueError, RecursionError, MemoryError) as error:
            send(answers, {"unusable": f"what the function returned cannot be told: {raised(error)}", "kind": ""})
    os._exit(0)  # threads and exit handlers of the submission are not waited for
