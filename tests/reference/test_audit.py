"""The audit: every entry is what it declares, and each way not to be is seen, with the point that shows it."""

import math
import re
from dataclasses import replace
from itertools import islice

import flint
import numpy as np
import pytest

from nablacheck.reference import ACTIVATIONS, COSTS, Activation, Cost
from nablacheck.reference.arithmetic import language
from nablacheck.reference.audit import audit_activation, audit_cost, audited
from nablacheck.reference.audit import derivatives as claims
from nablacheck.reference.audit.switches import Formula, switches
from nablacheck.reference.errors import InputError

VARIANTS = ACTIVATIONS.variants()
VARIANTS += ["softplus(beta=-0.5, threshold=1)", "softplus(beta=2, threshold=1)", "celu(alpha=-0.5)"]
COST_VARIANTS = COSTS.variants()


@pytest.fixture
def exactly(monkeypatch):
    """Certified numbers alone decide: in the entries of nablacheck not even a constant is rounded."""
    monkeypatch.setattr(claims, "ROUNDED", claims.XP)


def test_a_rounded_constant_is_seen_where_it_has_to_be_exact(exactly):
    assert "prime gives 0.1071428571428571369095195 at z = 0.5" in refused(RIGHT["constants that are rounded"])


# --- activations that are not what they declare -----------------------------------------------------------------------


def relu(z, xp):
    return xp.maximum(z, 0)


def step(z, a, xp):
    return xp.where(z > 0, 1, 0)


def softplus(z, xp):
    """Smooth, but of its two branches each gets half at 0, and of abs either side."""
    return xp.log1p(xp.exp(-abs(z))) + xp.maximum(z, 0)


def centred(z, xp):
    return z - z.sum(axis=-2, keepdims=True) / z.shape[-2]


OVERFLOW = "write it so that nothing overflows, not even what a where does not choose."
TORN = (
    "two of its branches meet there: of a maximum or minimum each gets half, of abs a side that a framework picks, of where "
    "what is chosen."
)
HAS = (
    "xp has exp, expm1, log, log1p, tanh, erf, erfc, sqrt, sin, cos, atan, sigmoid, pow, where, maximum, minimum, max, "
    "like and pi"
)

