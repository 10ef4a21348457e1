"""Floats, balls, zonotopes, certified numbers, a tape over each and the frameworks' namespaces keep one set of promises."""

import importlib

import numpy as np
import pytest

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.oracle.generating.arguments import held
from nablacheck.reference import Activation
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, Arithmetic, Balls, Enclosures, balls, precision
from nablacheck.reference.arithmetic.certified import CERTIFIED, Certified
from nablacheck.reference.arithmetic.float import Float
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.arithmetic.zonotope import Zonotopes
from nablacheck.reference.draws import Bits
from nablacheck.reference.duals import Dual, Duals
from nablacheck.reference.pullbacks import SMOOTH
from nablacheck.reference.reverse import Node, Tape, differentiated

from helpers.conformance import FORMULAS, PROMOTED, Implementer, breaches, in_a_ball, truth
from helpers.enclosures import encloses, overlap

BALLS, FINE = Balls(FLOAT64), Certified(400)


def of_floats(xp, name="float"):
    return Implementer(name, xp, np.asarray, in_a_ball("numpy"), xp.working, dtype=lambda x: np.asarray(x).dtype.name)


def of_balls(xp, name="balls"):
    holds = lambda result, formula: result.shape == truth(formula).shape and encloses(result, truth(formula))
    return Implementer(name, xp, xp.lift, holds, xp.working, enclosures=True)


def of_certified(xp, name="certified"):
    holds = lambda result, formula: result.shape == truth(formula).shape and overlap(result, truth(formula))
    return Implementer(name, xp, xp.lift, holds, xp.working, enclosures=True)


def on_a_tape(inner, tape=None):
    """The tape over an arithmetic: every array that it is given is a number on it."""
    tape = tape or Tape(inner.xp, SMOOTH)
    value = lambda result: result.value if isinstance(result, Node) else result
    return Implementer(
        f"tape over {inner.name}",
        tape,
        lambda array: Node(inner.lift(array), tape),
        lambda result, formula: inner.holds(value(result), formula),
        inner.working,
        dtype=None if inner.dtype is None else lambda x: inner.dtype(value(x)),
    )


def that_moves(inner):
    """Numbers that move over an arithmetic: every array that it is given moves."""
    xp = Duals(inner.xp)
    value = lambda result: result.value if isinstance(result, Dual) else result
    return Implementer(
        f"dual numbers over {inner.name}",
        xp,
        lambda array: xp.moving(inner.lift(array), inner.lift(np.ones_like(array))),
        lambda result, formula: inner.holds(value(result), formula),
        inner.working,
        dtype=None if inner.dtype is None else lambda x: inner.dtype(value(x)),
    )


def of_a_framework(library):
    """Its namespace, with arrays of its own."""
    namespace = getattr(importlib.import_module(f"nablacheck.adapters.{library}_functions"), f"{library.title()}Namespace")
    if library == "torch":
        torch = importlib.import_module("torch")
        return Implementer(library, namespace, torch.tensor, in_a_ball(library), dtype=lambda x: str(x.dtype).split(".")[1])
    grad = importlib.import_module("nablacheck.adapters.jax_grad")
    lift = importlib.import_module("jax.numpy").asarray
    return Implementer(library, namespace, lift, in_a_ball(library), grad.sixty_four_bits, dtype=lambda x: x.dtype.name)


OURS = [
    of_floats(FLOAT),
    of_balls(BALLS),
    of_balls(Zonotopes(FLOAT64), "zonotopes"),
    of_certified(CERTIFIED),
    of_certified(FINE, "certified with more bits"),
]
OURS += [make(one) for make in (on_a_tape, that_moves) for one in OURS]


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_an_arithmetic_keeps_every_promise(one):
    assert breaches(one) == []


@pytest.mark.slow
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_a_framework_keeps_every_promise(library, adapter_named):
    adapter_named(library)

    assert breaches(of_a_framework(library)) == []


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_what_is_in_an_arithmetic_stays_as_it_is(one):
    with one.working():
        x = one.lift(np.ones((2, 3)))

        assert isinstance(x, Node) or one.xp.lift(x) is x


def names(protocol):
    """What a protocol, and those that it extends, ask for."""
    return {name for part in protocol.__mro__ for name in (*vars(part), "name") if not name.startswith("_")}


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_an_arithmetic_has_the_names_of_its_protocol(one):
    protocol = Enclosures if one.enclosures else Arithmetic

    assert [name for name in names(protocol) if not hasattr(one.xp, name)] == []


# --- the planted mistakes ---------------------------------------------------------------------------------------------


def planted(parent, **attributes):
    """An arithmetic with a mistake."""
    return type("Planted", (parent,), attributes)


def picks_one(self, condition, x, y):
    """Takes y where a comparison is not decided."""
    return super(type(self), self).where(Trilean(condition.certain, condition.certain), x, y)


