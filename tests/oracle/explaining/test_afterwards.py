"""What was done to a whole gradient that was right is said of the whole, and not where it was done to a part."""

import numpy as np
import pytest

from nablacheck import check


def gradients(w, b, x, y):
    """tanh → identity, quadratic cost"""
    a = np.tanh(w[0] @ x + b[0])
    delta = (w[1] @ a + b[1] - y) / x.shape[1]
    back = (w[1].T @ delta) * (1 - a * a)
    return [back.sum(axis=1, keepdims=True), delta.sum(axis=1, keepdims=True)], [back @ x.T, delta @ a.T]


def each(change):
    return lambda *given: tuple([change(array) for array in arrays] for arrays in gradients(*given))


def scaled(w, b, x, y):
    nabla_b, nabla_w = gradients(w, b, x, y)
    norm = np.sqrt(sum((array**2).sum() for array in (*nabla_b, *nabla_w)))
    factor = min(1.0, 0.75 / norm)
    return [factor * array for array in nabla_b], [factor * array for array in nabla_w]


SAYS = {
    "clipped": (each(lambda array: np.clip(array, -0.25, 0.25)), "the numbers are clipped between -0.25 and 0.25"),
    "signs": (each(np.sign), "only the sign of each number is left"),
    "no signs": (each(np.abs), "the sign of each number is lost"),
    "normalised": (each(lambda array: array / np.linalg.norm(array)), "the array is divided by its norm"),
    "rounded": (each(lambda array: np.round(array, 6)), "the numbers are rounded to 6 decimals"),
    "rounded to a few": (each(lambda array: np.round(array, 2)), "the numbers are rounded to 2 decimals"),
    "norm": (scaled, "the whole gradient is scaled down to the norm 0.75"),
}


@pytest.mark.parametrize("kind", SAYS)
def test_it_is_said_of_the_whole(kind):
    function, says = SAYS[kind]
    report = check(function, activations=["tanh", "identity"])

    assert report.outcome == "wrong"
    assert report.explanation.splitlines()[0] == f"the function is wrong: {says}."
    assert [str(diagnosis) for diagnosis in report.diagnoses] == [says]


def test_a_part_that_was_rounded_is_no_whole():
    def part(*given):
        nabla_b, nabla_w = gradients(*given)
        return nabla_b, [np.round(nabla_w[0], 6), nabla_w[1]]

    report = check(part, activations=["tanh", "identity"])

    assert [str(diagnosis) for diagnosis in report.diagnoses] == ["the numbers are rounded to 6 decimals (BP4, layer 2)"]


def test_a_part_that_was_clipped_is_no_whole():
    def part(*given):
        nabla_b, nabla_w = gradients(*given)
        return nabla_b, [np.clip(nabla_w[0], -0.25, 0.25), 2 * nabla_w[1]]

    report = check(part, activations=["tanh", "identity"])

    assert report.explanation.startswith("the function breaks BP4 at layer 3 of 3.")


def test_one_factor_for_everything_is_no_norm():
    report = check(each(lambda array: 3 * array), activations=["tanh", "identity"])

    assert [str(diagnosis) for diagnosis in report.diagnoses] == ["times 3"]


def test_one_array_for_the_biases_of_all_layers():
    def one_array(w, b, x, y):
        m, h = x.shape[1], np.tanh(w[0] @ x + b[0])
        a = np.tanh(w[1] @ h + b[1])
        delta = [None, (a - y) * (1 - a * a) / m]
        delta[0] = w[1].T @ delta[1] * (1 - h * h)
        total = sum(d.sum(axis=1, keepdims=True) for d in delta)
        return [total, total], [delta[0] @ x.T, delta[1] @ h.T]

    report = check(one_array, activations=["tanh", "tanh"], widths=[2, 4, 4])
    assert "∇b of all layers is one array: in each stands the sum of them all" in report.explanation, report.explanation
