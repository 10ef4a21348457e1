"""What is said first: the targets that code is meant for, its narrow numbers, its forward pass; and what needs saying once."""

import itertools

import numpy as np
import pytest

from nablacheck import InputError, check
from nablacheck.oracle.checking import blaming, checker
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign import CalledHere
from nablacheck.oracle.checking.observed import as_far_as_possible
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.supposed import supposed_of
from nablacheck.oracle.checking.trials import Trials

TANH = ["tanh", "sigmoid"]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def two_layers(delta2, prime=lambda z, h: 1 - h * h, forward=np.tanh):
    """Backpropagation of two layers, with δ of the output and σ′ below it as they are given."""

    def gradients(w, b, x, y):
        z = w[0] @ x + b[0]
        h = forward(z)
        d2 = delta2(sigmoid(w[1] @ h + b[1]), y) / x.shape[1]
        d1 = (w[1].T @ d2) * prime(z, h)
        return [d1.sum(axis=1, keepdims=True), d2.sum(axis=1, keepdims=True)], [d1 @ x.T, d2 @ h.T]

    return gradients


def for_labels(a, y):
    return np.where(y == 1, a - 1, a)


def test_code_for_labels_is_right_for_them():
    report = check(two_layers(for_labels), activations=TANH, cost="cross-entropy")

    assert report.outcome == "right"
    assert "it is right for targets 0 and 1, and for these alone: other targets give another gradient" in report.notes


@pytest.mark.slow
def test_a_mistake_in_code_for_labels_is_judged_on_labels():
    """On fractions its δ^L is another one, and would be blamed."""
    report = check(two_layers(for_labels, prime=lambda z, h: 1), activations=TANH, cost="cross-entropy")

    assert report.explanation.startswith("the function breaks BP2 at layer 2 of 3.\n")
    assert [[mistake.name for mistake, _ in d.mistakes] for d in report.diagnoses] == [["sigma prime missing"]]
    assert "it is judged for targets 0 and 1; for other targets its δ^L is another one" in report.notes


@pytest.mark.slow
def test_a_mistake_at_the_output_of_code_for_labels_is_judged_on_labels():
    report = check(two_layers(lambda a, y: np.where(y == 1, -1 / a, 1 / (1 - a))), activations=TANH, cost="cross-entropy")

    assert report.explanation.startswith("the function breaks BP1 at layer 3 of 3.\n")
    assert [str(d) for d in report.diagnoses] == ["δ^L is ∇_a C, without ⊙ σ′(z^L) (BP1, layer 3)"]


@pytest.mark.slow
def test_a_mistake_at_the_output_for_any_targets_stays_on_fractions():
    report = check(two_layers(lambda a, y: (a - y) * a), activations=TANH, cost="cross-entropy")

    assert not any("it is judged for" in note for note in report.notes)


@pytest.mark.slow
def test_another_forward_pass_is_asked_for_first():
    """The cube of a tanh, whose gradient is right."""
    cubed = two_layers(
        lambda a, y: (a - y) * a * (1 - a), lambda z, h: 3 * np.tanh(z) ** 2 / np.cosh(z) ** 2, lambda z: np.tanh(z) ** 3
    )
    report = check(cubed, activations=TANH)
    looks_like = [line for line in report.explanation.splitlines() if "looks like:" in line]

    assert report.outcome == "wrong"
    assert looks_like[0] == (
        "  looks like: nothing that has a name; declare gives='output nabla_b nabla_w' and return a^L, to tell (23) from BP1"
    )


def test_with_the_outputs_the_forward_pass_is_blamed():
    def with_outputs(w, b, x, y):
        return sigmoid(w[1] @ np.tanh(w[0] @ x + b[0]) ** 3 + b[1]), *two_layers(lambda a, y: (a - y) * a * (1 - a))(w, b, x, y)

    report = check(with_outputs, activations=TANH, gives="output nabla_b nabla_w")

    assert report.explanation.startswith("the function breaks (23) at layer 3 of 3.\n")
    assert "forward pass?" not in report.explanation


