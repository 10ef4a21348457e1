"""The function under check: called with copies, twice, and watched for what is no part of the verdict."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.before import ORIGIN, WITHOUT_PENALTY, balls_of, before_the_gradient, lacks_penalty
from nablacheck.oracle.checking.claims import Asked, Judgement, judge_claim, refuted
from nablacheck.oracle.checking.containers import plain
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.decoding import SAID, decode, reads
from nablacheck.oracle.checking.encoding import encode
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.checking.foreign import Call, Callee, Late, Unread, Unusable
from nablacheck.oracle.checking.narrow import narrower
from nablacheck.oracle.checking.recipes import TensorsOf, gathered, spread
from nablacheck.oracle.checking.specification import DTYPES
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.diagnosis import predicts
from nablacheck.oracle.judging.compared import WRONG
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError
from nablacheck.reference.foreign_code import staying
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem
from nablacheck.reference.quoting import call_in_words, raised

Array = Any
NARROW = "narrow"
"""The kind of the note about numbers of a narrower format."""
RATES = (1.0, 2.0**-10)
"""The learning rates of code that only makes steps: at 1 a rate that is left out does not show."""


FOR_A_NAME = 5.0
"""The seconds within which a function is called for the sake of a name."""


@dataclass
class Budget:
    """The seconds that a function may still take."""

    seconds: float = FOR_A_NAME

    @property
    def spent(self) -> bool:
        """Whether none are left."""
        return self.seconds <= 0

    @contextlib.contextmanager
    def counting(self) -> Iterator[None]:
        """Takes what a block takes from it; InputError where nothing is left."""
        if self.spent:
            raise InputError("the function takes long, and is not called any more to find a name.")
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds -= time.monotonic() - start


class Subject:
    """A function with its conventions; `notes` collects what is noticed along the way, by its kind."""

    def __init__(self, callee: Callee, conventions: Conventions, time_limit: float) -> None:
        self.callee, self.conventions, self.time_limit = callee, conventions, time_limit
        self.notes: dict[str, str] = {}
        self.again: dict[str, Any] = {}
        """What the last call gave when it was made a second time."""
        self._searching = False
        self._last = Call(None, {}, [])
        self._takes_numpy = False
        """Whether a function that takes a module was seen to take NumPy's arrays beside it, and no tensors."""
        self.budget: Budget | None = None
        """How long it may still be called to find a name, once its verdict is known; None before."""
        self.steady = True
        """Whether every second call gave the same answer as the first."""
        self.differences = False
        """Whether the gradients are taken for differences of parameters: w − w′ of a step of 1."""

    def note(self, text: str, kind: str = "") -> None:
        """Keeps a note, one of each kind; a text without a kind is one of its own."""
        if not self._searching:
            self.notes.setdefault(kind or text, text)

    @contextlib.contextmanager
    def searching(self) -> Iterator[None]:
        """Leaves out what is noticed on networks that we try for our own sake: to tell mistakes apart, to find small ones."""
        before, self._searching = self._searching, True
        try:
            yield
        finally:
            self._searching = before

    def judge(self, problem: Problem) -> Iterator[Judgement]:
        """One judgement for each example and learning rate that the function takes by itself: forward pass and cost first."""
        for part in problem.examples() if self.conventions.one_at_a_time else (problem,):
            for eta in self._rates():
                yield self.judge_at(part, eta)

    def judge_at(self, problem: Problem, eta: float | None) -> Judgement:
        """The judgement on one call, with a learning rate where the function takes one."""
        eta = 1.0 if eta is None else eta
        given = self.call(problem, eta)
        asked = Asked(problem, eta, given, self.again)
        judgement = self.judged(asked)
        if judgement.outcome != WRONG and not same(given, self.again):
            second = self.judged(replace(asked, given=self.again))
            return replace(second, asked=asked) if second.outcome == WRONG else judgement
        return judgement

    def judged(self, asked: Asked, problem: Problem | None = None) -> Judgement:
        """The judgement on what came back, or on the same numbers for another problem."""
        problem = problem or asked.problem
        before = before_the_gradient(problem, asked.given, self.conventions)
        if lacks_penalty(problem, asked.given, self.conventions):
            self.note(WITHOUT_PENALTY)
        judgement = Judgement(before) if before.disagrees else self._judged(self._claim(problem, asked.given, asked.eta))
        return replace(judgement, asked=asked)

    def refutes(self, asked: Asked, problem: Problem) -> bool:
        """Whether the gradient that came back is proven wrong for another problem, by as little of it as shows that."""
        return refuted(self._claim(problem, asked.given, asked.eta))

    def claimed(self, asked: Asked) -> Claimed | None:
        """The gradient of a call as the explanation reads it, whatever the outputs are."""
        return judge_claim(self._claim(asked.problem, asked.given, asked.eta), ORIGIN).claimed

    def _rates(self) -> tuple[float, ...]:
        """The learning rates of the steps that are judged: the declared one, ours, or 1 where nothing steps."""
        c = self.conventions
        return ((c.eta,) if c.eta else RATES) if c.updates else (1.0,)

    def _judged(self, claim: Claim) -> Judgement:
        """The judgement on the gradient alone, whose notes are ours."""
        judgement = judge_claim(claim, ORIGIN)
        for note in judgement.notes:
            self.note(note)
        return replace(judgement, notes=())

    def call(self, problem: Problem, eta: float = 1.0) -> dict[str, Any]:
        """What the function gives for a problem, decoded; InputError where it cannot be used."""
        arguments = encode(problem, self.conventions, eta)
        first = self._once(arguments, problem, eta)
        if self._last.result is not None and not same(
            plain(self._last.arguments), plain(encode(problem, self.conventions, eta))
        ):
            self.note("the function changes its arguments")
        for kind, says in first[SAID]:
            self.note(says, kind)
        self.again = self._once(encode(problem, self.conventions, eta), problem, eta)
        if not same(first, self.again):
            self.steady = False
            self.note("a second call with the same arguments gives another answer")
        if _no_bias_moves(first, problem):
            self.note("no bias gets a gradient; declare biases='none' where there are none to train")
        letter = "b" if self.conventions.updates else "nabla_b"
        if not first[letter] and not self.conventions.without_biases:
            self.note(f"no ∇b was judged; add {letter} to gives, or declare biases='none' where there are none to train")
        if narrow := narrower(_arrays(first), problem.dtype.name):
            says = f"every number is a {narrow}: something in the computation is not {problem.dtype.name}"
            self.note(f"{says}; with dtype={narrow!r} it is judged as {narrow}" if narrow in DTYPES else says, kind=NARROW)
        return first

    def results(self, problem: Problem) -> tuple[Any, ...]:
        """What one call gives, as it comes; nothing where it cannot be made."""
        try:
            arguments = encode(problem, self.conventions, 1.0)
            call = self._call(arguments, problem)
            return (self._left_in(call.arguments, problem, 1.0) if call.result is None else call.result,)
        except InputError:
            return ()

    def reads(self, result: Any, problem: Problem) -> bool:
        """Whether what a call gave can be read as it is declared."""
        try:
            self._read(result, problem)
        except InputError:
            return False
        return True

    def _once(self, arguments: list[Any], problem: Problem, eta: float) -> dict[str, Any]:
        """One call, read; Unusable, with how it was called, where it cannot be."""
        handed = dict(zip(self.conventions.takes.split(), arguments, strict=True))
        words = (*call_in_words(self.callee, handed), f"network: {problem}")  # before the call, which may change them
        try:
            call = self._last = self._call(arguments, problem)
            for kind, note in call.notes.items():
                self.note(note, kind)
            left = self._left_in(call.arguments, problem, eta) if call.result is None else call.result
            return self._read(left, problem)
        except InputError as error:
            unusable = Late if isinstance(error, Late) else Unusable
            raise unusable(str(error), words) from error if isinstance(error, Unread) else error.__cause__ or error

    def _call(self, arguments: list[Any], problem: Problem) -> Call:
        """One call; beside a module with tensors, and with NumPy's arrays where the function does not take those."""
        open_, names = not self.conventions.arrays, reads(self.conventions, len(problem.network.w))
        flat = spread(arguments)
        plainer = [part.held if open_ and isinstance(part, TensorsOf) else part for part in flat]
        with self.budget.counting() if self.budget else contextlib.nullcontext():
            if self._takes_numpy:
                return self._together(self.callee.call(plainer, self.time_limit, names), arguments)
            try:
                return self._together(self.callee.call(flat, self.time_limit, names), arguments)
            except Unusable as error:
                if isinstance(error, Late) or not open_ or not any(isinstance(part, TensorsOf) for part in flat):
                    raise
                with contextlib.suppress(Unusable):
                    call = self._together(self.callee.call(plainer, self.time_limit, names), arguments)
                    self._takes_numpy = True
                    return call
                raise

    @staticmethod
    def _together(call: Call, arguments: list[Any]) -> Call:
        return replace(call, arguments=gathered(call.arguments, arguments))

    def _left_in(self, arguments: list[Any], problem: Problem, eta: float) -> Any:
        """What a function that returns nothing left in its arguments: new parameters in place of the old ones, or gradients.

        Those are beside the parameters, in what holds all of them; nothing where it changed nothing, or was not handed it.
        """
        if same(plain(arguments, added=True), plain(encode(problem, self.conventions, eta), added=True)):
            return None
        taken, words = self.conventions.takes.replace("*", "").split(), self.conventions.gives.split()
        handed = dict(zip(taken, arguments, strict=True))
        beside = {"nabla_params"} | ({"nabla_w", "nabla_b", "nabla_theta"} if self.conventions.leaf else set())
        places = [handed.get(word.removeprefix("nabla_") if word in beside else word) for word in words]
        if any(place is None for place in places):
            return None
        return places if len(places) > 1 else places[0]

    def _read(self, result: Any, problem: Problem) -> dict[str, Any]:
        try:
            with staying():
                return decode(result, problem, self.conventions)
        except InputError:
            raise
        except (Exception, SystemExit) as error:  # what came back is foreign code, down to the length of its lists
            raise Unread(f"what the function returned cannot be read: {raised(error)}") from error

    def _claim(self, problem: Problem, given: dict[str, Any], eta: float) -> Claim:
        c, w, b = self.conventions, problem.network.w, problem.network.b
        # a difference of parameters before and after a step of 1 has the rounding of one
        rate = eta if c.updates else 1.0 if self.differences else None
        nabla_w, nabla_b = given.get("nabla_w", {}), given.get("nabla_b", {})
        if c.updates:
            down = -eta if c.step == "ascent" and not c.ascent else eta  # a step up −C is one down C
            with np.errstate(all="ignore"):  # over a rate that is very small
                nabla_w = {l: (w[l] - given["w"][l]) / down for l in given["w"]}
                nabla_b = {l: (b[l][: len(given["b"][l])] - given["b"][l]) / down for l in given["b"]}
        return Claim(
            problem,
            Gradient(nabla_b, nabla_w),
            l2=c.decay(problem),
            l1=c.pull(problem),
            over=c.over,
            l2_on_biases=c.l2_on_biases,
            learning_rate=rate,
            shared_biases=c.biases == "shared",
            accumulator=c.accumulator,
        )

    def watch_saturation(self, problem: Problem) -> None:
        """Notes whether large weights make NaN or infinity of a truth that is finite."""
        part = next(problem.examples()) if self.conventions.one_at_a_time else problem
        large = part.map(lambda array: array if array is part.y else 64 * array)
        try:
            given = self._once(encode(large, self.conventions, 1.0), large, 1.0)
        except InputError as error:
            self.note(f"on saturated neurons {error}")
            return
        if not all(np.isfinite(array).all() for array in _arrays(given)):
            self.note("saturated neurons give NaN or infinity")

    def watch_kinks(self, problem: Problem) -> None:
        """Notes what σ′ is taken to be where z^2 is exactly on a kink at 0."""
        entry = problem.network.activations[2]
        if 0 not in entry.kinks or self.conventions.updates or self.conventions.without_biases:
            return
        silent = problem.network.w[2], problem.network.b[2], problem.x
        on_it = problem.map(lambda array: 0 * array if any(array is part for part in silent) else array)
        try:
            given = self.call(next(on_it.examples()))["nabla_b"][2]
        except (InputError, KeyError):
            return
        left, right = entry.kinks[0]
        taken = []
        for value in dict.fromkeys((left, right, (left + right) / 2)):
            xp, example = balls_of(problem, self.conventions), next(_taking(on_it, value).examples())
            taken += [value] if predicts(backprop(example, arithmetic=xp).nabla_b[2], given) else []
        if len(taken) == 1:  # where nothing is sent back to the kink, every value fits
            self.note(f"{entry.name}′(0) is taken to be {taken[0]:g}")


