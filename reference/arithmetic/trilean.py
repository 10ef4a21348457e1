"""The answer of an enclosure to a question: yes, no, or not known."""

from typing import Any, NamedTuple


class Trilean(NamedTuple):
    """Entry by entry, whether a comparison holds for every value enclosed (`certain`) and for any (`possible`)."""

    certain: Any
    possible: Any

    def __and__(self, other: "Trilean") -> "Trilean":
        return Trilean(self.certain & other.certain, self.possible & other.possible)

    def __or__(self, other: "Trilean") -> "Trilean":
        return Trilean(self.certain | other.certain, self.possible | other.possible)

    def __invert__(self) -> "Trilean":
        return Trilean(~self.possible, ~self.certain)
