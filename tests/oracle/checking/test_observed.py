"""The walks through a function's networks and examples: what is looked for on one of them is not looked for on each."""

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining import slots


def code(error=lambda delta: delta, sigma_prime=lambda a: a * (1 - a)):
    """Three layers of sigmoid under the quadratic cost, with what is changed in ∇b and σ′."""

    def gradient(w, b, x, y):
        a = [x]
        for weight, bias in zip(w, b, strict=True):
            a.append(1 / (1 + np.exp(-(weight @ a[-1] + bias))))
        delta, nabla_b, nabla_w = (a[-1] - y) / x.shape[1] * a[-1] * (1 - a[-1]), [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, error(delta).sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ a[l].T)
            if l:
                delta = w[l].T @ delta * sigma_prime(a[l])
        return nabla_b, nabla_w

    return gradient


@pytest.fixture
def searches(monkeypatch):
    """The equation, the layer and the number of examples of each search for a reason."""
    made, simplest = [], slots.simplest

    def counted(reasons):
        made.append(reasons.gi_frame.f_locals["self"])
        return simplest(reasons)

    monkeypatch.setattr(slots, "simplest", counted)
    return made


def places(searches):
    return [slot.place for slot in searches]


def test_a_reason_is_looked_for_once_and_held_to_every_other_example(searches):
    report = check(code(sigma_prime=lambda a: a))

    assert "looks like: " in report.explanation
    assert "(predicts every number)" in report.explanation
    assert len(places(searches)) == len(set(places(searches)))


def test_what_no_example_explains_is_not_looked_for_in_a_batch(searches):
    """∇b is squared, entry by entry, and by a number that nobody types."""
    check(code(error=lambda delta: np.sin(7 * delta) + 0.123 * np.cos(delta)))

    of_b = [slot for slot in searches if slot.equation == "BP3" and slot.layer == 4]
    assert of_b
    assert all(slot.claimed.problem.batch == 1 for slot in of_b)
