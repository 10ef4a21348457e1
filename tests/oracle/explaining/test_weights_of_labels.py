"""Labels that count differently, as positive weights in the cross-entropy: both numbers are solved for and said."""

import numpy as np
import pytest

from nablacheck import check

pytestmark = pytest.mark.slow


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def counting(of_one, of_zero):
    """Sigmoids under the cross-entropy, in which what is 1 in y and what is 0 count so many times."""

    def gradient(w, b, x, y):
        a = [x]
        for weight, bias in zip(w, b, strict=True):
            a.append(sigmoid(weight @ a[-1] + bias))
        delta = (of_zero * (1 - y) * a[-1] - of_one * y * (1 - a[-1])) / x.shape[1]
        nabla_b, nabla_w = [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ a[l].T)
            delta = w[l].T @ delta * a[l] * (1 - a[l])
        return nabla_b, nabla_w

    return gradient


SAID = {
    (3.0, 1.0): "y = 1 counts 3 times (BP1, layer 4)",
    (1.0, 2.0): "y = 0 counts 2 times (BP1, layer 4)",
    (2.0, 0.5): "y = 1 counts 2 times and y = 0 counts 0.5 times (BP1, layer 4)",
    (2.0, 2.0): "times 2",
}


@pytest.mark.parametrize("counts", SAID)
@pytest.mark.parametrize("declared", [{}, {"targets": "0 and 1"}, {"dtype": "float32"}])
def test_how_often_labels_count_is_said(counts, declared):
    report = check(counting(*counts), cost="cross-entropy", **declared)

    assert report.outcome == "wrong"
    assert [str(diagnosis) for diagnosis in report.diagnoses] == [SAID[counts]]


def test_what_counts_once_is_right():
    assert check(counting(1.0, 1.0), cost="cross-entropy").outcome == "right"


def test_a_number_that_nobody_types_has_no_name():
    assert not check(counting(2.718281828, 1.0), cost="cross-entropy").diagnoses
