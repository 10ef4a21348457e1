"""What is done to some neurons or to ∇b or ∇w alone has a name: their order, the factor of one, numbers that are clipped."""

import numpy as np
import pytest

from nablacheck import check

from helpers.miscomputed import sigmoid


def gradients(delta=lambda d, l: d, of_b=lambda part, l: part, of_w=lambda part, l: part):
    """tanh → sigmoid, quadratic cost; δ^l, ∇b^l or ∇w^l is changed."""

    def backprop(w, b, x, y):
        h = np.tanh(w[0] @ x + b[0])
        a = sigmoid(w[1] @ h + b[1])
        d3 = delta((a - y) * a * (1 - a) / x.shape[1], 3)
        d2 = delta(w[1].T @ d3 * (1 - h * h), 2)
        nabla_b = [of_b(d.sum(axis=1, keepdims=True), l) for l, d in ((2, d2), (3, d3))]
        return nabla_b, [of_w(d2 @ x.T, 2), of_w(d3 @ h.T, 3)]

    return backprop


def row(i, factor, at):
    def change(part, l):
        part = part.copy()
        if l == at:
            part[i] *= factor
        return part

    return change


def named(function):
    report = check(function, activations=["tanh", "sigmoid"])
    assert report.outcome == "wrong"
    assert report.diagnoses, str(report)
    return report.as_json()["mistake"], report.explanation.splitlines()[0]


@pytest.mark.parametrize(("equation", "l"), [("BP1", 3), ("BP2", 2)])
def test_neurons_in_reverse_order(equation, l):
    turned = gradients(delta=lambda d, layer: d[::-1] if layer == l else d)

    assert named(turned) == ("neurons turned round", f"the function breaks {equation} at layer {l} of 3.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "equation", "l", "factor", "times"),
    [
        ("delta", "BP1", 3, 2, "2"),
        ("delta", "BP2", 2, 0, "0"),
        ("delta", "BP2", 2, -1, "-1"),
        ("of_b", "BP3", 3, 2, "2"),
        ("of_b", "BP3", 2, 0, "0"),
        ("of_w", "BP4", 2, 0.5, "1/2"),
    ],
)
def test_one_neuron_with_a_factor(change, equation, l, factor, times):
    for i, which in ((0, "neuron 1"), (-1, "the last neuron")):
        found = named(gradients(**{change: row(i, factor, l)}))

        assert found == (f"{which} times {times}", f"the function breaks {equation} at layer {l} of 3.")


@pytest.mark.parametrize(("change", "letter"), [("of_b", "∇b"), ("of_w", "∇w")])
def test_one_letter_that_is_clipped(change, letter):
    name, first = named(gradients(**{change: lambda part, l: np.clip(part, -1 / 32, 1 / 32)}))

    assert name == f"{letter} clipped at 0.03125"
    assert first == f"the function breaks {'BP3' if letter == '∇b' else 'BP4'} at layer 3 of 3."