WRONG = {
    "prime gives 0.25 at z = 0.5, where the derivative of value is 0.75.": Activation(
        "mine", value=lambda z, xp: z**3, prime=lambda z, a, xp: z**2
    ),
    "prime gives 1.41421356 at z = 0.5, where the derivative of value is 1.41421356237.": Activation(
        "mine", value=lambda z, xp: xp.sqrt(2) * z, prime=lambda z, a, xp: 1.41421356
    ),
    "prime gives 1 at z = 0.5, where the derivative of value is 0.": Activation(
        "mine", value=lambda z, xp: z - z.sum(axis=-2, keepdims=True) / 2, prime=lambda z, a, xp: 1
    ),
    "value is 6.125 at z = 6.125, outside of its range (0, 6).": Activation(
        "mine", relu, step, range=(0, 6), kinks={0.0: (0, 1)}
    ),
    "value is -0.5 at z = -0.5, outside of its range (0, inf).": Activation(
        "mine", value=lambda z, xp: z, prime=lambda z, a, xp: 1, range=(0, math.inf)
    ),
    "value is 0.5 at z = 0.5, outside of its range (-inf, 0).": Activation(
        "mine", value=lambda z, xp: z, prime=lambda z, a, xp: 1, range=(-math.inf, 0)
    ),
    "prime gives 2 at z = 0.0, where the derivative of value is 1.": Activation(
        "mine", value=lambda z, xp: z, prime=lambda z, a, xp: xp.where(abs(z) > 2.0**-40, 1, 2)
    ),
    f"automatic differentiation of value gives 0 at z = 0.0, where its derivative is 3: {TORN}": Activation(
        "mine", value=lambda z, xp: xp.where(z != 0, 3 * z, 0), prime=lambda z, a, xp: 3
    ),
    "its range is (1, 0); the first must be the smaller.": Activation("mine", relu, step, range=(1, 0)),
    "its range is (1, 1); the first must be the smaller.": Activation("mine", relu, step, range=(1, 1)),
    "the derivative of value jumps at z = 0.0, from 0 to 1: kinks must say {0.0: (0, 1)}.": Activation("mine", relu, step),
    "value jumps at z = 0.3, from 0 to 1: kinks must say {0.3: (0, 0)}.": Activation(
        "mine", value=lambda z, xp: xp.where(z > 0.3, 1, 0), prime=lambda z, a, xp: 0
    ),
    "kinks gives 0.5 for the derivative on the right of z = 0.0, where that of value is 1.": Activation(
        "mine", relu, step, kinks={0.0: (0, 0.5)}
    ),
    "kinks gives 1 for the derivative on the left of z = 0.0, where that of value is 0.": Activation(
        "mine", relu, step, kinks={0.0: (1, 0)}
    ),
    "kinks has z = 1.0, where neither value nor its derivative jumps; leave it out.": Activation(
        "mine", relu, step, kinks={0.0: (0, 1), 1.0: (1, 1)}
    ),
    f"automatic differentiation of value gives 0.5 at z = 0.0, where its derivative is 1: {TORN}": Activation(
        "mine",
        value=lambda z, xp: xp.where(z > 0, z, xp.expm1(xp.minimum(z, 0))),
        prime=lambda z, a, xp: xp.where(z > 0, 1, xp.exp(xp.minimum(z, 0))),
    ),
    f"automatic differentiation of value gives 0 at z = 0.0, where its derivative is 1: {TORN}": Activation(
        "mine", value=lambda z, xp: xp.where(z < 0, z, abs(z)), prime=lambda z, a, xp: 1
    ),
    f"automatic differentiation of value gives 0 at z = 0.0, where its derivative is 0.5: {TORN}": Activation(
        "mine", softplus, prime=lambda z, a, xp: xp.exp(z - softplus(z, xp))
    ),
    f"automatic differentiation of value gives nan at z = -1024.0 in float64, where it should give 0: {OVERFLOW}": Activation(
        "mine", value=lambda z, xp: 1 / (1 + xp.exp(-z)), prime=lambda z, a, xp: a * (1 - a)
    ),
    f"automatic differentiation of value gives nan at z = 1024.0 in float64, where it should give 1: {OVERFLOW}": Activation(
        "mine",
        value=lambda z, xp: xp.where(z > 0, z, xp.expm1(z)),
        prime=lambda z, a, xp: xp.where(z > 0, 1, xp.exp(xp.minimum(z, 0))),
    ),
    f"value gives inf at z = 1024.0 in float64, where it should give 1024: {OVERFLOW}": Activation(
        "mine", value=lambda z, xp: xp.log(1 + xp.exp(z)), prime=lambda z, a, xp: 1 - xp.exp(-a)
    ),
    "value is not defined at z = -0.5, where it gives nan; it must be a number there.": Activation(
        "mine", value=lambda z, xp: xp.log(z), prime=lambda z, a, xp: 1 / z
    ),
    "its formula raises ZeroDivisionError: division by zero.": Activation(
        "mine", value=lambda z, xp: z * (1 / 0), prime=lambda z, a, xp: 0
    ),
    "it has neither prime nor vjp; give one of them.": Activation("mine", relu),
    "it has both prime and vjp; give one of them.": Activation("mine", relu, step, lambda z, a, cotangent, xp: cotangent),
    "vjp gives 0 at z = (2.50616, 2.90543, 1.48434, 0.572239), entry 3, cotangent (1, 0, 0, 0), "
    "where the derivative of value is -0.25.": Activation("mine", centred, vjp=lambda z, a, cotangent, xp: cotangent),
    "value depends on what xp.max gives, at z = (2.50616, 2.90543, 1.48434, 0.572239), entry 3: no derivative is taken through "
    "xp.max, which may only be a shift that cancels.": Activation(
        "mine", value=lambda z, xp: z - xp.max(z, axis=-2) / 2, vjp=lambda z, a, cotangent, xp: cotangent
    ),
}


