"""The targets of a template: those that its cost is meant for, so that closed forms for them are right there."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main
from nablacheck.reference import COSTS


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def template(path, *options):
    result = invoke("template", path, *options)
    assert result.exit_code == 0, result.stderr
    with np.load(path) as archive:
        return dict(archive)


@pytest.mark.parametrize("cost", [cost for cost in COSTS if COSTS[cost].meant])
def test_targets_are_those_that_the_cost_is_meant_for(cost, tmp_path):
    entry = COSTS[cost]
    output = "log_softmax" if entry.outputs[1] <= 0 else "sigmoid"
    y = template(tmp_path / "problem.npz", "--activations", f"tanh,{output}", "--cost", cost, "--batch", 7)["y"]

    assert entry.meant.allows(y).all()
    if entry.meant.picks:
        assert set(y.argmax(axis=0)) == {0, 1, 2}


def test_a_kind_may_be_named(tmp_path):
    y = template(tmp_path / "problem.npz", "--cost", "categorical-cross-entropy", "--targets", "probabilities")["y"]

    assert not np.isin(y, (0, 1)).any()
    assert invoke("template", tmp_path / "other.npz", "--targets", "one-hop").exit_code == 2


def claimed(path, y_of):
    """A file of softmax under its cross-entropy, with δ^L = a^L − y, for what is made of its targets."""
    arrays = template(
        path.with_name(f"template-{path.name}"), "--activations", "softmax,", "--cost", "categorical-cross-entropy"
    )
    x, y, w, b = arrays["x"], y_of(arrays["y"]), arrays["w2"], arrays["b2"]
    e = np.exp(w @ x + b)
    delta = (e / e.sum(axis=0) - y) / x.shape[1]
    np.savez(path, **{**arrays, "y": y}, nabla_w2=delta @ x.T, nabla_b2=delta.sum(axis=1, keepdims=True))
    return json.loads(invoke("judge", path, "--json", "-").stdout)


def test_the_closed_form_is_right_on_them(tmp_path):
    assert claimed(tmp_path / "claim.npz", lambda y: y)["verdict"] == "right"


def test_on_other_targets_it_is_wrong_and_the_answer_says_which_are_meant(tmp_path):
    several = claimed(tmp_path / "claim.npz", lambda y: np.where(y + np.roll(y, 1, axis=0) > 0, 1.0, 0.0))
    shares = claimed(tmp_path / "shares.npz", lambda y: 0.5 * y + 0.5 * np.roll(y, 1, axis=0))

    assert several["verdict"] == "wrong"
    assert several["notes"] == [
        "categorical-cross-entropy is meant for columns of zeros with one 1, and y has others: "
        "code that is right for those alone is wrong here"
    ]
    assert shares["verdict"] == "right"
