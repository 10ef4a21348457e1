"""What is answered about somebody's function: an outcome, an explanation in words, and the same as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from nablacheck.oracle.checking.claims import Judgement, finite, headline
from nablacheck.oracle.checking.foreign import Unusable
from nablacheck.oracle.checking.picture import picture
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.observed_prime import ObservedPrime
from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import raised

COLOURS = {RIGHT: "#1a7f37", WRONG: "#cf222e", "unusable": "#cf222e", INCONCLUSIVE: "#9a6700"}
"""Of the outcomes in a notebook, readable on white and on black."""


@dataclass(frozen=True, eq=False)
class Report:
    """What was found: `outcome` is right, wrong, inconclusive or unusable, `explanation` says why in words.

    `diagnoses` are the mistakes that predict every number on every network that is wrong, `notes` what is no part of the
    verdict: inputs that were changed, another answer to the same call, single precision, NaN under saturation. `error` is the
    exception of a function that raised one, with its traceback. `declare` is another declaration under which everything is
    right but for the diagnoses, `primes` are the σ′ that were used where they are wrong.
    """

    outcome: str
    explanation: str
    judgements: tuple[Judgement, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    notes: tuple[str, ...] = ()
    error: BaseException | None = None
    declare: str = ""
    primes: tuple[ObservedPrime, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """How it is pickled: without the exception, of which no other process may know; `explanation` has its words."""
        return {**vars(self), "error": None}

    def __repr__(self) -> str:
        return f"<Report {self.sentence}>"

    def __bool__(self) -> bool:
        return self.outcome == RIGHT

    def __str__(self) -> str:
        return "\n".join([self.headline, self.explanation, *(f"note: {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        first, *rest = str(self).splitlines()
        headline = f'<b style="color: {COLOURS[self.outcome]}">{escape(first)}</b>'
        lines = "\n".join([headline, *map(escape, rest)])
        return "".join([f'<pre style="white-space: pre-wrap">{lines}</pre>', *map(picture, self.primes)])

    @property
    def proven_digits(self) -> float:
        """The digits to which every array on every network is proven: the least of them."""
        return min((judgement.verdict.proven_digits for judgement in self.judgements), default=0.0)

    @property
    def sentence(self) -> str:
        """The outcome with the first sentence of the explanation, in one line."""
        return f"{self.outcome}: {self.explanation.partition(chr(10))[0]}"

    @property
    def in_one(self) -> str:
        """All that is said, the outcome and the first sentence in the first line, which is what a summary shows."""
        return "\n".join([f"{self.outcome}: {self.explanation}", *(f"note: {note}" for note in self.notes)])

    @property
    def headline(self) -> str:
        """The outcome, and the proven digits where it is right."""
        return headline(self.outcome, self.proven_digits)

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object, as in docs/report.schema.json; `mistake` is there where one is left."""
        names = [" and ".join(mistake.name for mistake, _ in d.mistakes) for d in self.diagnoses if d.mistakes]
        scales = [d.scale[1] for d in self.diagnoses if d.scale]
        return {
            "verdict": self.outcome,
            "proven_digits": finite(self.proven_digits),
            "mistake": names[0] if len(names) == 1 else None,
            "mistakes": names,
            "scale": scales[0] if scales else None,
            "diagnoses": [str(diagnosis) for diagnosis in self.diagnoses],
            "networks": [judgement.on_its_network() for judgement in self.judgements],
            "declare": self.declare or None,
            "sigma_prime": [prime.as_json() for prime in self.primes],
            "error": self.error and raised(self.error),
            "explanation": self.explanation,
            "notes": list(self.notes),
        }


def unusable(error: InputError, hints: Iterable[str] = (), notes: tuple[str, ...] = ()) -> Report:
    """The report on a function that cannot be judged: what it raised or gave, how it was called, and what may be meant."""
    details = error.details if isinstance(error, Unusable) else ()
    lines = [str(error), *(f"  {line}" for line in (*details, *hints))]
    raised = None if isinstance(error.__cause__, InputError) else error.__cause__
    return Report("unusable", "\n".join(lines), notes=notes, error=raised)