def test_float16_inside_is_said_once():
    def narrow(w, b, x, y):
        w, b, x, y = (
            [part.astype(np.float16) for part in w],
            [part.astype(np.float16) for part in b],
            *(v.astype(np.float16) for v in (x, y)),
        )
        given = two_layers(lambda a, y: (a - y) * a * (1 - a))(w, b, x, y)
        return tuple([array.astype(np.float64) for array in arrays] for arrays in given)

    report = check(narrow, activations=TANH)

    assert report.declare == "dtype=float16"
    assert "no number on any network is wrong" in report.explanation
    assert str(report).count("dtype=") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "ascent", "outcome"), [("descent", False, "wrong"), ("ascent", True, "right"), ("ascent", False, "wrong")]
)
def test_a_step_up_minus_c_goes_down_c(step, ascent, outcome):
    """w + η(−∇C): what climbs is declared with both words; without −C it would be a step the wrong way."""

    def climb(w, b, x, y, eta):
        nabla_b, nabla_w = two_layers(lambda a, y: a - y)(w, b, x, y)
        uphill = 1 if (step, ascent) == ("descent", False) else -1
        return [p + uphill * eta * g for p, g in zip(w, nabla_w, strict=True)], [
            p + uphill * eta * g for p, g in zip(b, nabla_b, strict=True)
        ]

    report = check(climb, activations=TANH, cost="cross-entropy", takes="w b x y eta", gives="w b", step=step, ascent=ascent)

    assert report.outcome == outcome


def test_bfloat16_inside_is_no_float16():
    """NumPy has no such format, so that it cannot be declared."""

    def rounded(part):
        significand, exponent = np.frexp(part)
        return np.ldexp(np.rint(256 * significand) / 256, exponent)

    right = two_layers(lambda a, y: (a - y) * a * (1 - a))
    report = check(lambda *args: [[rounded(part) for part in letter] for letter in right(*args)], activations=TANH)

    assert report.outcome == "wrong"
    assert "the numbers are right as far as bfloat16 goes: something in the computation is bfloat16." in report.explanation
    assert "let it compute in float32 or float64 to be checked: NumPy has no bfloat16" in report.explanation
    assert "float16" not in str(report).replace("bfloat16", "")
    assert report.declare == ""


def test_bfloat16_that_is_declared_is_one_sentence():
    with pytest.raises(InputError, match="dtype is bfloat16, of which NumPy has no arrays to hand over; give float16 or"):
        check(two_layers(for_labels), activations=TANH, dtype="bfloat16")


def test_no_order_of_the_examples_is_named_where_none_was_seen():
    """δ is cut on the batch that is too large for every order to be tried; the smaller ones are right in their own."""

    def clipped(w, b, x, y):
        h = np.tanh(w[0] @ x + b[0])
        a = sigmoid(w[1] @ h + b[1])
        d2 = (a - y) * a * (1 - a) / x.shape[1]
        d1 = (w[1].T @ d2) * (1 - h * h)
        d1[0, 6:] *= 0.5
        return [d1.sum(axis=1, keepdims=True), d2.sum(axis=1, keepdims=True)], [d1 @ x.T, d2 @ h.T]

    report = check(clipped, activations=TANH)

    assert report.outcome == "wrong"
    assert "shuffled" not in str(report)


