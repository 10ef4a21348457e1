"""A file whose arrays are written in another way than is declared: the answer says in which."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.files import claim_in
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.backprop import backprop

pytestmark = pytest.mark.slow
SPEC = json.dumps({"activations": {"2": "tanh", "3": "softmax"}, "cost": "categorical-cross-entropy"})
CLASSES = np.array([0, 2, 1, 2, 2])


def arrays(n, hidden, classes, seed=7):
    """Right gradients of a network of two layers for the classes, in the book's own form."""
    rng = np.random.default_rng(seed)
    found = {
        "x": rng.normal(size=(n, len(classes))),
        "y": np.eye(3)[:, classes],
        **{f"w{l}": rng.normal(size=shape) for l, shape in ((2, (hidden, n)), (3, (3, hidden)))},
        **{f"b{l}": rng.normal(size=(k, 1)) for l, k in ((2, hidden), (3, 3))},
        "spec": SPEC,
    }
    trace = backprop(claim_in(found, "the problem").problem)
    for letter, layers in (("nabla_b", trace.nabla_b), ("nabla_w", trace.nabla_w)):
        found |= {f"{letter}{l}": array for l, array in layers.items()}
    return found


def rows(given):
    return {**given, "x": given["x"].T, "y": given["y"].T}


def in_out(given):
    return {key: array.T if key.removeprefix("nabla_")[0] == "w" else array for key, array in given.items()}


def classes(given):
    return {**given, "y": given["y"].argmax(axis=0)}


def classes_from_1(given):
    return {**given, "y": given["y"].argmax(axis=0) + 1}


def folded(given):
    found = {key: array for key, array in given.items() if key in ("x", "y", "spec")}
    for letter in ("", "nabla_"):
        found |= {f"{letter}w{l}": np.hstack([given[f"{letter}b{l}"], given[f"{letter}w{l}"]]) for l in (2, 3)}
    return found


WAYS = {
    "rows": ((rows,), "examples='rows'"),
    "weights": ((in_out,), "weights='(in, out)'"),
    "classes": ((classes,), "targets='classes'"),
    "classes from 1": ((classes_from_1,), "targets='classes from 1'"),
    "folded": ((folded,), "biases='first column'"),
    "rows and classes": ((rows, lambda given: {**given, "y": given["y"].argmax(axis=1)}), "examples='rows', targets='classes'"),
    "rows and weights": ((rows, in_out), "examples='rows', weights='(in, out)'"),
}


FACTORS = [(5.0, "total='sum'"), (1 / 3, "mean_over_outputs=True"), (-1.0, "ascent=True")]


def judged(path, given, *declared):
    for change in declared:
        given = change(given)
    np.savez(path, **given)
    result = CliRunner().invoke(main, ["judge", str(path)])
    return result.exit_code, " ".join(f"{result.stdout} {result.stderr}".split())


@pytest.mark.parametrize("way", [way for way in WAYS if way != "rows and weights"])  # which is all of it reversed, and read
def test_what_cannot_be_read_is_right_under_what_is_said(way, tmp_path):
    changes, declare = WAYS[way]
    code, says = judged(tmp_path / "claim.npz", arrays(4, 6, CLASSES), *changes)

    assert code == 2
    assert f"It is right as soon as {declare} is declared." in says


@pytest.mark.parametrize("way", ["rows", "weights", "rows and weights"])
def test_where_shapes_say_nothing_the_numbers_do(way, tmp_path):
    changes, declare = WAYS[way]
    code, says = judged(tmp_path / "claim.npz", arrays(3, 3, CLASSES[:3]), *changes)

    assert code == 1
    assert f"another declaration: its arrays are written otherwise; declare {declare}: then every number is right" in says


def test_wrong_numbers_are_not_said_to_be_right(tmp_path):
    given = arrays(4, 6, CLASSES)
    code, says = judged(tmp_path / "claim.npz", {**given, "nabla_w3": 3 * given["nabla_w3"]}, rows)

    assert code == 2
    assert "It can be read as soon as examples='rows' is declared." in says
    square = arrays(3, 3, CLASSES[:3])
    code, says = judged(tmp_path / "square.npz", {**square, "nabla_w3": 3 * square["nabla_w3"]}, rows)
    assert code == 1
    assert "written otherwise" not in says


def test_what_fits_in_no_way_is_said_without_a_way_out(tmp_path):
    code, says = judged(tmp_path / "claim.npz", arrays(4, 6, CLASSES) | {"x": np.ones((9, 7))})

    assert code == 2
    assert "as soon as" not in says


@pytest.mark.parametrize(("factor", "declare"), FACTORS)
def test_a_factor_of_the_cost_can_be_declared(factor, declare, tmp_path):
    given = {key: factor * array if key.startswith("nabla") else array for key, array in arrays(4, 6, CLASSES).items()}
    code, says = judged(tmp_path / "claim.npz", given)

    assert code == 1
    assert f"declare {declare} where that is meant" in says


def test_any_other_factor_is_a_mistake(tmp_path):
    given = {key: 7 * array if key.startswith("nabla") else array for key, array in arrays(4, 6, CLASSES).items()}
    code, says = judged(tmp_path / "claim.npz", given)

    assert code == 1
    assert "times 7" in says
    assert "declare" not in says
