"""A formula that others brought: whatever it does at any call is one sentence with its file and line, and ends nothing."""

import os
import pickle
import signal
import sys

import numpy as np
import pytest

import nablacheck
from nablacheck.reference import Activation, own_formulas
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.errors import InputError
from nablacheck.reference.foreign_code import Escaped, OutOfTime, contained, limited
from nablacheck.reference.own_formulas import BrokenFormula, Guarded, formulas_seen

from helpers.small_problems import problem


def leave():
    raise SystemExit(0)


def leave_at_once():
    os._exit(0)


def interrupt():
    raise KeyboardInterrupt


def divide():
    return 1 / 0


def never():
    while True:
        pass


WAYS = {
    "exits": (leave, "in leave: value called exit(0); it must return."),
    "ends the process": (leave_at_once, "in leave_at_once: value called exit(0); it must return."),
    "interrupts": (interrupt, "in interrupt: value raised KeyboardInterrupt; it must return."),
    "divides": (divide, "in divide: its formula raises ZeroDivisionError: division by zero."),
    "returns nothing": (lambda: None, "value returns nothing; it must return an array or a number."),
    "returns a text": (lambda: "z", "value returns a str; it must return an array or a number."),
    "returns truths": (lambda: np.array([True]), "value returns an array of bool; it must return real numbers."),
    "returns another shape": (lambda: np.zeros((9, 9)), "it must return that shape, or a number."),
}


def square(late, calls):
    """z² for so many calls, and then something else."""
    left = iter(range(calls))

    def value(z, xp):
        return z * z if next(left, None) is not None else late()

    return Activation("own", value=value, prime=lambda z, a, xp: 2 * z)


def zeros(w, b, x, y):
    return [0 * part for part in b], [0 * part for part in w]


@pytest.mark.parametrize("way", WAYS)
def test_a_formula_that_breaks_when_a_function_is_checked_is_a_sentence(way):
    """After the audit, which it passes: nobody may take it for `right`, for an interrupt, or for a fault of ours."""
    late, says = WAYS[way]
    sound = square(late, 1000)
    assert nablacheck.check(zeros, activations=[sound, "sigmoid"]).outcome == "wrong"
    own = next(own for calls in range(10, 60) if (own := passing(square(late, calls))))
    with pytest.raises(InputError) as error:
        nablacheck.check(zeros, activations=[own, "sigmoid"])

    assert str(error.value).startswith("activation 'own': test_own_formulas.py:")
    assert says in str(error.value)


def passing(own):
    """The entry where the audit takes it, else nothing."""
    try:
        problem(activations=("tanh", own, "sigmoid"))
    except InputError:
        return None
    return own


def test_who_takes_what_broke_for_an_answer_is_corrected():
    broken = Guarded(divide_all, "activation 'own'", "value")
    with pytest.raises(BrokenFormula, match="ZeroDivisionError"), formulas_seen(), pytest.raises(InputError):
        broken(np.ones((1, 1)))


def divide_all(z):
    return divide()


def test_a_guarded_formula_is_pickled_as_the_function_is():
    again = pickle.loads(pickle.dumps(Guarded(divide_all, "activation 'own'", "value")))

    assert again.function is divide_all


def test_what_a_formula_prints_is_kept_out_of_the_output_and_noted_once(capsys):
    own = Activation("own", value=lambda z, xp: sys.stdout.write("here") and z * z, prime=lambda z, a, xp: 2 * z)
    report = nablacheck.check(zeros, activations=[own, "sigmoid"])

    assert [note for note in report.notes if "here" in note] == ["activation 'own' prints, 'here' first"]
    assert capsys.readouterr().out == ""


def test_a_formula_that_never_returns_is_left(monkeypatch):
    monkeypatch.setattr("nablacheck.reference.own_formulas.PATIENCE", 0.1)
    own = Activation("own", value=lambda z, xp: never(), prime=lambda z, a, xp: 2 * z)
    with pytest.raises(InputError, match=r"in never: value did not return within 0\.1 seconds\."):
        problem(activations=("tanh", own, "sigmoid"))


def test_a_signal_from_outside_is_no_doing_of_the_code():
    with pytest.raises(KeyboardInterrupt), contained(10):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(Escaped, match="raised KeyboardInterrupt; it must return"), contained(10):
        raise KeyboardInterrupt


def test_a_timer_that_is_due_before_stays_the_one_that_rings():
    outer = OutOfTime()
    with pytest.raises(OutOfTime) as error, limited(0.1, outer), contained(10):
        never()

    assert error.value is outer


def test_where_python_drops_what_is_raised_it_is_raised_behind_that():
    """In a destructor and in the callback of a weak reference nothing that is raised goes on."""

    class Slow:
        def __del__(self):
            never()

    def destroyed():
        Slow()
        never()

    with pytest.raises(OutOfTime), limited(0.1, OutOfTime()):
        destroyed()


def test_what_code_raises_there_itself_is_reported_as_ever(monkeypatch):
    class Broken:
        def __del__(self):
            divide()

    seen = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: seen.append(what.exc_type))
    with limited(10, OutOfTime()):
        Broken()

    assert seen == [ZeroDivisionError]


def test_what_a_framework_stops_a_computation_with_is_its_own(monkeypatch):
    class Enough(Exception):
        """As PyTorch's checkpoints raise it, out of a function that they compute again."""

    def value(z, xp):
        raise Enough

    monkeypatch.setattr(own_formulas, "STOPS", [Enough])
    with pytest.raises(Enough):
        Guarded(value, "activation 'mine'", "its formula")(np.ones(2), FLOAT)

    monkeypatch.setattr(own_formulas, "STOPS", [])
    with pytest.raises(InputError, match=r"activation 'mine'.*raises Enough"):
        Guarded(value, "activation 'mine'", "its formula")(np.ones(2), FLOAT)
