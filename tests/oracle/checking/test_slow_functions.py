"""A function that takes long: its verdict is the same, and for the sake of a name it is called for a few seconds alone."""

import pytest

from nablacheck import check
from nablacheck.oracle.checking import checker
from nablacheck.oracle.checking.subject import Budget
from nablacheck.reference.errors import InputError

from helpers.miscomputed import sigmoid


class Counted:
    """The chapter's code with ∇w doubled, which counts its calls."""

    def __init__(self):
        self.calls = 0

    def __call__(self, w, b, x, y):
        self.calls += 1
        a, m = [x], x.shape[1]
        for weights, biases in zip(w, b, strict=True):
            a.append(sigmoid(weights @ a[-1] + biases))
        delta, nabla_b, nabla_w = (a[-1] - y) * a[-1] * (1 - a[-1]), [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True) / m)
            nabla_w.insert(0, (2 + 0.0625 * a[l].sum()) * delta @ a[l].T / m)
            delta = (w[l].T @ delta) * a[l] * (1 - a[l])
        return nabla_b, nabla_w


@pytest.mark.slow
def test_nothing_is_asked_of_it_when_its_time_is_over(monkeypatch):
    quick, slow = Counted(), Counted()
    named = check(quick)
    monkeypatch.setattr(checker, "Budget", lambda: Budget(0.0))

    report = check(slow)

    assert (named.outcome, report.outcome) == ("wrong", "wrong")
    assert report.explanation.startswith("the function breaks BP4 at layer ")
    assert checker.SLOW in report.notes
    assert checker.SLOW not in named.notes
    assert slow.calls < quick.calls


def test_a_budget_is_spent_by_what_is_done_within_it():
    budget = Budget(1e9)
    with budget.counting():
        pass

    assert 0 < budget.seconds < 1e9
    budget.seconds = 0.0
    with pytest.raises(InputError, match="takes long"), budget.counting():
        raise AssertionError("it is not begun")
