"""A step of the forward pass as it may have been typed: z^l, or what stands for σ(z^l)."""

from __future__ import annotations

from dataclasses import dataclass

from nablacheck.oracle.explaining.parts import Applies, everywhere
from nablacheck.reference.backprop import BOOK, Equation


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the forward pass as it may have been typed: z^l, or a^l in place of σ(z^l); and σ′ of it, if it has its own.

    `chosen` says that another σ was taken, which at the output alone is a mistake in BP1 as well.
    """

    name: str
    says: str
    z: Equation = BOOK.z
    a: Equation | None = None
    own: Equation | None = None
    applies: Applies = everywhere
    chosen: bool = False
    inner: float = 1.0
    """The inner derivative that σ′ has beside it, where σ was taken at a multiple of z^l."""
    throughout: Step | None = None
    """The same step with a σ′ that goes along with it, if that is another one."""
    across: bool = False
    """Whether it goes across the examples, and leaves one by itself as it is."""
    once: bool = False
    """Whether it is in a formula that is written once for all layers that have this σ."""


RIGHT = Step("", "")
