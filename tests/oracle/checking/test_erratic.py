"""float32 is suspected where the errors are those of rounding, and not where they are small and smooth."""

import numpy as np
import pytest

from nablacheck import check

pytestmark = pytest.mark.slow


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def narrow(array):
    return array.astype(np.float32).astype(np.float64)


def submission(sigma=sigmoid, prime=lambda a: a * (1 - a), of_x=lambda x: x, of_w=lambda part, w: part):
    """σ in every layer and the quadratic cost, with what is changed."""

    def gradients(w, b, x, y):
        a = [of_x(x)]
        for weight, bias in zip(w, b, strict=True):
            a.append(sigma(weight @ a[-1] + bias))
        delta, nabla_b, nabla_w = (a[-1] - y) / x.shape[1] * prime(a[-1]), [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, of_w(delta @ a[l].T, w[l]))
            if l:
                delta = w[l].T @ delta * prime(a[l])
        return nabla_b, nabla_w

    return gradients


ROUNDED = {
    "x": submission(of_x=narrow),
    "σ": submission(sigma=lambda z: narrow(sigmoid(narrow(z)))),
    "z": submission(sigma=lambda z: sigmoid(narrow(z))),
    "exp": submission(sigma=lambda z: 1 / (1 + narrow(np.exp(-z)))),
    "everything that comes back": lambda *args: [[narrow(part) for part in parts] for parts in submission()(*args)],
}
SMOOTH = {
    "an ε in σ": submission(sigma=lambda z: 1 / (1 + np.exp(-z) + 1e-8)),
    "an ε in σ′": submission(prime=lambda a: a * (1 - a) + 1e-8),
    "a factor": submission(of_w=lambda part, w: part * (1 + 1e-10)),
    "one number": submission(of_w=lambda part, w: part * (1 + 1e-9 * (np.arange(part.size).reshape(part.shape) == 0))),
}


@pytest.mark.parametrize("what", ROUNDED)
def test_rounding_to_float32_is_told_from_its_errors(what):
    report = check(ROUNDED[what])

    assert (report.outcome, report.declare) == ("wrong", "dtype=float32")
    assert "something in the computation is float32" in report.explanation


@pytest.mark.parametrize("what", SMOOTH)
def test_a_small_mistake_is_not_taken_for_rounding(what):
    report = check(SMOOTH[what])

    assert (report.outcome, report.declare) == ("wrong", "")
    assert "float32" not in str(report)


def test_what_only_float16_can_explain_is_said_though_it_leaves_much_open():
    report = check(submission(sigma=lambda z: sigmoid(z).astype(np.float16).astype(float)))

    assert (report.outcome, report.declare) == ("wrong", "dtype=float16")
    assert "no number on any network is wrong" in report.explanation


def test_targets_that_float32_holds_are_no_reason_to_call_rounding_right_for_others():
    """Columns that add up to 1 have as many bits as their format: what rounds them is wrong for them as for any fractions."""
    gradients = submission()
    report = check(lambda w, b, x, y: gradients(w, b, x, narrow(y)))

    assert report.outcome == "right"
    assert report.notes == ("it is right for targets 0 and 1, and for these alone: other targets give another gradient",)
