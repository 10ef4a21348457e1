"""Formulas with one slip in them: what the textbook has is right, and every slip of it is another function with a name."""

import ast

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining.claimed import fits
from nablacheck.oracle.explaining.slips import slips, without_brackets
from nablacheck.oracle.explaining.textbook import GRADIENTS, NUMBERS, PRIMES, VALUES
from nablacheck.oracle.explaining.typed_formulas import computed, parsed, printed
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.arithmetic import FLOAT64, balls
from nablacheck.reference.costs import COSTS

from helpers.miscomputed import sigmoid

Z = np.array([[-2.75, -1.5, -0.625], [0.375, 1.25, 2.5]])
Y = np.array([[0.25, 0.5, 0.875], [0.75, 0.5, 0.125]])
A = np.array([[0.125, 0.625, 0.25], [0.875, 0.375, 0.75]])
SIGNS = np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])


def in_letters(text, entry, **letters):
    xp = balls(FLOAT64)
    known = {"pi": xp.pi, **NUMBERS.get(entry.family, {}), **entry.parameters, **letters}
    return xp, xp.lift(xp.like(computed(parsed(text), known, xp), next(iter(letters.values()))))


@pytest.mark.parametrize(("family", "text"), [(family, text) for family in PRIMES for text in PRIMES[family]])
def test_a_slope_of_the_textbook_is_that_of_the_entry(family, text):
    entry = ACTIVATIONS[family]
    xp = balls(FLOAT64)
    z = xp.lift(Z)
    a = xp.like(entry.value(z, xp), z)

    assert fits(in_letters(text, entry, z=z, a=a)[1], xp.lift(xp.like(entry.prime(z, a, xp), z)))


@pytest.mark.parametrize(("family", "text"), [(family, text) for family in VALUES for text in VALUES[family]])
def test_a_value_of_the_textbook_is_that_of_the_entry(family, text):
    entry = ACTIVATIONS[family]
    xp = balls(FLOAT64)
    z = xp.lift(Z)

    assert fits(in_letters(text, entry, z=z)[1], xp.lift(xp.like(entry.value(z, xp), z)))


@pytest.mark.parametrize(("family", "text"), [(family, text) for family in GRADIENTS for text in GRADIENTS[family]])
def test_a_gradient_of_the_textbook_is_that_of_the_entry(family, text):
    entry = COSTS[family]
    xp = balls(FLOAT64)
    a, y = xp.lift(A), xp.lift(SIGNS if entry.targets == (-1, 1) else Y)
    n = 1 / 2 if entry.parameters.get("mean") else 1
    _, ball = in_letters(text, entry, a=a, z=a, y=y, n=2)

    assert fits(xp.lift(ball * n), xp.lift(xp.like(entry.gradient(a, y, xp), a)))


@pytest.mark.parametrize("text", [text for forms in (PRIMES, VALUES, GRADIENTS) for texts in forms.values() for text in texts])
def test_every_slip_is_a_formula_and_is_told(text):
    letters = frozenset(inner.id for inner in ast.walk(parsed(text)) if isinstance(inner, ast.Name))
    made = slips(text, letters | {"z", "a"})

    assert made
    assert len({slip.says for slip in made}) == len(made)
    assert all(" in place of " in slip.says for slip in made)


def test_formulas_are_printed_as_in_a_book():
    assert printed(parsed("exp(-z)/(1 + exp(-z))**2")) == "e^(−z)/(1 + e^(−z))²"
    assert printed(parsed("a*(1 - a)")) == "a(1 − a)"
    assert printed(parsed("1 if z > 0 else alpha*exp(z)")) == "1 if z > 0 else α · e^z"
    assert printed(parsed("sqrt(2/pi)*abs(z) - -2*z**3")) == "√(2/π) · |z| − (−2z³)"


def test_brackets_that_are_forgotten():
    assert [printed(slip.node) for slip in without_brackets("g*a*(1 - a)")] == ["g · a · 1 − a"]
    assert [printed(slip.node) for slip in without_brackets("1/(1 + exp(-z))")] == ["1/1 + e^(−z)"]