def _taking(problem: Problem, value: float) -> Problem:
    """The problem in which σ′ of layer 2 is a number at 0, also where it is an entry that no table has."""
    network, entry = problem.network, problem.network.activations[2]
    taking = entry.variant(prime=lambda z, a, xp: xp.where(z == 0, value, entry.prime(z, a, xp)))  # type: ignore[misc]
    return replace(problem, network=Network(network.w, network.b, {**network.activations, 2: taking}, network.cost))


def _arrays(given: dict[str, Any]) -> list[Array]:
    return [array for part in given.values() if isinstance(part, dict) for array in part.values()]


def _no_bias_moves(given: dict[str, Any], problem: Problem) -> bool:
    """Whether every bias gets a zero, and no weight does, where not all of them should: one neuron of softmax never moves."""
    nabla_b, nabla_w = given.get("nabla_b"), given.get("nabla_w") or {}
    return bool(
        nabla_b
        and not any(array.any() for array in nabla_b.values())
        and (not nabla_w or any(array.any() for array in nabla_w.values()))
        and any(array.any() for array in backprop(problem).nabla_b.values())
    )


def same(first: Any, second: Any) -> bool:
    """Equality of nested lists, dictionaries and arrays, in float32 where one is of that; NaN equals itself here."""
    if isinstance(first, dict):
        return isinstance(second, dict) and first.keys() == second.keys() and all(same(first[k], second[k]) for k in first)
    if isinstance(first, tuple):
        return bool(first == second)
    if isinstance(first, list):
        return isinstance(second, list) and len(first) == len(second) and all(map(same, first, second))
    try:
        kind = np.float32 if any(getattr(part, "dtype", None) == np.float32 for part in (first, second)) else np.float64
        return bool(first is second or np.array_equal(np.asarray(first, kind), np.asarray(second, kind), equal_nan=True))
    except (TypeError, ValueError):  # the function put something else into its arguments
        return False
