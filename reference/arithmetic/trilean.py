"""The answer of an enclosure to a question: yes, no, or not known."""

from typing import Any, NamedTuple


class Trilean(NamedTuple):
    """Entry by entry, whether a comparison holds for every value enclosed (`certain`) and for any (`possible`)."""

    certain: Any
    possible: Any
