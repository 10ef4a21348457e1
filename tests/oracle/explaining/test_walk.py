"""Every mistake of the tables, planted alone: the first line blames its equation, and a name predicts every number."""

import numpy as np
import pytest

from nablacheck import check

from miswritten import planted

EVERY = list(planted())
SOME = EVERY[::12]


def blamed_and_named(one):
    report = check(one.function, activations=list(one.activations), cost=one.cost)
    equation, l = one.equation, one.layer

    assert report.outcome == "wrong", str(report)
    assert report.explanation.startswith(f"the function breaks {equation} at layer {l} of 4.\n"), str(report)
    assert len(report.diagnoses) == 1, str(report)
    mistakes = report.diagnoses[0].mistakes
    assert {mistake.equation for mistake, _ in mistakes} <= {equation}, str(report)
    assert {frozenset(layers) for _, layers in mistakes} <= {frozenset({l})}, str(report)
    assert "(predicts every number)" in report.explanation


@pytest.mark.slow
@pytest.mark.parametrize("one", SOME, ids=str)
def test_some_mistakes_are_blamed_and_named(one):
    blamed_and_named(one)


@pytest.mark.slow
@pytest.mark.parametrize("one", EVERY, ids=str)
def test_every_mistake_of_the_tables_is_blamed_and_named(one):
    blamed_and_named(one)


def test_there_are_many():
    assert len(EVERY) > 90


def test_an_error_that_has_no_name_is_no_factor_of_the_layers_below_in_a_batch():
    """δ|δ| of (a − y)/m has 1/m² in a batch: what follows from it is right, and only BP1 is not."""

    def squared(w, b, x, y):
        a = np.tanh(w[0] @ x + b[0])
        out = 1 / (1 + np.exp(-(w[1] @ a + b[1])))
        delta = (out - y) / x.shape[1] * out * (1 - out)
        delta = delta * abs(delta)
        back = w[1].T @ delta * (1 - a * a)
        return [back.sum(axis=1, keepdims=True), delta.sum(axis=1, keepdims=True)], [back @ x.T, delta @ a.T]

    report = check(squared, activations=["tanh", "sigmoid"])

    assert report.outcome == "wrong"
    assert report.explanation.startswith("the function breaks BP1 or (23) at layer 3 of 3.")
    assert report.diagnoses == ()
    assert report.explanation.count("looks like") == 1
