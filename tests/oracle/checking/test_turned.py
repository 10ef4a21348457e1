"""Lists that are right from the output back are said to be that, and nothing else is blamed."""

import pytest

from nablacheck import check

from helpers.miscomputed import network

SIGMOIDS = ("sigmoid", "sigmoid")


@pytest.mark.parametrize(
    ("which", "says"),
    [
        ((0, 1), "nabla_b and nabla_w are right, but from the output back"),
        ((1,), "nabla_w is right, but from the output back"),
        ((0,), "nabla_b is right, but from the output back"),
    ],
)
@pytest.mark.parametrize("widths", [None, (3, 3, 3)], ids=str)
def test_the_lists_that_are_turned_are_named(which, says, widths):
    def backwards(w, b, x, y):
        gradient = network(*SIGMOIDS)(w, b, x, y)
        return [part[::-1] if i in which else part for i, part in enumerate(gradient)]

    report = check(backwards, activations=list(SIGMOIDS), widths=widths)

    assert report.outcome == "wrong"
    assert report.explanation.startswith(f"the function is wrong: {says}: the first layer must be first"), str(report)
    assert report.as_json()["mistake"] == "lists turned round"


def test_parameters_after_a_step_are_turned_too():
    def backwards(w, b, x, y, eta):
        nabla_b, nabla_w = network(*SIGMOIDS)(w, b, x, y)
        new_w, new_b = ([p - eta * g for p, g in zip(*pair, strict=True)] for pair in ((w, nabla_w), (b, nabla_b)))
        return new_w[::-1], new_b[::-1]

    report = check(backwards, activations=list(SIGMOIDS), takes="w b x y eta", gives="w b")

    assert report.explanation.startswith("the function is wrong: b and w are right, but from the output back"), str(report)


@pytest.mark.slow
def test_lists_that_are_wrong_both_ways_are_not_turned():
    def backwards(w, b, x, y):
        nabla_b, nabla_w = network(*SIGMOIDS)(w, b, x, y)
        return nabla_b[::-1], [nabla + weight for nabla, weight in zip(nabla_w[::-1], w, strict=True)]

    report = check(backwards, activations=list(SIGMOIDS), widths=(3, 3, 3))

    assert report.outcome == "wrong"
    assert "from the output back" not in report.explanation
