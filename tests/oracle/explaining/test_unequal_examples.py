"""What a batch shows where each example by itself is right, and what else than a^L or the gradient may have been returned."""

import numpy as np
import pytest

from nablacheck import check

from helpers.miscomputed import sigmoid

pytestmark = pytest.mark.slow


def of_each(w, b, x, y):
    """∇b and ∇w of each example, two layers of the sigmoid under the cross-entropy."""
    for k in range(x.shape[1]):
        one, target = x[:, k : k + 1], y[:, k : k + 1]
        a = sigmoid(w[0] @ one + b[0])
        d = sigmoid(w[1] @ a + b[1]) - target
        before = (w[1].T @ d) * a * (1 - a)
        yield [before, d], [before @ one.T, d @ a.T]


def combined(weights):
    """The gradient of a batch in which examples count as `weights` of their number says."""

    def gradients(w, b, x, y):
        m = x.shape[1]
        parts = [(c, *part) for c, part in zip(weights(m), of_each(w, b, x, y), strict=True)]
        total = lambda i: [sum(part[0] * part[i][l] for part in parts) / m for l in (0, 1)]
        return total(1), total(2)

    return gradients


def told(function, **declared):
    report = check(function, activations=["sigmoid", "sigmoid"], cost="cross-entropy", **declared)
    assert report.outcome == "wrong"
    return "; ".join(map(str, report.diagnoses)), report


def test_a_running_sum_is_told_by_how_often_each_example_counts():
    says, _ = told(combined(lambda m: range(m, 0, -1)))

    assert says.startswith("the examples do not count alike: example 1 7 times, example 2 6 times, ")
    assert "example 6 twice, example 7 once" in says
    assert says.endswith("where each counts once (as when a running sum that is not set back to 0 is added up)")


def test_a_mean_of_means_of_parts_of_unequal_size():
    def weights(m):
        parts = [range(i, min(i + 2, m)) for i in range(0, m, 2)]
        return [m / (len(parts) * len(part)) for part in parts for _ in part]

    says, report = told(combined(weights))

    assert says.endswith("where each counts once (as in a mean of means of parts of unequal size)")
    assert "declare gives='output" not in report.explanation


def test_what_is_no_sum_of_the_examples_is_not_told_so():
    def mixed(w, b, x, y):
        nabla_b, nabla_w = combined(lambda m: [1] * m)(w, b, x, y)
        return nabla_b, [part + (x.shape[1] > 1) * 0.0625 * np.cos(part) for part in nabla_w]

    says, report = told(mixed)

    assert not says
    assert "each example by itself is right: what is wrong is how several are put together" in report.notes


def test_an_output_that_was_changed_in_place():
    def overwritten(w, b, x, y):
        a = sigmoid(w[0] @ x + b[0])
        output = sigmoid(w[1] @ a + b[1])
        d = output
        d -= y
        before = (w[1].T @ d) * a * (1 - a)
        m = x.shape[1]
        return output, [part.sum(1, keepdims=True) / m for part in (before, d)], [before @ x.T / m, d @ a.T / m]

    says, _ = told(overwritten, gives="output nabla_b nabla_w")

    assert says == "a^L − y (as where the array of a^L was changed in place) was returned for a^L (equation (23), layer 3)"


def test_an_array_that_was_scaled_down_to_a_norm():
    def clipped(w, b, x, y):
        nabla_b, nabla_w = combined(lambda m: [1] * m)(w, b, x, y)
        return nabla_b, [part * min(1, 0.125 / np.linalg.norm(part)) for part in nabla_w]

    says, _ = told(clipped)

    assert says.startswith("the array is scaled down to the norm 0.125 where its norm is larger (BP4, layer")


@pytest.mark.parametrize(
    ("z", "says"),
    [
        (lambda w, a, b: 3 * (w @ a + b), "σ(z^l) was computed at 3 z^l where it has z^l"),
        (lambda w, a, b: w @ a + b + 1, "1 was added to z^l"),
        (lambda w, a, b: w @ a + w.shape[1] * b, "b^l was added once for each neuron of layer l−1, n_{l-1} times, in z^l"),
        (
            lambda w, a, b: np.sqrt(3 / w.shape[1]) * (w @ a) + b,
            "w^l a^{l-1} was multiplied by √(3/n_{l-1}) in z^l, with n_{l-1} the neurons of layer l−1",
        ),
    ],
)
def test_a_number_in_the_forward_pass_is_solved_for(z, says):
    def gradients(w, b, x, y):
        a = sigmoid(z(w[0], x, b[0]))
        d = sigmoid(z(w[1], a, b[1])) - y
        before = (w[1].T @ d) * a * (1 - a)
        m = x.shape[1]
        return [part.sum(1, keepdims=True) / m for part in (before, d)], [before @ x.T / m, d @ a.T / m]

    assert told(gradients)[0].startswith(f"{says} (equation (23), layers 2 and 3)")


def test_other_weights_in_the_whole_pass():
    def gradients(w, b, x, y):
        return combined(lambda m: [1] * m)([part / 2 for part in w], b, x, y)

    assert told(gradients)[0] == "w/2 was taken for w in every layer, forward and back"
