"""A file whose σ or cost is not the one that is declared: that is said, before a mistake and in its place."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.files import claim_in
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.backprop import backprop

pytestmark = pytest.mark.slow
rng = np.random.default_rng(4)
ARRAYS = {
    "x": rng.normal(size=(3, 5)),
    "y": rng.uniform(0.125, 0.875, size=(3, 5)),  # columns that do not add up to 1
    **{f"w{l}": rng.normal(size=shape) for l, shape in ((2, (4, 3)), (3, (3, 4)))},
    **{f"b{l}": rng.normal(size=(n, 1)) for l, n in ((2, 4), (3, 3))},
}


def file(path, sigma, output, cost, change=lambda key, array: array):
    """A file with the gradients of some entries, changed."""
    spec = json.dumps({"activations": {"2": sigma, "3": output}, "cost": cost})
    arrays = {**ARRAYS, "spec": spec}
    trace = backprop(claim_in(arrays, "the problem").problem)
    for letter, layers in (("nabla_b", trace.nabla_b), ("nabla_w", trace.nabla_w)):
        arrays |= {f"{letter}{l}": change(f"{letter}{l}", array) for l, array in layers.items()}
    np.savez(path, **arrays)
    return path


def judged(path, *declared):
    options = [part for one in declared for part in ("-c", one)]
    result = CliRunner().invoke(main, ["judge", str(path), *options])
    return result.exit_code, result.stdout


def doubled(key, array):
    return 2 * array if key == "nabla_w2" else array


OTHERS = {
    "a cost": (("tanh", "softmax", "categorical-cross-entropy"), ["cost=quadratic"], "cost=categorical-cross-entropy"),
    "the cost of a sigmoid": (("tanh", "sigmoid", "cross-entropy"), ["cost=l1"], "cost=cross-entropy"),
    "an output": (("tanh", "softmax", "quadratic"), ["activations=tanh,sigmoid"], "activations=tanh,softmax"),
    "a hidden layer": (("tanh", "sigmoid", "quadratic"), ["activations=relu,sigmoid"], "activations=tanh,sigmoid"),
}


@pytest.mark.parametrize("declared", ["activations=relu", "activations=sigmoid,tanh", "activations=relu,softplus"])
@pytest.mark.parametrize("change", [lambda key, array: array, doubled])
def test_what_the_file_says_itself_is_thought_of_first(declared, change, tmp_path):
    path = file(tmp_path / "claim.npz", "tanh", "sigmoid", "quadratic", change)
    code, says = judged(path, declared)

    assert code == 1
    assert "the numbers are those of what the file itself says; declare activations=tanh,sigmoid" in " ".join(says.split())
    assert ("∇w^2 is 2 times what BP4 says" in says) is (change is doubled)


@pytest.mark.parametrize("name", OTHERS)
def test_what_else_is_declared_is_said_first(name, tmp_path):
    true, declared, instead = OTHERS[name]
    path = file(tmp_path / "claim.npz", *true)
    code, says = judged(path, *declared)
    looks_like = [line for line in says.splitlines() if "looks like" in line]

    assert judged(path)[0] == 0
    assert code == 1
    assert "looks like: another declaration: the numbers are those of" in looks_like[0]
    assert f"declare {instead}" in looks_like[0]
    assert "log-softmax" not in says


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_said_beside_a_mistake(name, tmp_path):
    true, declared, instead = OTHERS[name]
    code, says = judged(file(tmp_path / "claim.npz", *true, doubled), *declared)

    assert code == 1
    assert f"declare {instead}" in says
    assert "∇w^2 is 2 times what BP4 says (BP4, layer 2)" in says
    assert says.index("another declaration") < says.index("∇w^2 is 2 times")


def test_where_the_error_is_that_of_the_declaration_no_other_is_thought_of(tmp_path):
    code, says = judged(file(tmp_path / "claim.npz", "tanh", "softmax", "categorical-cross-entropy", doubled))

    assert code == 1
    assert "another declaration" not in says
    assert "looks like: ∇w^2 is 2 times what BP4 says" in says


def test_every_declaration_may_be_refuted(tmp_path):
    """Numbers that no declaration gives are said to be nothing else."""
    path = file(tmp_path / "claim.npz", "tanh", "sigmoid", "quadratic", lambda key, array: array**2 + 0.375)
    code, says = judged(path)

    assert code == 1
    assert "another declaration" not in says
