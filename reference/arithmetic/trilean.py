"""The answer of an enclosure to a question: yes, no, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nablacheck.reference.arithmetic.language import BRANCH, ENTRIES, NO_NUMBER, NUMPY, MissingName, refusal


@dataclass(frozen=True, slots=True, eq=False)
class Trilean:
    """Entry by entry, whether a comparison holds for every value enclosed (`certain`) and for any (`possible`)."""

    certain: Any
    possible: Any

    def __and__(self, other: Trilean) -> Trilean:
        return Trilean(self.certain & other.certain, self.possible & other.possible)

    def __or__(self, other: Trilean) -> Trilean:
        return Trilean(self.certain | other.certain, self.possible | other.possible)

    def __invert__(self) -> Trilean:
        return Trilean(~self.possible, ~self.certain)

    __bool__ = refusal(BRANCH)
    __iter__ = __len__ = __getitem__ = refusal(ENTRIES)
    __array_ufunc__ = None  # NumPy leaves `array * answer` to the answer
    __array__ = __array_function__ = refusal(NUMPY)
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = refusal(NO_NUMBER)
    __neg__ = __abs__ = __pow__ = __float__ = __int__ = __index__ = refusal(NO_NUMBER)

    def __getattr__(self, name: str) -> Any:
        raise MissingName(NO_NUMBER)
