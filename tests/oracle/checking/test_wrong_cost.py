"""What was returned in place of the declared cost, in words: another penalty, logarithm, part or cost."""

import numpy as np
import pytest

from nablacheck import check

pytestmark = pytest.mark.slow

LAM = 0.25


def network(cost, decay):
    """A right gradient of the cross-entropy with λ/2 Σw², beside a cost of a, y, m and w."""

    def f(w, b, x, y):
        m = x.shape[1]
        a = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
        d = (a - y) / m
        return cost(a, y, m, w[0]), [d.sum(axis=1, keepdims=True)], [d @ x.T + decay * w[0]]

    return f


def entropy(a, y, m, log=np.log):
    return -(y * log(a) + (1 - y) * log(1 - a)).sum() / m


SAID = {
    "twice the penalty": (
        lambda a, y, m, w: entropy(a, y, m) + LAM * (w**2).sum(),
        "λ Σw² in the cost where λ/2 Σw² is declared",
    ),
    "averaged": (
        lambda a, y, m, w: entropy(a, y, m) + LAM / (2 * m) * (w**2).sum(),
        "λ/(2m) Σw² in the cost where λ/2 Σw² is declared",
    ),
    "of sizes": (lambda a, y, m, w: entropy(a, y, m) + LAM * abs(w).sum(), "λ Σ|w| in the cost where λ/2 Σw² is declared"),
    "binary logarithm": (lambda a, y, m, w: entropy(a, y, m, np.log2), "log₂ where ln is declared"),
    "half": (lambda a, y, m, w: -(y * np.log(a)).sum() / m, "only the part of y is there, that of 1 − y is missing"),
    "the other half": (lambda a, y, m, w: -((1 - y) * np.log(1 - a)).sum() / m, "only the part of 1 − y is there"),
    "exchanged": (lambda a, y, m, w: entropy(y, a, m), "the cost of a and y exchanged"),
    "first example": (lambda a, y, m, w: entropy(a[:, :1], y[:, :1], 1), "the cost of the first example alone"),
    "last output": (lambda a, y, m, w: entropy(a[-1:], y[-1:], m), "the cost of the last output alone"),
    "another cost": (lambda a, y, m, w: ((a - y) ** 2).sum() / (2 * m), "the cost quadratic, where cross-entropy is declared"),
    "a factor": (lambda a, y, m, w: -entropy(a, y, m), "looks like: -1 times the declared cost"),
}
DECLARED = {"activations": ["sigmoid"], "cost": "cross-entropy", "gives": "cost nabla_b nabla_w", "widths": [3, 3]}


@pytest.mark.parametrize("case", SAID)
def test_what_was_returned_for_the_cost_is_said(case):
    cost, says = SAID[case]
    report = check(network(cost, LAM), l2=LAM, **DECLARED)

    assert report.outcome == "wrong"
    assert "breaks (26)" in report.explanation
    assert says in report.explanation, report.explanation


def test_an_undeclared_penalty_is_solved_for():
    report = check(network(lambda a, y, m, w: entropy(a, y, m) + LAM / 2 * (w**2).sum(), 0.0), **DECLARED)

    assert "0.125 Σw² in the cost: declare l2=0.25, or take it out" in report.explanation, report.explanation


def test_what_is_so_on_one_network_alone_is_not_said():
    """The planted mistake: a factor that follows the batch in a way that has no name."""
    report = check(network(lambda a, y, m, w: entropy(a, y, m) * (1 + m**3 / 7), 0.0), **DECLARED)

    assert "no mistake of the catalogue predicts these numbers" in report.explanation, report.explanation
