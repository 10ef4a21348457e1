"""Code that takes arrays of JAX: they are handed over, and suspected where it takes those alone."""

import json
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.encoding import encode
from nablacheck.oracle.checking.recipes import TensorsOf
from nablacheck.oracle.commands.cli import main
from nablacheck.reference import MissingFramework

from helpers.small_problems import problem as small

LISTS = {"activations": ["tanh", "sigmoid"]}


@pytest.fixture
def jax():
    return pytest.importorskip("jax", reason="jax is not here: pip install 'nablacheck[jax]'")


def by_hand(w, b, x, y):
    """With what an array of NumPy's does not have: `at`."""
    import jax.numpy as jnp

    a2 = jnp.tanh(w[0] @ x + b[0])
    a3 = 1 / (1 + jnp.exp(-(w[1] @ a2 + b[1])))
    delta3 = (a3 * (1 - a3)).at[...].multiply(a3 - y) / x.shape[1]
    delta2 = (w[1].T @ delta3).at[...].multiply(1 - a2.at[...].power(2))
    assert not isinstance(x.at[0].get(), np.ndarray)
    return [delta.sum(axis=1, keepdims=True) for delta in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]


@pytest.mark.slow
def test_arrays_are_handed_over_and_suspected(jax):
    """In float32, as JAX has them unless it is told otherwise."""
    report = nablacheck.check(by_hand, **LISTS, dtype="float32", arrays="jax")
    assert report.outcome == "right", str(report)
    assert report.notes == ()

    halved = lambda *given: [[part / 2 for part in letter] for letter in by_hand(*given)]
    assert nablacheck.check(halved, **LISTS, dtype="float32", arrays="jax").outcome == "wrong"

    report = nablacheck.check(by_hand, **LISTS, dtype="float32")
    assert report.outcome == "unusable"
    assert report.explanation.splitlines()[-1] == "  It is right as soon as arrays='jax' is declared.", str(report)


@pytest.mark.slow
def test_what_jax_keeps_of_float64_is_no_change_of_the_arguments(jax):
    report = nablacheck.check(by_hand, **LISTS, arrays="jax")

    assert report.declare == "dtype=float32"
    assert not any("changes its arguments" in note for note in report.notes)


@pytest.mark.slow
def test_arrays_are_held_as_parameters_are(jax):
    problem = small((3, 4, 2), ("tanh", "sigmoid"), dtype="float32")
    for form in ("dict", "object", "pairs", "list of dicts"):
        c = Conventions(takes="params x y", gives="nabla_params", parameters=form, arrays="jax")
        params, *_ = encode(problem, c, 1.0)
        leaves = jax.tree_util.tree_leaves(vars(made) if hasattr(made := params.made(), "__dataclass_fields__") else made)

        assert params.held is not made
        assert len(leaves) == 4
        assert all(isinstance(leaf, jax.Array) and leaf.dtype == np.float32 for leaf in leaves)


def test_what_is_handed_over_is_said_in_short():
    w, _, x, _ = encode(small((3, 4, 2), ("tanh", "sigmoid")), Conventions(arrays="jax"), 1.0)

    assert repr(w) == "arrays of JAX a list of 2, (4, 3) (2, 4)"
    assert repr(x).startswith("an array of JAX (")


def test_where_jax_is_not_there_that_is_one_sentence(monkeypatch):
    monkeypatch.delitem(sys.modules, "nablacheck.adapters.jax_handed", raising=False)
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingFramework, match=r"arrays of JAX needs jax, which is not installed: pip install 'nablacheck.jax"):
        TensorsOf(np.ones(2), False, "jax").made()


@pytest.mark.slow
def test_a_submission_gets_the_same_in_its_own_process(jax, tmp_path):
    text = "import jax\nimport jax.numpy as jnp\njax.config.update('jax_enable_x64', True)\n"
    text += "def submission(w, b, x, y):\n    assert x.at[0].get().ndim == 1\n"
    text += "    def cost(w, b):\n        a = 1 / (1 + jnp.exp(-(w[1] @ jnp.tanh(w[0] @ x + b[0]) + b[1])))\n"
    text += "        return ((a - y) ** 2).sum() / 2 / x.shape[1]\n    return jax.grad(cost, 1)(w, b), jax.grad(cost)(w, b)\n"
    for name, conventions in (("declared", {**LISTS, "arrays": "jax"}), ("undeclared", LISTS)):
        (tmp_path / f"{name}.py").write_text(f"CONVENTIONS = {conventions!r}\n{text}", encoding="utf-8")
    CliRunner().invoke(main, ["grade", str(tmp_path), "--json", str(tmp_path / "grades.json")])
    grades = {one["name"]: one for one in json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))["submissions"]}

    assert grades["declared"]["verdict"] == "right", grades
    assert "It is right as soon as arrays='jax' is declared." in grades["undeclared"]["explanation"]
