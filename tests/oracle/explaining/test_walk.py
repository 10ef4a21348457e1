"""Every mistake of the tables, planted alone: the first line blames its equation, and a name predicts every number."""

import numpy as np
import pytest

from nablacheck import check

from helpers.miswritten import example, first_parts, second_parts, submission, wrong_sums

NETWORKS = [
    (("tanh", "sigmoid", "sigmoid"), "quadratic"),
    (("relu", "tanh", "softmax"), "categorical-cross-entropy"),
    (("softmax", "softplus", "identity"), "mse"),
]


def planted():
    """Each mistake once: network, equation, layer, name and what it gives."""
    seen = set()
    for activations, cost in NETWORKS:
        t = example(activations, cost)
        for l in range(2, t.L + 1):
            of_delta = "BP1" if l == t.L else "BP2"
            parts = [(of_delta, name, gives) for name, gives in (*first_parts(t, l), *second_parts(t, l))]
            for equation, name, gives in (*parts, *wrong_sums(t, l)):
                if (equation, name) not in seen and differs(t, equation, l, gives):
                    seen.add((equation, name))
                    yield pytest.param(activations, cost, equation, l, gives, id=f"{equation} at {l}, {name}")


def differs(t, equation, l, gives):
    """Whether a mistake changes anything here but a rounding."""
    right = {"BP3": t.delta[l].sum(axis=-1, keepdims=True), "BP4": t.delta[l] @ t.a[l - 1].T}.get(equation, t.delta[l])
    return np.any(np.broadcast_to(gives(t, l), right.shape).astype(np.float32) != right.astype(np.float32))


EVERY = list(planted())
SOME = EVERY[::12]


def blamed_and_named(activations, cost, equation, l, gives):
    report = check(submission(activations, cost, equation, l, gives), activations=list(activations), cost=cost)

    assert report.outcome == "wrong", str(report)
    assert report.explanation.startswith(f"the function breaks {equation} at layer {l} of 4.\n"), str(report)
    assert len(report.diagnoses) == 1, str(report)
    mistakes = report.diagnoses[0].mistakes
    assert {mistake.equation for mistake, _ in mistakes} <= {equation}, str(report)
    assert {frozenset(layers) for _, layers in mistakes} <= {frozenset({l})}, str(report)
    assert "(predicts every number)" in report.explanation


@pytest.mark.slow
@pytest.mark.parametrize(("activations", "cost", "equation", "l", "gives"), SOME)
def test_some_mistakes_are_blamed_and_named(activations, cost, equation, l, gives):
    blamed_and_named(activations, cost, equation, l, gives)


@pytest.mark.slow
@pytest.mark.parametrize(("activations", "cost", "equation", "l", "gives"), EVERY)
def test_every_mistake_of_the_tables_is_blamed_and_named(activations, cost, equation, l, gives):
    blamed_and_named(activations, cost, equation, l, gives)


def test_there_are_many():
    assert len(EVERY) > 90