COARSE = {
    "to 1 decimal": (lambda s: np.round(s, 1), "σ′(z^l) is rounded to 1 decimal (BP2, layer 2)"),
    "to 3 decimals": (lambda s: np.round(s, 3), "σ′(z^l) is rounded to 3 decimals (BP2, layer 2)"),
    "to float16": (
        lambda s: s.astype(np.float16).astype(np.float64),
        "σ′(z^l) passes through float16: cast nothing, or declare dtype=float16 (BP2, layer 2)",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", COARSE)
def test_a_coarse_sigma_prime_is_told_from_a_coarse_dtype(how):
    coarse, says = COARSE[how]
    report = check(two_layers(raw, prime=lambda z, h: coarse(1 - h * h)), activations=TANH)

    assert report.explanation.startswith("the function breaks BP2 at layer 2 of 3.\n")
    assert [str(d) for d in report.diagnoses] == [says]


def raw(a, y):
    return (a - y) * a * (1 - a)


@pytest.mark.slow
def test_a_table_as_coarse_as_float16_is_not_said_to_be_float16():
    """σ′ between the points of a table: nothing in it is float16."""
    points = np.linspace(-8, 8, 161)
    report = check(two_layers(raw, prime=lambda z, h: np.interp(z, points, 1 - np.tanh(points) ** 2)), activations=TANH)

    assert report.outcome == "wrong"
    assert "something in the computation is float16, or about as coarse" in report.explanation


@pytest.mark.slow
def test_nothing_from_the_cost_is_said_as_that():
    report = check(two_layers(lambda a, y: 0 * a), activations=TANH)

    assert [str(d) for d in report.diagnoses] == [
        "every number is 0: δ^L is 0, nothing comes back from the cost (or no gradient was ever filled in) (BP1, layer 3)"
    ]
    assert "no bias gets a gradient" not in "".join(report.notes)


@pytest.mark.slow
def test_an_output_layer_without_its_sigma_is_one_mistake():
    """a^L is z^L, and σ′ is written with a^L."""

    def gradients(w, b, x, y):
        h = np.tanh(w[0] @ x + b[0])
        a = w[1] @ h + b[1]
        d2 = (a - y) * a * (1 - a) / x.shape[1]
        d1 = (w[1].T @ d2) * (1 - h * h)
        return [d1.sum(axis=1, keepdims=True), d2.sum(axis=1, keepdims=True)], [d1 @ x.T, d2 @ h.T]

    report = check(gradients, activations=TANH)
    says = "the output layer has no σ: z^L stands for a^L in ∇_a C, and in σ′ that is written with a^L (BP1, layer 3)"

    assert [str(d) for d in report.diagnoses] == [says]


@pytest.mark.slow
def test_nothing_but_a_decay_is_no_other_declaration():
    """δ is 0 everywhere, and ∇w is λw: no activation and no cost is to be thought of."""
    nothing = two_layers(lambda a, y: 0 * a)

    def decayed(w, b, x, y):
        nabla_b, nabla_w = nothing(w, b, x, y)
        return nabla_b, [nabla + 0.25 * of for nabla, of in zip(nabla_w, w, strict=True)]

    report = check(decayed, activations=TANH, l2=0.25)

    assert [str(d) for d in report.diagnoses] == ["δ^L is 0: nothing comes back from the cost (BP1, layer 3)"]
    assert "another declaration" not in report.explanation


@pytest.mark.parametrize("wrong_at", [lambda call: call == 1, lambda call: call % 2 == 0, lambda call: call % 5 == 0])
def test_an_answer_that_is_wrong_is_wrong_though_the_next_one_is_right(wrong_at):
    """The planted fault: only the first of two answers was judged, and a later one excused it."""
    calls, right = itertools.count(1), two_layers(lambda a, y: a - y)

    def function(w, b, x, y):
        nabla_b, nabla_w = right(w, b, x, y)
        return ([2 * part for part in nabla_b] if wrong_at(next(calls)) else nabla_b), nabla_w

    report = check(function, activations=TANH, cost="cross-entropy")
    assert report.outcome == "wrong", str(report)
    assert "it gives another answer at each call" in report.explanation


def asked_on_other_targets(monkeypatch, function, **declared):
    """How many kinds of targets the search for a name went on with."""
    asked = []
    monkeypatch.setattr(checker, "blamed", lambda *given, **named: asked.append(1) or blaming.blamed(*given, **named))
    assert check(function, **declared).outcome == "wrong"
    return len(asked) - 1


@pytest.mark.slow
def test_other_targets_are_asked_where_no_hidden_layer_is_nameless(monkeypatch):
    squared = lambda delta: delta + delta**2  # which nobody types
    at_the_output = two_layers(lambda a, y: squared(a - y))
    below = two_layers(lambda a, y: a - y, prime=lambda z, h: squared(1 - h * h) * np.cos(3 * z))

    assert asked_on_other_targets(monkeypatch, at_the_output, activations=TANH, cost="cross-entropy") > 0
    assert asked_on_other_targets(monkeypatch, below, activations=TANH, cost="cross-entropy") == 0


def test_what_gives_the_same_numbers_is_supposed_once():
    """l1 and smooth-l1(beta=0) are one function, l1(mean=1) a multiple of it, and on other targets it is l1 again."""
    l1 = two_layers(lambda a, y: np.sign(a - y) * a * (1 - a))
    c = Conventions()
    function = lambda *given: [[3 * part for part in parts] if k else parts for k, parts in enumerate(l1(*given))]
    trials = Trials(TANH, "quadratic", "float64", None, c)
    subject = Subject(CalledHere(function), c, 10.0)
    judgements = as_far_as_possible(subject, trials.problems())
    supposed = [one.declare for one, _, _ in supposed_of(subject, trials, judgements)]

    assert supposed[0] == "cost=l1"
    assert len(set(supposed)) == len(supposed)
    assert not any("mean" in one or "smooth" in one for one in supposed)