def refused(entry):
    with pytest.raises(InputError) as error:
        audited(entry)
    return str(error.value)


@pytest.mark.parametrize("says", WRONG)
def test_a_wrong_activation_is_refused_with_the_point_that_shows_it(says):
    assert refused(WRONG[says]) == f"activation 'mine': {says}"


# --- formulas that are written with what not every arithmetic has ---------------------------------------------------------


def squares(z):
    total = 0
    for entry in z:
        total += entry * entry
    return total


def failing():
    raise AssertionError


def grown(z):
    z += 1
    return z


REFUSED = {
    language.BRANCH: {
        "if": lambda z, xp: z if z > 0 else 0 * z,
        "max of Python": lambda z, xp: max(z, 0),
        "min of Python": lambda z, xp: min(0, z),
        "and": lambda z, xp: xp.where(z > 0 and z < 1, z, 0),
        "or": lambda z, xp: xp.where(z < 0 or z > 1, z, 0),
        "not": lambda z, xp: xp.where(not z > 0, z, 0),
        "a chain of comparisons": lambda z, xp: xp.where(0 < z < 1, z, 0),
        "the truth of an array": lambda z, xp: z or 0,
        "an if on ==": lambda z, xp: 0 if z == 0 else z,
        "an if on !=": lambda z, xp: z if z != 0 else 0,
        "bool": lambda z, xp: bool(z > 0) * z,
        "an assertion": lambda z, xp: next(z for _ in range(1) if z >= 0),
    },
    language.SUM: {
        "no axis": lambda z, xp: z / z.sum(),
        "no keepdims": lambda z, xp: z / z.sum(axis=-2),
        "another axis": lambda z, xp: z / z.sum(axis=0, keepdims=True),
        "the examples": lambda z, xp: z - z.sum(axis=-1, keepdims=True),
    },
    language.LARGEST: {
        "no axis": lambda z, xp: z - xp.max(z),
        "another axis": lambda z, xp: z - xp.max(z, axis=0),
    },
    language.ENTRIES: {
        "an entry": lambda z, xp: z - z[0],
        "a slice": lambda z, xp: z - z[..., :1, :],
        "a loop": lambda z, xp: squares(z),
        "sum of Python": lambda z, xp: sum(z),
        "len": lambda z, xp: z / len(z),
        "unpacking": lambda z, xp: (lambda *rows: rows[0])(*z),
        "in": lambda z, xp: z if 0 in z else 1,
    },
    language.NUMBER: {
        "math": lambda z, xp: math.exp(z),
        "float": lambda z, xp: float(z),
        "int": lambda z, xp: int(z),
        "range": lambda z, xp: range(z),
    },
    language.NUMPY: {
        "np.exp": lambda z, xp: np.exp(z),
        "np.add": lambda z, xp: np.add(z, 1),
        "np.where": lambda z, xp: np.where(z > 0, z, 0),
        "np.where of numbers": lambda z, xp: np.where(z > 0, 1, 0) * z,
        "np.sum": lambda z, xp: np.sum(z, axis=0),
        "np.asarray": lambda z, xp: np.asarray(z),
        "np.add.reduce": lambda z, xp: np.add.reduce(z),
    },
    language.REMAINDER: {
        "%": lambda z, xp: z % 1,
        "//": lambda z, xp: z // 1,
        "round": lambda z, xp: round(z),
        "floor": lambda z, xp: math.floor(z),
        "divmod": lambda z, xp: divmod(z, 2)[1],
    },
    language.EXPONENT.format("an array"): {"a power of a number": lambda z, xp: 2**z},
    language.EXPONENT.format("another array"): {
        "a power by an array": lambda z, xp: z**z,
        "pow by an array": lambda z, xp: xp.pow(z, z),
    },
    language.EXPONENT.format("of type complex"): {"a complex power": lambda z, xp: z**1j},
    language.EXPONENT.format("nan"): {"a power that is no number": lambda z, xp: z**math.nan},
    language.CONDITION: {
        "where of an array": lambda z, xp: xp.where(z, 1, 0),
        "where of True": lambda z, xp: xp.where(True, z, 0),
        "where of a number": lambda z, xp: xp.where(1.0, z, 0),
    },
    language.NO_NUMBER: {
        "a product with a comparison": lambda z, xp: (z > 0) * z,
        "a comparison times": lambda z, xp: z * (z > 0),
        "a comparison as a number": lambda z, xp: 1 - (z > 0),
        "astype": lambda z, xp: (z > 0).astype(float) * z,
        "float of a comparison": lambda z, xp: float(z > 0) * z,
    },
    language.MATRICES: {"a product of matrices": lambda z, xp: z @ z, "with an array": lambda z, xp: np.eye(2) @ z},
    f"a formula cannot use xp.sinh; {HAS}; write (xp.exp(z) - xp.exp(-z)) / 2.": {"sinh": lambda z, xp: xp.sinh(z)},
    f"a formula cannot use xp.gamma; {HAS}.": {"gamma": lambda z, xp: xp.gamma(z)},
    f"{language.no_attribute('mean')}": {"mean": lambda z, xp: z - z.mean()},
    f"{language.no_attribute('clip')}": {"clip": lambda z, xp: z.clip(0, 1)},
    "value returns nothing; it must return an array or a number.": {"no return": lambda z, xp: None},
    "value returns a tuple; it must return an array or a number.": {"a tuple": lambda z, xp: (z, z)},
    "value returns a str; it must return an array or a number.": {"a word": lambda z, xp: "z"},
    "value returns a comparison, which is no number: write xp.where(condition, 1, 0).": {"a step": lambda z, xp: z > 0},
    "its formula raises AssertionError without a reason.": {"a bare assertion": lambda z, xp: failing()},
}
HOW = [(says, how) for says, hows in REFUSED.items() for how in hows]


