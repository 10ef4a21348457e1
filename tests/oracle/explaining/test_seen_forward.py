"""On one example ∇w over ∇b is a^l: (23) is judged at each hidden layer, and other mistakes are looked for beside it."""

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining.seen_forward import OUTPUT, seen_forward, through_another
from nablacheck.oracle.explaining.walk import walk

from helpers.miscomputed import claims, network, sigmoid

SIGMOIDS = ("sigmoid",) * 3


def submission(z=None, a=None, slope=lambda z, a: a * (1 - a), error=lambda a, y: (a - y) * a * (1 - a), before=lambda z, a: a):
    """Sigmoid layers under the quadratic cost; z^l, a^l, σ′, δ^L and what BP4 takes for a^{l-1} may be other ones."""

    def gradients(w, b, x, y):
        activations, sums = {1: x}, {1: x}
        for l, (weights, bias) in enumerate(zip(w, b, strict=True), start=2):
            sums[l] = z(l, weights, activations[l - 1], bias) if z else weights @ activations[l - 1] + bias
            activations[l] = a(l, sums[l]) if a else sigmoid(sums[l])
        L = len(w) + 1
        delta = error(activations[L], y) / x.shape[1]
        nabla_b, nabla_w = [], []
        for l in reversed(range(2, L + 1)):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ before(sums[l - 1], activations[l - 1]).T)
            if l > 2:
                delta = w[l - 2].T @ delta * slope(sums[l - 1], activations[l - 1])
        return nabla_b, nabla_w

    return gradients


def explained(function, *sigmas):
    given = claims(function, *(sigmas or SIGMOIDS))
    return through_another(given, lambda through: [walk(claimed, through=through) for claimed in given])


def made(explanation):
    (diagnosis,) = explanation.diagnoses
    return [(mistake.name, sorted(layers)) for mistake, layers in diagnosis.mistakes]


def without_bias(l, w, a, b):
    return w @ a


def odd(*layers):
    """A σ that nobody knows, at some layers."""
    return lambda l, z: sigmoid(z) + z / 64 if l in layers else sigmoid(z)


def test_each_layer_has_its_own_name():
    function = submission(z=lambda l, w, a, b: w @ a + (l > 2) * b, a=lambda l, z: np.tanh(z) if l == 3 else sigmoid(z))
    found = explained(function)

    assert made(found) == [("bias forgotten", [2]), ("sigma is tanh", [3])]
    assert [(c.equation, c.layer, c.letter) for c in found.comparisons] == [("(23)", 2, "a^2")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "beside"),
    [
        ({"slope": lambda z, a: a}, ("sigma for sigma prime", [2, 3])),
        ({"error": lambda a, y: a - y}, ("sigma prime missing at the output", [4])),
        ({"before": lambda z, a: 1 - a}, None),
    ],
    ids=["BP2", "BP1", "BP4"],
)
def test_what_is_broken_beside_it_is_named_with_it(change, beside):
    """But where BP4 takes another array for a^{l-1} too, a^{l-1} is not seen."""
    found = explained(submission(z=without_bias, **change))

    if beside is None:
        assert found is None or "(predicts every number)" not in "".join(found.lines)
    else:
        assert made(found) == [("bias forgotten", [2, 3, 4]), beside]


def test_a_step_that_has_no_name_is_seen_at_its_layer():
    """a^3 follows from the a^2 that is seen."""
    found = explained(submission(a=odd(2)))

    assert found.diagnoses == ()
    assert [(c.equation, c.layer, c.letter) for c in found.comparisons] == [("(23)", 2, "a^2")]
    assert found.lines == (OUTPUT, "no mistake of the catalogue predicts a^2 (equation (23), layer 2)")
    assert found.primes == ()


def test_a_step_back_is_no_forward_pass():
    """BP1 and BP4 are wrong: ∇w over ∇b is z^{l-1}, from which nothing follows."""
    given = claims(submission(error=lambda a, y: a - y, before=lambda z, a: z), *SIGMOIDS)
    seen = seen_forward(given)

    assert seen is None or not seen.sure
    assert explained(submission(error=lambda a, y: a - y, before=lambda z, a: z)) is None


def test_a_right_forward_pass_is_no_other_one():
    assert seen_forward(claims(network(*SIGMOIDS), *SIGMOIDS)) is None
    assert seen_forward(claims(submission(slope=lambda z, a: a), *SIGMOIDS)) is None
    assert seen_forward(claims(submission(error=lambda a, y: a - y), *SIGMOIDS)) is None


