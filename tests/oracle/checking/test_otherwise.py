"""Code that is right under another reading than the declared one: the verdict is right, and the answer says which."""

import numpy as np
import pytest

import nablacheck


def two_layers(output, delta_of, cost_of=None, before_of=None):
    """Two layers, the first of tanh; `delta_of(a, y, m)` is δ^3."""

    def function(w, b, x, y):
        a2 = np.tanh(w[0] @ x + b[0])
        a3 = output(w[1] @ a2 + b[1])
        delta3 = delta_of(a3, y, x.shape[1])
        delta2 = (w[1].T @ delta3) * (1 - a2**2)
        gradients = [d.sum(axis=1, keepdims=True) for d in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]
        return (cost_of(a3, y), *gradients) if cost_of else gradients

    return function


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def by_cases(a, y, m):
    return np.where(y == 1, a - 1, a) / m


BITS = two_layers(sigmoid, by_cases)
DECLARED = {"activations": ["tanh", "sigmoid"], "cost": "cross-entropy"}


@pytest.mark.slow
def test_what_is_right_for_0_and_1_alone_is_right_and_says_so():
    report = nablacheck.check(BITS, **DECLARED)

    assert report.outcome == "right"
    assert any("right for targets 0 and 1, and for these alone" in note for note in report.notes)
    declared = nablacheck.check(BITS, **DECLARED, targets="0 and 1")
    assert declared.outcome == "right"
    assert not any("alone" in note for note in declared.notes)
    assert nablacheck.check(BITS, **DECLARED, targets="probabilities").outcome == "wrong"


@pytest.mark.slow
def test_what_is_wrong_for_0_and_1_too_stays_wrong():
    wrong = two_layers(sigmoid, lambda a, y, m: np.where(y == 1, a - 1, 2 * a) / m)

    assert nablacheck.check(wrong, **DECLARED).outcome == "wrong"


def quadratic(a, y, m):
    return (a - y) / m * a * (1 - a)


@pytest.mark.slow
def test_a_difference_of_weights_has_the_rounding_of_a_step():
    exact = two_layers(sigmoid, quadratic)

    def differences(w, b, x, y, wrong=0.0):
        nabla_b, nabla_w = exact(w, b, x, y)
        return (
            [p - (p - g) for p, g in zip(b, nabla_b, strict=True)],
            [p - (p - g - wrong * g) for p, g in zip(w, nabla_w, strict=True)],
        )

    declared = {"activations": ["tanh", "sigmoid"], "widths": [2, 4, 1], "dtype": "float32"}
    report = nablacheck.check(differences, **declared)
    assert report.outcome == "right"
    assert any("w − w′" in note for note in report.notes)
    assert nablacheck.check(lambda *given: differences(*given, wrong=2.0**-10), **declared).outcome == "wrong"


@pytest.mark.parametrize("eta", [1.0, 0.25])
def test_a_step_of_a_fixed_rate_is_declared(eta):
    exact = two_layers(sigmoid, quadratic)

    def step(w, b, x, y):
        nabla_b, nabla_w = exact(w, b, x, y)
        return [p - eta * g for p, g in zip(w, nabla_w, strict=True)], [p - eta * g for p, g in zip(b, nabla_b, strict=True)]

    declared = {"activations": ["tanh", "sigmoid"], "gives": "w b"}
    assert nablacheck.check(step, **declared, eta=eta).outcome == "right"
    assert nablacheck.check(step, **declared, eta=eta / 2).outcome == "wrong"


def test_code_that_goes_uphill_is_declared():
    uphill = two_layers(sigmoid, lambda a, y, m: -quadratic(a, y, m), lambda a, y: -((a - y) ** 2).sum() / 2 / a.shape[1])
    declared = {"activations": ["tanh", "sigmoid"], "gives": "cost nabla_b nabla_w"}

    assert nablacheck.check(uphill, **declared, ascent=True).outcome == "right"
    assert nablacheck.check(uphill, **declared).outcome == "wrong"


def test_a_returned_cost_with_another_factor_is_declared():
    summed = two_layers(sigmoid, lambda a, y, m: m * quadratic(a, y, m), lambda a, y: ((a - y) ** 2).sum() / 2 / a.shape[1])
    declared = {"activations": ["tanh", "sigmoid"], "gives": "cost nabla_b nabla_w", "total": "sum"}

    assert nablacheck.check(summed, **declared, cost_total="mean").outcome == "right"
    assert nablacheck.check(summed, **declared).outcome == "wrong"