@pytest.mark.parametrize(("says", "how"), HOW, ids=[how for _, how in HOW])
def test_a_formula_that_not_every_arithmetic_has_is_refused_with_what_to_write(says, how):
    """In the value of an activation and of a cost, and in what both state of their derivatives."""
    formula = REFUSED[says][how]
    of_cost = Cost("mine", value=lambda a, y, xp: formula(a - y, xp), nabla_a=lambda a, y, xp: 1)

    assert refused(Activation("mine", formula, prime=lambda z, a, xp: 1)) == f"activation 'mine': {says}"
    assert refused(of_cost) == f"cost 'mine': {says}"
    for name, entry in {
        "prime": Activation("mine", lambda z, xp: z, prime=lambda z, a, xp: formula(z, xp)),
        "vjp": Activation("mine", lambda z, xp: z, vjp=lambda z, a, cotangent, xp: formula(z, xp)),
        "nabla_a": Cost("mine", lambda a, y, xp: (a - y) ** 2, nabla_a=lambda a, y, xp: formula(a, xp)),
        "nabla_a of targets": Cost("mine", lambda a, y, xp: (a - y) ** 2, nabla_a=lambda a, y, xp: formula(y, xp)),
    }.items():
        assert refused(entry).split(": ", 1)[1] == says.replace("value", name.split(" ")[0], 1), name


def test_what_a_formula_is_given_it_may_not_write_over():
    for entry in (
        Activation("mine", lambda z, xp: grown(z), lambda z, a, xp: 1),
        Activation("mine", lambda z, xp: z, lambda z, a, xp: 0 * grown(a) + 1),
        Cost("mine", lambda a, y, xp: a - grown(y), nabla_a=lambda a, y, xp: 1),
    ):
        assert refused(entry).split(": ", 1)[1] == language.OVERWRITES


