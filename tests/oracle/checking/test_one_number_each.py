"""y of one output and x of one input without an axis of neurons, as scikit-learn has them: handed over, read, suspected."""

import json

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.encoding import encode
from nablacheck.oracle.checking.exercise import Exercise
from nablacheck.oracle.checking.files import claim_in
from nablacheck.oracle.checking.texts import read
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem as small

SIGMOIDS = {"activations": ["tanh", "sigmoid"]}
ROWS = {"examples": "rows", "weights": "(in, out)", "biases": "(n,)"}


def gradients(w, b, x, y):
    """Of the quadratic cost, in columns."""
    a2 = np.tanh(w[0] @ x + b[0])
    a3 = 1 / (1 + np.exp(-(w[1] @ a2 + b[1])))
    delta3 = (a3 - y) * a3 * (1 - a3) / x.shape[1]
    delta2 = (w[1].T @ delta3) * (1 - a2**2)
    return [delta2.sum(axis=1, keepdims=True), delta3.sum(axis=1, keepdims=True)], [delta2 @ x.T, delta3 @ a2.T]


def of_labels(w, b, x, y):
    """For y (m,) alone."""
    if y.ndim != 1:
        raise ValueError(y.shape)
    return gradients(w, b, x, y[None])


def like_scikit_learn(w, b, x, y):
    """Examples in rows, and a column of y out of (m,); with y (m, 1) it would be (m, m)."""
    b, w = gradients([part.T for part in w], [part[:, None] for part in b], x.T, y[None, :])
    return [part[:, 0] for part in b], [part.T for part in w]


@pytest.mark.parametrize("declared", [{}, {"widths": [3, 4, 1]}, {"targets": "0 and 1", "cost": "quadratic"}])
def test_y_of_one_output_may_be_one_number_for_each_example(declared):
    report = nablacheck.check(of_labels, **SIGMOIDS, **declared, y="(m,)")

    assert report.outcome == "right", str(report)
    assert report.judgements[0].verdict.problem.y.shape == (1, 5)


def test_so_may_x_of_one_input():
    one = lambda w, b, x, y: of_labels(w, b, x[None], y)
    assert (report := nablacheck.check(one, **SIGMOIDS, x="(m,)", y="(m,)")).outcome == "right", str(report)
    assert "2-" not in str(report.judgements[0].verdict.problem)
    assert nablacheck.check(like_scikit_learn, **SIGMOIDS, **ROWS, y="(m,)").outcome == "right"


def test_what_is_wrong_is_wrong_there_too():
    def doubled(w, b, x, y):
        b, w = of_labels(w, b, x, y)
        return b, [w[0], 2 * w[1]]

    report = nablacheck.check(doubled, **SIGMOIDS, y="(m,)")
    assert report.outcome == "wrong"
    assert "∇w^3 is 2 times what BP4 says" in report.explanation


@pytest.mark.parametrize("examples", ["column", "row", "vector", "list"])
def test_of_a_single_example_it_is_a_number(examples):
    problem = next(small((1, 4, 1), ("tanh", "sigmoid")).examples())
    _, _, x, y = encode(problem, Conventions(examples=examples, x="(m,)", y="(m,)"), 1.0)

    assert (x, y) == (problem.x[0, 0], problem.y[0, 0])
    assert type(x) is type(y) is float


def test_an_output_comes_back_in_that_form():
    def function(w, b, x, y):
        a = 1 / (1 + np.exp(-(w[1] @ np.tanh(w[0] @ x + b[0]) + b[1])))
        return a.ravel(), *of_labels(w, b, x, y)

    both = {**SIGMOIDS, "gives": "output nabla_b nabla_w", "y": "(m,)"}
    assert (report := nablacheck.check(function, **both)).outcome == "right", str(report)
    assert nablacheck.check(lambda *given: (function(*given)[0] ** 2, *function(*given)[1:]), **both).outcome == "wrong"