@pytest.mark.slow
@pytest.mark.parametrize("over", [1.0, "m"])
def test_a_penalty_of_absolute_weights_is_declared(over):
    exact = two_layers(sigmoid, quadratic)

    def penalised(w, b, x, y):
        nabla_b, nabla_w = exact(w, b, x, y)
        pull = 0.5 / (x.shape[1] if over == "m" else 1)
        return nabla_b, [g + pull * np.sign(p) for p, g in zip(w, nabla_w, strict=True)]

    declared = {"activations": ["tanh", "sigmoid"]}
    assert nablacheck.check(penalised, **declared, l1=0.5, l1_over=over).outcome == "right"
    assert nablacheck.check(penalised, **declared, l1=0.25, l1_over=over).outcome == "wrong"
    missing = nablacheck.check(exact, **declared, l1=0.5, l1_over=over)
    assert missing.outcome == "wrong"
    term = "λ sign(w)/m" if over == "m" else "λ sign(w)"
    assert f"∇w lacks {term} (BP4, layers 2 and 3)" in missing.explanation


@pytest.mark.slow
def test_one_number_for_the_biases_of_a_layer_is_taken_for_each_of_them():
    exact = two_layers(sigmoid, quadratic)

    def summed(w, b, x, y):
        nabla_b, nabla_w = exact(w, b, x, y)
        return [np.sum(g) for g in nabla_b], nabla_w

    report = nablacheck.check(summed, activations=["tanh", "sigmoid"])
    assert report.outcome == "wrong"


def test_an_example_in_a_row_is_declared():
    def rows(w, b, x, y):
        a2 = np.tanh(x @ w[0] + b[0])
        a3 = sigmoid(a2 @ w[1] + b[1])
        delta3 = (a3 - y) * a3 * (1 - a3)
        delta2 = delta3 @ w[1].T * (1 - a2**2)
        assert x.shape[0] == 1
        return [delta2, delta3], [x.T @ delta2, a2.T @ delta3]

    declared = {"activations": ["tanh", "sigmoid"], "examples": "row", "weights": "(in, out)", "biases": "(1, n)"}
    assert nablacheck.check(rows, **declared).outcome == "right"


def test_code_that_goes_uphill_may_return_the_cost_that_goes_down():
    uphill = two_layers(sigmoid, lambda a, y, m: -quadratic(a, y, m), lambda a, y: ((a - y) ** 2).sum() / 2 / a.shape[1])
    declared = {"activations": ["tanh", "sigmoid"], "gives": "cost nabla_b nabla_w", "ascent": True}

    assert nablacheck.check(uphill, **declared).outcome == "right"
    twice = two_layers(sigmoid, lambda a, y, m: -quadratic(a, y, m), lambda a, y: ((a - y) ** 2).sum() / a.shape[1])
    assert "breaks (26)" in nablacheck.check(twice, **declared).explanation


@pytest.mark.slow
@pytest.mark.parametrize("most", [0.05, 0.03, 0.01])
def test_what_happens_not_to_show_on_narrower_targets_is_wrong(most):
    """δ clipped in BP2: where the targets are such that it is small, nothing is clipped."""
    report = nablacheck.check(clipping(most))

    assert report.outcome == "wrong"
    assert "for these alone" not in str(report)


def clipping(most):
    """σ three times, the quadratic cost, and no δ larger than a number."""

    def gradients(w, b, x, y):
        a = [x]
        for weight, bias in zip(w, b, strict=True):
            a.append(1 / (1 + np.exp(-weight @ a[-1] - bias)))
        m, delta, nabla_b, nabla_w = x.shape[1], (a[-1] - y) * a[-1] * (1 - a[-1]), [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(1, keepdims=True) / m)
            nabla_w.insert(0, delta @ a[l].T / m)
            if l:
                delta = np.clip(w[l].T @ delta * a[l] * (1 - a[l]), -most, most)
        return nabla_b, nabla_w

    return gradients


@pytest.mark.parametrize(("share", "noted"), [(0, True), (1, False)])
def test_a_cost_without_the_penalty_that_is_declared_is_noted(share, noted):
    """The planted slip: λ/2 Σw² is in the gradient and not in the cost that is returned."""

    def mine(w, b, x, y):
        a = w[0] @ x + b[0]
        delta = (a - y) / x.shape[1]
        cost = ((a - y) ** 2).sum() / 2 / x.shape[1] + share * 0.25 / 2 * (w[0] ** 2).sum()
        return cost, [delta.sum(axis=1, keepdims=True)], [delta @ x.T + 0.25 * w[0]]

    report = nablacheck.check(mine, activations=["identity"], l2=0.25, gives="cost nabla_b nabla_w")

    assert report.outcome == "right"
    assert any("has no penalty in it" in note for note in report.notes) == noted