UNDERSTOOD = {
    "unequal": Activation("mine", lambda z, xp: xp.where(z != 0, z * z, 0), lambda z, a, xp: 2 * z),
    "equal": Activation("mine", lambda z, xp: xp.where(z == 0, 0, z * z), lambda z, a, xp: 2 * z),
    "joined conditions": Activation(
        "mine",
        lambda z, xp: xp.where((z > 0) & ~(z >= 1), z * z, 0),
        lambda z, a, xp: xp.where((z > 0) & (z < 1), 2 * z, 0),
        kinks={1.0: (2, 0)},
        jumps=(1.0,),
    ),
    "a mean": Activation(
        "mine",
        lambda z, xp: z - z.sum(axis=-2, keepdims=True) / z.shape[-2],
        vjp=lambda z, a, cotangent, xp: cotangent - cotangent.sum(axis=-2, keepdims=True) / z.shape[-2],
    ),
    "z**-1": Activation("mine", lambda z, xp: (z * z + 1) ** -1, lambda z, a, xp: -2 * z * a**2),
    "z**0.5": Activation("mine", lambda z, xp: (z * z + 1) ** 0.5, lambda z, a, xp: z / a),
    "z**2.0": Activation("mine", lambda z, xp: z**2.0, lambda z, a, xp: 2 * z),
    "z**0": Activation("mine", lambda z, xp: z**0 * z, lambda z, a, xp: 1),
    "pow": Activation("mine", lambda z, xp: xp.pow(1 + z * z, 0.3), lambda z, a, xp: 0.6 * z * xp.pow(1 + z * z, -0.7)),
    "sine": Activation("mine", lambda z, xp: xp.sin(z), lambda z, a, xp: xp.cos(z), range=(-1, 1)),
    "cosine": Activation("mine", lambda z, xp: xp.cos(z), lambda z, a, xp: -xp.sin(z), range=(-1, 1)),
    "arc tangent": Activation("mine", lambda z, xp: xp.atan(z), lambda z, a, xp: 1 / (1 + z * z)),
    "logistic": Activation("mine", lambda z, xp: xp.sigmoid(z), lambda z, a, xp: a * (1 - a), range=(0, 1)),
    "functions of numbers": Activation("mine", lambda z, xp: xp.log(2) * z + xp.exp(1), lambda z, a, xp: xp.log(2)),
    "a sum that grows": Activation("mine", lambda z, xp: grown(2 * z), lambda z, a, xp: 2),
    "one row for a layer": Activation(
        "mine",
        lambda z, xp: xp.like(z.sum(axis=-2, keepdims=True), z),
        vjp=lambda z, a, cotangent, xp: cotangent.sum(axis=-2, keepdims=True),
    ),
}


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_what_every_arithmetic_has_is_understood(name):
    audited(UNDERSTOOD[name])


# --- costs that are not what they declare -----------------------------------------------------------------------------


def absolute(a, y, xp):
    return abs(a - y)


def settled(at_kink):
    """The derivative of |a − y| whose formula says itself what is taken at the kink."""
    return lambda a, y, xp, at: xp.where(a > y, 1, xp.where(a < y, -1, at_kink))