@pytest.mark.parametrize(("letter", "l"), [("b", 4), ("b", 3), ("w", 4), ("w", 3)])
def test_a_factor_in_one_of_both_is_no_other_activation(letter, l):
    """With ∇b^l or ∇w^l times 3 beside another mistake in BP1, ∇w over ∇b is a multiple of a^{l-1}."""

    def stretched(w, b, x, y):
        nabla_b, nabla_w = submission(error=lambda a, y: np.sin(3 * a))(w, b, x, y)
        (nabla_b if letter == "b" else nabla_w)[l - 2] *= 3
        return nabla_b, nabla_w

    assert seen_forward(claims(stretched, *SIGMOIDS)) is None


@pytest.mark.slow
@pytest.mark.parametrize("layers", [(2,), (2, 3)], ids=str)
def test_a_check_blames_23_where_it_is_seen_and_asks_for_the_output(layers):
    report = check(submission(a=odd(*layers)), activations=["sigmoid"] * 2)

    assert report.explanation.startswith("the function breaks (23) at layer 2 of 3.\n  a^2["), str(report)
    assert "∇w^3 over ∇b^3 gives" in report.explanation
    assert f"looks like: {OUTPUT}" in report.explanation
    assert "σ′ as it was used" not in report.explanation


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [{"a": odd(3)}, {"error": lambda a, y: np.sin(3 * a)}], ids=["another σ at the output", "another error"]
)
def test_what_bp1_and_23_leave_open_is_said_to_be_open(change):
    report = check(submission(**change), activations=["sigmoid"] * 2)

    assert report.explanation.startswith("the function breaks BP1 or (23) at layer 3 of 3.\n"), str(report)
    assert f"looks like: {OUTPUT}" in report.explanation
    assert report.primes == ()


@pytest.mark.slow
@pytest.mark.parametrize("letter", [0, 1], ids=["∇b", "∇w"])
def test_where_delta_is_the_book_s_no_other_forward_pass_is_asked_for(letter):
    def odd_sum(w, b, x, y):
        gradient = submission()(w, b, x, y)
        gradient[letter][-1] = np.sin(9 * gradient[letter][-1])
        return gradient

    report = check(odd_sum, activations=["sigmoid"] * 2)

    assert report.explanation.startswith(f"the function breaks BP{3 + letter} at layer 3 of 3.\n"), str(report)
    assert OUTPUT not in report.explanation


@pytest.mark.slow
def test_with_the_output_nothing_is_open():
    def returns(w, b, x, y):
        output = sigmoid(w[1] @ sigmoid(w[0] @ x + b[0]) + b[1])
        return output, *submission(error=lambda a, y: np.sin(3 * a))(w, b, x, y)

    report = check(returns, activations=["sigmoid"] * 2, gives="output nabla_b nabla_w")

    assert report.explanation.startswith("the function breaks BP1 at layer 3 of 3.\n"), str(report)


@pytest.mark.parametrize(
    ("change", "name"),
    [({"z": without_bias}, "bias forgotten"), ({"a": lambda l, z: np.tanh(z) if l == 3 else sigmoid(z)}, "sigma is tanh")],
)
def test_outputs_that_are_wrong_are_named_by_the_gradient(change, name):
    def returns(w, b, x, y):
        z = without_bias if "z" in change else lambda l, w, a, b: w @ a + b
        output = z(3, w[1], sigmoid(z(2, w[0], x, b[0])), b[1])
        return (sigmoid(output) if "z" in change else np.tanh(output)), *submission(**change)(w, b, x, y)

    report = check(returns, activations=["sigmoid"] * 2, gives="output nabla_b nabla_w")

    assert report.explanation.startswith("the function breaks (23) at layer "), str(report)
    assert report.as_json()["mistake"] == name


def test_outputs_that_are_wrong_for_no_known_reason_are_blamed_all_the_same():
    def returns(w, b, x, y):
        return sigmoid(w[1] @ odd(2)(2, w[0] @ x + b[0]) + b[1]), *submission(a=odd(2))(w, b, x, y)

    report = check(returns, activations=["sigmoid"] * 2, gives="output nabla_b nabla_w")

    assert report.explanation.startswith("the function breaks (23) at layer 3 of 3.\n  a^3["), str(report)
    assert report.diagnoses == ()


@pytest.mark.slow
def test_another_sigma_of_the_output_alone_is_named_where_bp1_has_no_name_for_it():
    report = check(submission(a=lambda l, z: np.tanh(z) if l == 3 else sigmoid(z)), activations=["sigmoid"] * 2)

    assert report.explanation.startswith("the function breaks (23) at layer 3 of 3.\n"), str(report)
    assert report.as_json()["mistake"] == "sigma is tanh"