MISTAKES = {
    "exp": {"exp": staticmethod(np.exp2)},
    "sigmoid far away": {"sigmoid": staticmethod(lambda x: np.exp(x) / (1 + np.exp(x)))},
    "pi": {"pi": 3.14},
    "pow": {"pow": staticmethod(lambda x, p: x * p)},
    "x > y": {"where": staticmethod(lambda condition, x, y: np.where(condition, y, x))},
    "maximum": {"maximum": staticmethod(np.minimum)},
    "minimum with a number": {"minimum": staticmethod(lambda x, y: x)},
    "max is kept": {"max": staticmethod(lambda x, axis: x.max(axis=axis))},
    "like a number": {"like": staticmethod(lambda value, z: np.asarray(value))},
    "no function of another name": {"gamma": staticmethod(np.exp)},
    "the format of functions of numbers": {"log": staticmethod(np.log)},
}


@pytest.mark.parametrize("says", MISTAKES)
def test_a_mistake_in_floats_is_named(says):
    assert says in breaches(of_floats(planted(Float, **MISTAKES[says])()))


@pytest.mark.parametrize(
    ("of", "parent", "given"), [(of_balls, Balls, (FLOAT64,)), (of_balls, Zonotopes, (FLOAT64,)), (of_certified, Certified, ())]
)
def test_a_mistake_in_enclosures_is_named(of, parent, given):
    swapped = planted(parent, maximum=staticmethod(parent(*given).minimum))

    assert breaches(of(planted(parent, where=picks_one)(*given))) == ["what is not decided"]
    assert {"maximum", "maximum with a number"} <= set(breaches(of(swapped(*given))))


def test_a_mistake_on_a_tape_is_named():
    inner = of_floats(FLOAT)
    like = planted(Tape, like=lambda self, value, z: value)(FLOAT, SMOOTH)
    smaller = planted(Tape, maximum=Tape.minimum)(FLOAT, SMOOTH)

    assert {"like a number", "like a row"} <= set(breaches(on_a_tape(inner, like)))
    assert breaches(on_a_tape(inner, smaller)) == ["maximum", "maximum with a number"]


def test_a_comparison_with_a_truth_value_is_seen(monkeypatch):
    monkeypatch.setattr(Trilean, "__bool__", lambda self: True)

    for one in OURS[1:3]:
        assert breaches(one) == ["no truth value"]


def test_a_format_is_lost_where_constants_promote_it():
    lost = breaches(of_floats(planted(Float, like=staticmethod(lambda value, z: np.full(z.shape, value, np.float64)))()))

    assert "the format of like a number" in lost
    assert set(PROMOTED) <= set(FORMULAS)


# --- derivatives, as frameworks take them -----------------------------------------------------------------------------

DIFFERENTIATED = {
    "sin": lambda z, xp: xp.sin(z),
    "cos": lambda z, xp: xp.cos(z),
    "atan": lambda z, xp: xp.atan(z),
    "sigmoid": lambda z, xp: xp.sigmoid(z),
    "a sine of a product": lambda z, xp: z * xp.sin(3 * z) - xp.cos(z * z),
    "z**-1": lambda z, xp: (1 + z * z) ** -1,
    "z**-3": lambda z, xp: (1 + abs(z)) ** -3,
    "z**0.5": lambda z, xp: (1 + z * z) ** 0.5,
    "z**-0.5": lambda z, xp: (1 + z * z) ** -0.5,
    "z**0.9": lambda z, xp: xp.pow(1 + abs(z), 0.9),
    "z**2.0": lambda z, xp: z**2.0,
    "z**3.0": lambda z, xp: z**3.0,
    "z**10.3": lambda z, xp: (0.25 + xp.sigmoid(z)) ** 10.3,
    "z**0": lambda z, xp: z**0 * z + xp.like(xp.log(2), z),
}


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
@pytest.mark.parametrize("library", ["torch", "jax"])
@pytest.mark.parametrize("name", DIFFERENTIATED)
def test_a_framework_differentiates_a_formula_as_its_tape_does(name, library, dtype, adapter_named):
    """Value and derivative lie in the balls of the tape, and most of them are decided there."""
    adapter = adapter_named(f"{library}-composed")
    entry = Activation("mine", value=DIFFERENTIATED[name], prime=lambda z, a, xp: 1)
    x = held(np.concatenate([np.arange(-64, 65) / 16, 8 * Bits(0).uniform((200,)) - 4]), precision(dtype))[None, :]
    xp = balls(precision(dtype), library)
    with xp.working():
        expected = differentiated(entry.value, xp.lift(x), Tape(xp, PULLBACKS[library]))
    for given, ball in zip(adapter.functions.activation(entry, x, np.ones(x.shape), dtype, False), expected, strict=True):
        assert ball.contains(given).all()
        assert (ball.rad < abs(ball.mid)).mean() > 1 / 2


def test_floats_that_have_the_format_already_are_not_copied():
    z = np.ones((2, 3), np.float32)
    a, row = np.exp(z), np.ones((1, 3), np.float32)

    assert FLOAT.like(a, z) is a
    assert FLOAT.like(row, z).shape == z.shape
    assert FLOAT.like(a.astype(np.float64), z).dtype == z.dtype
    assert not FLOAT.like(z, z).flags.writeable  # z^l and a^l of the identity: nobody writes over both