def network(sigma, prime, delta=lambda a, y: a - y, value=None):
    """Two layers, σ in the first and its formulas as they were typed, the output as it is."""

    def gradients(w, b, x, y):
        z = w[0] @ x + b[0]
        a = (value or sigma)(z)
        d = delta(w[1] @ a + b[1], y)
        before = (w[1].T @ d) * prime(z, a)
        m = x.shape[1]
        return [before.sum(1, keepdims=True) / m, d.sum(1, keepdims=True) / m], [before @ x.T / m, d @ a.T / m]

    return gradients


def names(function, **declared):
    report = check(function, **declared)
    assert report.outcome == "wrong"
    return "; ".join(map(str, report.diagnoses))


PLANTED = {
    "σ′(z^l) comes out as with 1 − a³ in place of 1 − a² (the power is another one) (BP2, layer 2)": (
        "tanh",
        np.tanh,
        lambda z, a: 1 - a**3,
    ),
    "σ′(z^l) comes out as with a(1 − a/2) in place of a(1 − a) (a/2 for a) (BP2, layer 2)": (
        "sigmoid",
        sigmoid,
        lambda z, a: a * (1 - a / 2),
    ),
    "σ′(z^l) is a difference quotient, (σ(z + h) − σ(z − h))/2h with h = 0.001 (BP2, layer 2)": (
        "tanh",
        np.tanh,
        lambda z, a: (np.tanh(z + 0.001) - np.tanh(z - 0.001)) / 0.002,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("says", PLANTED)
def test_a_slope_with_a_slip_is_named(says):
    name, sigma, prime = PLANTED[says]

    assert names(network(sigma, prime), activations=[name, "identity"]) == says


@pytest.mark.slow
def test_a_slope_without_its_brackets_is_named():
    says = names(
        lambda w, b, x, y: _without_brackets(w, b, x, y),
        activations=["sigmoid", "identity"],
    )

    assert says.startswith("δ^l comes out as g · a · 1 − a in place of g · a(1 − a) (brackets are missing)")


def _without_brackets(w, b, x, y):
    a = sigmoid(w[0] @ x + b[0])
    d = w[1] @ a + b[1] - y
    before = (w[1].T @ d) * a * 1 - a
    m = x.shape[1]
    return [before.sum(1, keepdims=True) / m, d.sum(1, keepdims=True) / m], [before @ x.T / m, d @ a.T / m]


@pytest.mark.slow
def test_a_cost_with_a_slip_is_named():
    function = network(np.tanh, lambda z, a: 1 - a * a, delta=lambda a, y: np.sinh(a - y))

    says = names(function, activations=["tanh", "identity"], cost="log-cosh")
    assert says == "∇_a C comes out as with sinh(a − y) in place of tanh(a − y) (sinh for tanh) (BP1, layer 3)"


@pytest.mark.slow
def test_an_activation_with_a_slip_is_named():
    function = network(sigmoid, lambda z, a: a * (1 - a), value=lambda z: 1 / (1 + 2 * np.exp(-z)))

    says = names(function, activations=["sigmoid", "identity"])
    assert says.startswith("σ(z^l) comes out as with 1/(1 + 2e^(−z)) in place of 1/(1 + e^(−z)) (2e^(−z) for e^(−z))")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("alpha", "beta", "says"), [(0.75, 0.125, "0.75 y + 0.125"), (1.0, -0.5, "y − 0.5"), (0.9, 0.0, "0.9 y")]
)
def test_targets_that_were_changed_by_a_straight_line(alpha, beta, says):
    function = network(np.tanh, lambda z, a: 1 - a * a, delta=lambda a, y: a - (alpha * y + beta))

    assert names(function, activations=["tanh", "identity"]) == f"{says} stands for the targets y (BP1, layer 3)"


@pytest.mark.slow
@pytest.mark.parametrize("number", [0.5, 1.0, 0.3])
def test_a_number_that_stands_for_every_target(number):
    function = network(np.tanh, lambda z, a: 1 - a * a, delta=lambda a, y: a - number)

    says = names(function, activations=["tanh", "identity"])
    assert says == f"{number:g} stands for every target, whatever y is (BP1, layer 3)"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("eta", [2.0**1000, 2.0**-1000, 2.0**-1070])
def test_a_step_whose_rate_has_no_square(eta):
    """The planted fault: η² is no number, and nor is a difference over an η that is nearly 0."""
    report = check(lambda w, b, x, y: ([0 * w_l for w_l in w], b), gives="w b", eta=eta)

    assert report.outcome in ("wrong", "inconclusive")