KINKED = (
    "a cost with kinks has kinked=True, and a nabla_a with a fourth argument, how far from the left to the right derivative it "
    "is at a kink."
)
WRONG_COSTS = {
    "nabla_a gives 3.375 at a = (0.5, 0, -1), y = (-1, -2, 2), entry 0, where the derivative of value is 13.5.": Cost(
        "mine", value=lambda a, y, xp: (a - y) ** 4, nabla_a=lambda a, y, xp: (a - y) ** 3
    ),
    "nabla_a gives 0.5 at a = (0.5, 0.421875, 0.359375), y = (0.25, 0, 1), entry 0, "
    "where the derivative of value is -0.5.": Cost(
        "mine", value=lambda a, y, xp: -y * xp.log(a), nabla_a=lambda a, y, xp: y / a, outputs=(0, 1), targets=(0, 1)
    ),
    f"along a line its derivative jumps, from -1.75 to 0.25, at a = (-1, 1.3125, 0.25), y = (-1, -2, 2): {KINKED}": Cost(
        "mine", absolute, nabla_a=lambda a, y, xp: xp.where(a > y, 1, -1)
    ),
    "nabla_a with 0 and 1 for its fourth argument gives -0.75 and 0.25 along a line at a = (-1, 1.3125, 0.25), "
    "y = (-1, -2, 2), where the derivative of value jumps from -1.75 to 0.25.": Cost(
        "mine", absolute, nabla_a=lambda a, y, xp, at: xp.where(a > y, 1, xp.where(a < y, -1, at)), kinked=True
    ),
    "nabla_a gives -0.5 at a = (0.5, 0, -1), y = (2, -1, -2), entry 0, where the derivative of value is -1.5.": Cost(
        "mine",
        value=lambda a, y, xp: (a - y) * (a - y) / 2,
        nabla_a=lambda a, y, xp: a - y + xp.where((abs((a * y).sum(axis=-2, keepdims=True) - 3) < 0.5) & (a == 0.5), 1, 0),
    ),
    "nabla_a with 0 and 1 for its fourth argument gives 1.75 and 1.75 along a line at a = (-1, 1.3125, 0.25), "
    "y = (-1, -2, 2), where the derivative of value jumps from -1.75 to 0.25.": Cost(
        "mine", absolute, settled(2.5), kinked=True
    ),
    f"along a line its derivative jumps, from -1.75 to 0.25, at a = (0.25, 0.6875, 0.5625), y = (0.25, 0, 1): {KINKED}": Cost(
        "mine", absolute, nabla_a=lambda a, y, xp: xp.where(a > y, 1, -1), outputs=(0, 1), targets=(0, 1)
    ),
    "its outputs are (1, 0); the first must be the smaller.": Cost("mine", absolute, absolute, outputs=(1, 0)),
    "its targets are (0, 0); the first must be the smaller.": Cost("mine", absolute, absolute, targets=(0, 0)),
    "value is not defined at a = (2.90543, 1.83597, 0.5), y = (-1, -2, 2), entry 2, where it gives nan; it must be a number "
    "there.": Cost("mine", value=lambda a, y, xp: xp.log(a - y), nabla_a=lambda a, y, xp: 1 / (a - y)),
}


NARROW = {
    "two comparisons": lambda z, a, xp: xp.where((z > 0.7) & (z < 0.70003), 0.5, 1 - a * a),
    "one in another": lambda z, a, xp: xp.where(z > 0.7, xp.where(z < 0.70003, 0.5, 1 - a * a), 1 - a * a),
    "of the value": lambda z, a, xp: xp.where((a >= 0.6) & (a <= 0.60003), 0.5, 1 - a * a),
    "a distance": lambda z, a, xp: xp.where(abs(z - 0.7) < 0.00003, 0.5, 1 - a * a),
    "a maximum": lambda z, a, xp: 1 - a * a + xp.maximum(0.00003 - abs(z - 0.7), 0),
}


@pytest.mark.parametrize("how", NARROW)
def test_a_derivative_that_is_wrong_on_a_narrow_interval_is_refused(how):
    entry = Activation("mine", value=lambda z, xp: xp.tanh(z), prime=NARROW[how])
    (fault,) = islice(audit_activation(entry), 1)

    assert re.match(r"prime gives 0\.\d+ at z = 0\.(7000|6999|6931)\d+, where the derivative of value is 0\.6", fault)


def test_a_gradient_of_a_cost_that_is_wrong_on_a_narrow_interval_is_refused():
    def nabla_a(a, y, xp):
        return xp.where((a > 0.7) & (a < 0.70003), 0.5, a - y)

    cost = Cost("mine", value=lambda a, y, xp: (a - y) * (a - y) / 2, nabla_a=nabla_a)
    (fault,) = islice(audit_cost(cost), 1)

    where = "a = (0.800001, 0.4125, 0.7), y = (-1, -2, 2), entry 2"
    assert fault == f"nabla_a gives 0.5 at {where}, where the derivative of value is -1.3."


@pytest.mark.parametrize("says", WRONG_COSTS)
def test_a_wrong_cost_is_refused_with_the_point_that_shows_it(says):
    assert refused(WRONG_COSTS[says]) == f"cost 'mine': {says}"


# --- what is right and looks wrong ------------------------------------------------------------------------------------

THIRD = 1 / 3


