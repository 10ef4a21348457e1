"""What an equation may have been by mistake, and what it then gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nablacheck.oracle.explaining.mistakes import Mistake

Array = Any
Names = tuple[str, ...]


@dataclass(frozen=True)
class Hypothesis:
    """Mistakes that were made together in one equation, and what the equation then gives, when it is asked for.

    `of_prime` says that σ′ alone is wrong, `late` that it is looked for where nothing plainer is found.
    """

    mistakes: tuple[Mistake, ...]
    gives: Callable[[], Array]
    of_prime: bool = False
    late: bool = False

    @property
    def names(self) -> Names:
        """The mistakes by their names."""
        return tuple(mistake.name for mistake in self.mistakes)