SUSPECTED = {
    "refused": (of_labels, {}, "It is right for 1 output, not for 3; if that is your network, declare y='(m,)'."),
    "of one output": (of_labels, {"widths": [3, 4, 1]}, "It is right as soon as y='(m,)' is declared."),
    "in rows": (like_scikit_learn, ROWS, "declare y='(m,)'."),
    "x too": (
        lambda w, b, x, y: gradients(w, b, np.stack([x]), y),
        {},
        "It is right for 1 input, not for 2; if that is your network, declare x='(m,)'.",
    ),
    "both": (lambda w, b, x, y: of_labels(w, b, np.stack([x]), y), {}, "declare y='(m,)', x='(m,)'."),
    "declared, and not so": (gradients, {"y": "(m,)", "examples": "rows"}, "is declared."),
}


@pytest.mark.parametrize("name", SUSPECTED)
def test_where_it_is_refused_it_is_suspected(name):
    function, declared, says = SUSPECTED[name]
    report = nablacheck.check(function, **SIGMOIDS, **declared)

    assert report.outcome == "unusable"
    assert says in report.explanation.splitlines()[-1], str(report)


def test_it_is_suspected_where_the_numbers_of_classes_broadcast_too():
    report = nablacheck.check(of_labels, **SIGMOIDS, targets="classes")

    assert (report.outcome, report.declare) == ("wrong", "targets='0 and 1', y='(m,)'")


def test_a_kink_of_which_every_value_is_right_is_not_noted():
    """No δ is sent back to layer 2 where relu is 0 at layer 3 for every example."""

    def function(w, b, x, y):
        z2 = w[0] @ x + b[0]
        z3 = w[1] @ (z2 * (z2 > 0)) + b[1]
        delta3 = (z3 * (z3 > 0) - y) * (z3 > 0) / x.shape[1]
        delta2 = w[1].T @ delta3 * (z2 > 0)
        nabla_b = [delta.sum(axis=1, keepdims=True) for delta in (delta2, delta3)]
        return nabla_b, [delta2 @ x.T, delta3 @ (z2 * (z2 > 0)).T]

    for seed in range(4):  # in some of which it is so
        report = nablacheck.check(function, activations=["relu", "relu"], widths=[4, 6, 1], seed=seed)
        assert report.outcome == "right"
        assert sum("is taken to be" in note for note in report.notes) <= 1


# --- bad input --------------------------------------------------------------------------------------------------------

WRONG = {
    "more outputs": ({"y": "(m,)", "widths": [3, 4, 2]}, r"y is '\(m,\)', one number for each example, but .* has 2 outputs"),
    "more inputs": ({"x": "(m,)", "widths": [3, 4, 1]}, r"x is '\(m,\)', one number for each example, but .* has 3 inputs"),
    "another shape": ({"y": "(n, m)"}, r"unknown value of y '\(n, m\)': did you mean \("),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_one_sentence(name):
    declared, says = WRONG[name]
    with pytest.raises(InputError, match=says):
        nablacheck.check(of_labels, **SIGMOIDS, **declared)


def test_blanks_do_not_matter_in_a_text():
    assert read({"y": "( m, )", "x": "(m,)"}) == {"y": "(m,)", "x": "(m,)"}


def test_a_submission_cannot_make_three_outputs_one_by_it():
    with pytest.raises(InputError, match="which the exercise does not have; take y in the form"):
        Exercise({}, ("y",)).arguments({"y": "(m,)"})
    assert Exercise({"widths": [4, 3, 1], **SIGMOIDS}, ("y",)).arguments({"y": "(m,)"})["y"] == "(m,)"
    assert Exercise({"y": "(m,)"}).arguments({})["y"] == "(m,)"


def test_a_file_may_be_declared_so_and_is_held_to_it():
    problem = small((3, 4, 1), ("tanh", "sigmoid"))
    nabla = nablacheck.backprop(problem)
    spec = json.dumps({"activations": {"2": "tanh", "3": "sigmoid"}, "cost": "quadratic"})
    arrays = {"x": problem.x, "y": problem.y[0], "spec": spec, **problem.network.parameters}
    arrays |= {f"nabla_{name}": slope for name, slope in nabla.slopes.items()}

    assert np.array_equal(claim_in(arrays, "mine", {"y": "(m,)"}).problem.y, problem.y)
    with pytest.raises(InputError, match=r"x is declared as \(m,\), one number for each example, but has shape \(3, "):
        claim_in(arrays, "mine", {"x": "(m,)"})
