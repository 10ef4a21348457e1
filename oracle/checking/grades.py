"""What is said of a submission, and what it may take."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field

from nablacheck.reference.errors import InputError

MEGABYTE = 2**20


@dataclass(frozen=True)
class Grade:
    """The verdict on a submission: right, wrong, inconclusive or unusable, and `explanation` says why.

    `mistake` and `scale` are as in the report of `nablacheck.check`; `declares` is what the submission says of itself in
    CONVENTIONS, by name; `seconds` is what the submission took of the clock.
    """

    name: str
    verdict: str
    mistake: str | None = None
    scale: float | None = None
    explanation: str = ""
    notes: list[str] = field(default_factory=list)
    declares: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Limits:
    """What one submission may take: seconds of the clock, and megabytes of address space in each process."""

    seconds: float = 60.0
    megabytes: int = 4096

    def __post_init__(self) -> None:
        """InputError for limits under which no submission can be graded."""
        if not 0 < self.seconds <= threading.TIMEOUT_MAX:
            raise InputError(f"the time limit is {self.seconds:g} seconds; it must be a positive number of them, as in 60.")
        if self.megabytes > sys.maxsize // MEGABYTE:
            raise InputError(f"the memory limit is {self.megabytes} MB, more than any machine can have; give a smaller one.")