def flat(z, xp):
    """0.1 + 0.2 and 0.3, which are apart by less than the rounding of a product."""
    one = 0 * z + 1
    return xp.where(z < 1, 0.1 * one + 0.2 * one, 0.3 * one)


RIGHT = {
    "constants that are rounded": Activation("mine", value=lambda z, xp: z**3 / 7, prime=lambda z, a, xp: (3 / 7) * z * z),
    "a constant with all its digits": Activation(
        "mine", value=lambda z, xp: xp.sqrt(2) * z, prime=lambda z, a, xp: 1.4142135623730951
    ),
    "a smooth function in two parts, joined by rounded constants": Activation(
        "mine",
        value=lambda z, xp: xp.where(z < 1, z**3 / 3, z - 2 / 3),
        prime=lambda z, a, xp: xp.where(z < 1, z * z, 1),
    ),
    "a flat function in two parts, joined by rounded constants": Activation("mine", flat, prime=lambda z, a, xp: 0),
    "a kink at which no branch changes": Activation(
        "mine",
        value=lambda z, xp: xp.sqrt((z - 1) * (z - 1)),
        prime=lambda z, a, xp: (z - 1) / a,
        kinks={1.0: (-1, 1)},
    ),
    "such a kink at 0": Activation(
        "mine", value=lambda z, xp: xp.sqrt(z * z), prime=lambda z, a, xp: z / a, kinks={0.0: (-1, 1)}
    ),
    "a kink between two floats": Activation(
        "mine", lambda z, xp: xp.maximum(10 * z, 3), lambda z, a, xp: xp.where(z > 0.3, 10, 0), kinks={0.3: (0, 10)}
    ),
    "one-sided derivatives that are rounded": Activation(
        "mine", lambda z, xp: xp.maximum(z, z / 3), lambda z, a, xp: xp.where(z > 0, 1, THIRD), kinks={0.0: (THIRD, 1)}
    ),
    "one-sided derivatives of a curve that are rounded": Activation(
        "mine",
        lambda z, xp: xp.where(z > 0, xp.expm1(z) / 3, 0),
        lambda z, a, xp: xp.where(z > 0, xp.exp(z) / 3, 0),
        kinks={0.0: (0, THIRD)},
    ),
    "a value larger than every float": Activation(
        "mine", lambda z, xp: xp.expm1(z), prime=lambda z, a, xp: xp.exp(z), range=(-1, math.inf)
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_rounding_is_no_mistake(name):
    audited(RIGHT[name])


@pytest.mark.parametrize("at_kink", [-1, -0.75, 0, 0.75, 1])
def test_a_kink_of_a_cost_that_its_formula_settles_is_none_of_the_callers(at_kink):
    """The same number for both ends, from the derivative on one side to that on the other."""
    audited(Cost("mine", absolute, settled(at_kink), kinked=True))


@pytest.mark.parametrize(("same", "digits"), [(5, 6), (6, 9), (9, 12), (12, 15), (15, 17), (17, 25), (25, 50)])
def test_two_numbers_are_shown_with_as_many_digits_as_it_takes(same, digits):
    with claims.XP.working():
        third = flint.arb(1) / 3
        shown = claims.told_apart(third, third + flint.arb(10) ** -(same + 1))

    assert [len(text) for text in shown] == [len("0.") + digits] * 2
    assert shown[0] != shown[1]


def test_a_float_and_a_real_number_are_told_apart():
    with claims.XP.working():
        assert claims.told_apart(0.1, flint.arb(1) / 10) == ("0.1000000000000000055511151", "0.1000000000000000000000000")


def test_numbers_that_no_digit_tells_apart_are_shown_alike():
    assert claims.told_apart(flint.arb(1) / 3, flint.arb(1) / 3) == ("0.333333", "0.333333")


@pytest.mark.parametrize("outputs", [(0.25, 0.875), (0.25, 0.5)])
def test_a_kink_outside_of_the_outputs_is_none(outputs):
    """The second are too narrow for the line along which kinks are sought."""
    audited(Cost("mine", value=lambda a, y, xp: abs(a - 0.9375), nabla_a=lambda a, y, xp: -1, outputs=outputs))


# --- switches ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "at"),
    [
        (lambda z, xp: xp.maximum(z, 0), [0.0]),
        (lambda z, xp: xp.minimum(xp.maximum(z, -1), 1), [-1.0, 1.0]),
        (lambda z, xp: abs(z - 0.3), [0.3]),
        (lambda z, xp: xp.maximum(z, 0) + xp.maximum(z, 1) + abs(z), [0.0, 1.0]),
        (lambda z, xp: xp.where(z > 1 / 3, z, 0), [1 / 3]),
        (lambda z, xp: xp.where(z * z > 2, z, 0), [-math.sqrt(2), math.sqrt(2)]),
        (lambda z, xp: xp.tanh(z), []),
    ],
)
def test_switches_are_found_to_the_nearest_float(formula, at):
    assert [switch.at for switch in switches(Formula(formula), np.arange(-16, 17) / 8)] == at


def test_a_number_that_is_no_limit_of_the_derivative_is_known_for_each_side():
    """0 on the left, 128 on the right: the one is far from the other."""
    (switch,) = switches(Formula(lambda z, xp: xp.where(z > 0, 128 * z, 0)), np.arange(-4, 5) / 4 + 1 / 16)

    assert switch.leaves(0, 128) == (False, False)
    assert switch.leaves(1, 127) == (True, True)
    assert switch.leaves(0, 127) == (False, True)
    assert switch.leaves(1, 128) == (True, False)


def test_the_float_next_to_a_switch_is_at_it():
    (switch,) = switches(Formula(lambda z, xp: xp.maximum(z, 0.3)), np.arange(-4, 5) / 4)
    for side in (-math.inf, math.inf):
        following = math.nextafter(0.3, side)

        assert switch.is_at(following)
        assert not switch.is_at(math.nextafter(following, side))
    assert switch.is_at(0.3)


def test_a_change_of_branch_is_no_kink_where_the_branches_fit():
    """z² and −z², whose derivatives meet at 0; and z² and z, whose do not."""
    for other, smooth in ((lambda z: -z * z, True), (lambda z: z, False)):
        formula = Formula(lambda z, xp, other=other: xp.where(z > 0, z * z, other(z)))
        (switch,) = switches(formula, np.arange(-4, 5) / 4)

        assert switch.smooth is smooth


def test_what_rounding_does_to_a_formula_grows_as_its_numbers_do():
    """z² and its derivative at 1/4, 1 and 4; the η that underflow may add is far below."""
    value, prime = Formula(lambda z, xp: z * z).rounding(np.array([[0.25, 1.0, 4.0]]))

    for reach, factor in ((value, 16), (prime, 4)):
        assert (factor / 2 < reach[1:] / reach[:-1]).all()
        assert (reach[1:] / reach[:-1] < factor * 2).all()
    assert 2.0**-53 < value[1] < 2.0**-51


def test_what_rounding_does_along_a_line_is_that_of_its_points():
    """z² of z = 4 x: its derivative along the line is 4 times that by z."""
    square = Formula(lambda z, xp: z * z)
    along = replace(square, base=np.zeros((1, 1)), along=np.full((1, 1), 4.0))
    value, prime = along.rounding(np.array([[0.0, 1.0]]))
    value_there, prime_there = square.rounding(np.array([[0.0, 4.0]]))

    assert (value == value_there).all()
    assert (prime == 4 * prime_there).all()
    assert np.isfinite(value).all()


@pytest.mark.parametrize("at", [0.0, 0.5])
def test_what_rounding_does_next_to_a_switch_is_that_of_its_side(at):
    (switch,) = switches(Formula(lambda z, xp: xp.where(z > at, 1024 * z, z)), np.arange(-8, 9) / 8 + 1 / 16)
    left, right = switch.rounding[1]

    assert switch.at == at
    assert 0 < 512 * left < right


# --- the entries of nablacheck ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_every_activation_is_what_it_declares(name, exactly):
    audited(ACTIVATIONS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", COST_VARIANTS)
def test_every_cost_is_what_it_declares(name, exactly):
    audited(COSTS[name])
