"""Other people's code: is this backpropagation right, and if not, what was probably typed?

The library picks the networks, in which mistakes show: distinct widths, three outputs or more, an odd batch, biases that are
not zero; a single example for what only equations tell; equal widths where nothing else runs. It hands out copies, judges
what comes back, and names a mistake only where it predicts every number on every network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.oracle.claims import ANY_LIBRARY, Judgement, judge_claim
from nablacheck.oracle.conventions import Conventions, decode, encode
from nablacheck.oracle.diagnosis import Diagnosis, constants
from nablacheck.oracle.files import Claim
from nablacheck.oracle.foreign import Call, called
from nablacheck.oracle.problems import Seeded
from nablacheck.oracle.verdict import Comparison, Verdict
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import balls, precision
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Gradient, Network, Problem

Array = Any
DISTINCT = (2, 5, 4, 6, 3, 7, 8)
"""The widths of the first network, output last; deeper networks go round again."""
BATCHES = (5, 1, 7)
RATES = (1.0, 2.0**-10)
"""The learning rates of code that only makes steps; two, because at 1 a rate that is left out does not show."""


@dataclass(frozen=True, eq=False)
class Report:
    """What was found: `outcome` is right, wrong, inconclusive or unusable, `explanation` says why in words.

    `diagnoses` are the mistakes that predict every number on every network that is wrong, `notes` what is no part of the
    verdict: inputs that were changed, another answer to the same call, single precision, NaN under saturation.
    """

    outcome: str
    explanation: str
    judgements: tuple[Judgement, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.outcome, self.explanation, *(f"note: {note}" for note in self.notes)])

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        names = [" and ".join(mistake.name for mistake, _ in d.mistakes) for d in self.diagnoses if d.mistakes]
        scales = [d.scale[1] for d in self.diagnoses if d.scale]
        return {
            "verdict": self.outcome,
            "mistake": names[0] if len(names) == 1 else None,
            "mistakes": names,
            "scale": scales[0] if scales else None,
            "explanation": self.explanation,
            "notes": list(self.notes),
        }


def check(
    fn: Callable[..., Any],
    *,
    activations: str | Activation | Sequence[str | Activation] = "sigmoid",
    cost: str | Cost = "quadratic",
    widths: Sequence[int] | None = None,
    dtype: str = "float64",
    time_limit: float = 10.0,
    **conventions: Any,
) -> Report:
    """Whether a function computes the gradient, on networks of the library's choice; `conventions` as in `Conventions`.

    `activations` is one for all of three layers, or one for each layer; `widths`, input first, are for code that takes no
    others. InputError for conventions that do not exist; whatever the function does is in the report.
    """
    c = Conventions.of(conventions)
    sigma = [activations] * 3 if isinstance(activations, str | Activation) else list(activations)
    subject = _Subject(fn, c, time_limit)
    judgements: list[Judgement] = []
    try:
        for problem in _problems(sigma, cost, widths, dtype, c):
            judgements += subject.judge(problem)
    except InputError as error:
        square = _equally_wide(subject, sigma, cost, dtype, c) if widths is None else ()
        judgements = [judgement for judgement in square if judgement.outcome == "wrong"]
        if not judgements:
            return Report("unusable", str(error), notes=tuple(subject.notes))
        subject.notes.setdefault(f"on distinct widths {error}")
    if all(judgement.outcome == "right" for judgement in judgements):
        subject.note_saturation(_problem(_widths(sigma, widths), sigma, cost, dtype, 1, 1, c))
    return _report(judgements, subject)


class _Subject:
    """The function under check, with what is noticed about it along the way."""

    def __init__(self, fn: Callable[..., Any], c: Conventions, time_limit: float) -> None:
        self.fn, self.c, self.time_limit = fn, c, time_limit
        self.notes: dict[str, None] = {}

    def judge(self, problem: Problem) -> Iterator[Judgement]:
        """The judgements on one problem, one for each example or learning rate that the function needs."""
        for single in problem.examples() if self.c.one_at_a_time else (problem,):
            for eta in RATES if self.c.updates else (1.0,):
                given = self._call(single, eta)
                before = _before_the_gradient(single, given, self.c)
                if before.disagrees:
                    yield Judgement(before)
                else:
                    yield judge_claim(self._claim(single, given, eta), "the function")

    def _call(self, problem: Problem, eta: float) -> dict[str, Any]:
        arguments = encode(problem, self.c, eta)
        first = self._once(arguments, problem)
        if not _same(arguments, encode(problem, self.c, eta)):
            self.notes.setdefault("the function changes its arguments")
        second = self._once(encode(problem, self.c, eta), problem)
        if not _same(first, second):
            self.notes.setdefault("a second call with the same arguments gives another answer")
        self._note_single_precision(first, problem)
        return first

    def _once(self, arguments: list[Any], problem: Problem) -> dict[str, Any]:
        call: Call = called(self.fn, arguments, self.time_limit)
        for note in call.notes:
            self.notes.setdefault(note)
        return decode(call.result, problem, self.c)

    def _claim(self, problem: Problem, given: dict[str, Any], eta: float) -> Claim:
        if self.c.updates:
            w, b = problem.network.w, problem.network.b
            nabla_w = {l: (w[l] - given["w"][l]) / eta for l in given["w"]}
            nabla_b = {l: (b[l][: len(given["b"][l])] - given["b"][l]) / eta for l in given["b"]}
        else:
            nabla_w, nabla_b = given["nabla_w"], given["nabla_b"]
        rate = eta if self.c.updates else None
        shared = self.c.biases == "shared"
        return Claim(problem, Gradient(nabla_b, nabla_w), self.c.decay(problem), rate, self.c.l2_on_biases, shared)

    def _note_single_precision(self, given: dict[str, Any], problem: Problem) -> None:
        numbers = _arrays(given)
        single = problem.dtype == np.float64 and all(np.array_equal(a, a.astype(np.float32), equal_nan=True) for a in numbers)
        if single and any(np.any(array != np.rint(array)) for array in numbers):
            self.notes.setdefault("every number is a float32: something in the computation is not float64")

    def note_saturation(self, problem: Problem) -> None:
        """Whether large weights make NaN or infinity of a truth that is finite."""
        large = problem.map(lambda array: array if array is problem.y else 64 * array)
        try:
            given = self._once(encode(large, self.c, 1.0), large)
        except InputError as error:
            self.notes.setdefault(f"on saturated neurons {error}")
            return
        if not all(np.isfinite(array).all() for array in _arrays(given)):
            self.notes.setdefault("saturated neurons give NaN or infinity")


def _arrays(given: dict[str, Any]) -> list[Array]:
    return [array for part in given.values() if isinstance(part, dict) for array in part.values()]


def _same(first: Any, second: Any) -> bool:
    """Equality of nested lists, dictionaries and arrays; NaN equals itself here."""
    if isinstance(first, dict):
        return isinstance(second, dict) and first.keys() == second.keys() and all(_same(first[k], second[k]) for k in first)
    if isinstance(first, list):
        return isinstance(second, list) and len(first) == len(second) and all(map(_same, first, second))
    return bool(first is second or np.array_equal(np.asarray(first, float), np.asarray(second, float), equal_nan=True))


def _before_the_gradient(problem: Problem, given: dict[str, Any], c: Conventions) -> Verdict:
    """The forward pass and the reported cost, which come before any verdict on a gradient."""
    xp = balls(precision(problem.dtype), ANY_LIBRARY)
    t = forward(Pass(problem, xp))
    compared = []
    with xp.working():
        if "output" in given:
            output = _output(given["output"], t.a[t.L].shape, c)
            compared.append(Comparison("(23)", t.L, f"a^{t.L}", output, t.a[t.L], abs(t.a[t.L].mid)))
        true = t.cost
        if "cost" in given:
            cost = np.asarray(given["cost"], dtype=np.float64).reshape(())
            compared.append(Comparison("(26)", None, "C", cost, true, abs(true.mid), axes=0))
        verdict = Verdict(problem, "the function", precision(problem.dtype), tuple(compared))
        if not verdict.broken or verdict.broken[0].equation != "(26)":
            return verdict
        times = [
            f"{name} = {k:g} times the declared cost" for name, k in constants(problem).items() if (true * k).contains(cost)
        ]
    return replace(verdict, looks_like=tuple(times))


def _output(given: Any, shape: tuple[int, ...], c: Conventions) -> Array:
    output = np.asarray(given, dtype=np.float64)
    output = output.T if c.examples == "rows" else output.reshape(-1, 1) if output.ndim == 1 else output
    if output.shape != shape:
        raise InputError(f"output has shape {np.shape(given)}; expected is the shape of y.")
    return output


def _widths(sigma: Sequence[Any], widths: Sequence[int] | None) -> tuple[int, ...]:
    if widths is not None:
        if len(widths) != len(sigma) + 1:
            raise InputError(f"widths has {len(widths)} numbers; for {len(sigma)} activations it must have {len(sigma) + 1}.")
        return tuple(widths)
    hidden = [DISTINCT[i % len(DISTINCT)] for i in range(len(sigma))]
    return (*hidden, 3 if hidden[-1] != 3 else 5)


def _problems(sigma: Sequence[Any], cost: Any, widths: Sequence[int] | None, dtype: str, c: Conventions) -> Iterator[Problem]:
    first = _widths(sigma, widths)
    second = first if widths is not None else tuple(n + 1 for n in first)
    for seed, (n, batch) in enumerate(zip((first, first, second), BATCHES, strict=True)):
        yield _problem(n, sigma, cost, dtype, batch, seed, c)


def _equally_wide(subject: _Subject, sigma: Sequence[Any], cost: Any, dtype: str, c: Conventions) -> tuple[Judgement, ...]:
    """The judgements where all widths are equal: a matrix that is not transposed runs on no other network."""
    try:
        return tuple(subject.judge(_problem((4,) * (len(sigma) + 1), sigma, cost, dtype, 3, 0, c)))
    except InputError:
        return ()


def _problem(n: Sequence[int], sigma: Sequence[Any], cost: Any, dtype: str, batch: int, seed: int, c: Conventions) -> Problem:
    choose = Seeded(seed, len(n))
    w, b = {}, {}
    for l in range(2, len(n) + 1):
        w[l] = (choose.reals("w", (n[l - 1], n[l - 2])) / 2).astype(dtype)
        b[l] = (choose.reals("b", (n[l - 1], 1)) / 2).astype(dtype)
        if c.biases == "shared":
            b[l][...] = b[l][0]
        if c.biases == "none":
            b[l][...] = 0
    x, y = choose.reals("x", (n[0], batch)).astype(dtype), ((choose.reals("y", (n[-1], batch)) + 2) / 4).astype(dtype)
    network = Network(w, b, dict(enumerate(sigma, start=2)), cost)
    if network.cost.name.startswith("categorical"):
        y = np.eye(n[-1], dtype=dtype)[:, np.arange(batch) % n[-1]]
    problem = Problem(network, x, y, origin=f"network {seed + 1}")
    return replace(problem, scale=c.scale(problem))


def _report(judgements: Sequence[Judgement], subject: _Subject) -> Report:
    outcomes = {judgement.outcome for judgement in judgements}
    outcome = "wrong" if "wrong" in outcomes else "inconclusive" if "inconclusive" in outcomes else "right"
    wrong = [judgement for judgement in judgements if judgement.outcome == "wrong"]
    wrong.sort(key=lambda judgement: judgement.verdict.problem.batch > 1)  # a single example shows the equation
    diagnoses = _common(wrong)
    verdict = (wrong or judgements)[0].verdict
    if wrong and verdict.broken[0].equation not in ("(23)", "(26)"):
        verdict = replace(verdict, looks_like=tuple(f"{diagnosis} (predicts every number)" for diagnosis in diagnoses))
    return Report(outcome, verdict.explain(), tuple(judgements), diagnoses, tuple(subject.notes))


def _common(wrong: Sequence[Judgement]) -> tuple[Diagnosis, ...]:
    """The diagnoses that hold on every network that is wrong; of several, those with the fewest mistakes."""
    keys = [{_key(d): d for d in judgement.diagnoses} for judgement in wrong]
    if not keys:
        return ()
    return tuple(d for key, d in keys[0].items() if all(key in other for other in keys))


def _key(diagnosis: Diagnosis) -> tuple[Any, ...]:
    return (*sorted(mistake.name for mistake, _ in diagnosis.mistakes), diagnosis.scale and diagnosis.scale[0])
