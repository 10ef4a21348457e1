"""One bias for all neurons of a layer, in a file: it is spread, and its gradient is one number."""

import numpy as np
import pytest

from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import read_claim
from nablacheck.reference.errors import InputError

DECLARED = {"activations": ["tanh", "sigmoid"], "cost": "quadratic", "biases": "shared"}


def written(folder, **changes):
    """A 2-3-2 problem with its right gradient, some arrays changed."""
    numbers = np.random.default_rng(3)
    w2, w3, x, y = (numbers.normal(size=shape) for shape in ((3, 2), (2, 3), (2, 4), (2, 4)))
    a = np.tanh(w2 @ x + 0.25)
    out = 1 / (1 + np.exp(-(w3 @ a - 0.5)))
    d3 = (out - y) * out * (1 - out) / 4
    d2 = (w3.T @ d3) * (1 - a * a)
    arrays = {"x": x, "y": y, "w2": w2, "w3": w3, "b2": np.array([0.25]), "b3": np.array([[-0.5]])}
    arrays |= {"nabla_w2": d2 @ x.T, "nabla_w3": d3 @ a.T, "nabla_b2": np.array(d2.sum()), "nabla_b3": np.array([d3.sum()])}
    path = folder / "mine.npz"
    np.savez(path, **(arrays | changes))
    return path


def test_it_is_right(tmp_path):
    assert judge_claim(read_claim(written(tmp_path), DECLARED)).outcome == "right"


def test_a_wrong_one_is_seen(tmp_path):
    judgement = judge_claim(read_claim(written(tmp_path, nabla_b2=np.array([0.75])), DECLARED))

    assert judgement.outcome == "wrong"
    assert judgement.explain().startswith("the file breaks BP3 at layer 2 of 3.")


@pytest.mark.parametrize("name", ["b2", "nabla_b2"])
def test_a_bias_for_each_neuron_is_refused_in_a_sentence(tmp_path, name):
    with pytest.raises(
        InputError, match=f"{name} has 3 numbers, but biases is 'shared': give one for a layer, or leave it out."
    ):
        read_claim(written(tmp_path, **{name: np.ones(3)}), DECLARED)
