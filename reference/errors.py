"""What a user gets for wrong input: one sentence that says what was given, what is allowed and what to do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class InputError(ValueError):
    """Input that cannot be used; the command line exits with 2 on it."""


class FormulaError(InputError):
    """What a formula cannot do; the message says what to write instead."""


class MissingFramework(ImportError):
    """A framework or library that is not installed; the message says what to type."""


def unknown(kind: str, name: object, known: Iterable[str]) -> InputError:
    """The error for a name that is not in a table, with the nearest names that are."""
    names = sorted(known)
    near = get_close_matches(str(name), names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names)}."
    return InputError(f"unknown {kind} {name!r}: {hint}")


@contextmanager
def optional(*modules: str, who: str, install: str = "") -> Iterator[None]:
    """Imports what may be missing: MissingFramework, with what to type, where it is one of `modules`, or any of others if none.

    `who` begins the sentence, with {} for the name of what is missing; `install` is what pip is given in place of that name.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing not in modules if modules else missing == "nablacheck":
            raise
        raise MissingFramework(f"{who.format(missing)}, which is not installed: pip install {install or missing}") from error
