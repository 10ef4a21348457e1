"""Problem files: what is in one is checked on every adapter, and a bad one costs one sentence and exit 2."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.files import read_claim
from nablacheck.oracle.commands.cli import main

SPEC = {"activations": {"2": "tanh", "3": "sigmoid"}, "cost": "quadratic"}


def written(folder, **changes):
    """A file with a 3-4-2 problem, some of its entries changed or, with None, left out."""
    entries = {
        "x": np.ones((3, 5)),
        "y": np.full((2, 5), 0.5),
        "w2": np.eye(4, 3),
        "w3": np.eye(2, 4),
        "b2": np.zeros((4, 1)),
        "b3": np.ones((2, 1)),
        "spec": json.dumps(SPEC),
        **changes,
    }
    path = folder / "mine.npz"
    np.savez(path, **{key: value for key, value in entries.items() if value is not None})
    return path


def run(path):
    return CliRunner().invoke(main, ["run", "--problems", "0", "--adapters", "finite-differences", "--data", str(path)])


def test_a_file_is_checked_alone(tmp_path):
    result = run(written(tmp_path))

    assert result.exit_code == 0, result.output
    assert "Nothing unexplained." in result.output


def test_a_file_is_read_as_it_was_written(tmp_path):
    path = written(tmp_path)
    problem = read_claim(path).problem

    assert str(problem) == f"3-4-2, tanh → sigmoid, quadratic cost, batch 5, float64, {path}"
    assert problem.network.w[3].tolist() == np.eye(2, 4).tolist()


BAD = {
    "shapes that do not chain": ({"w3": np.ones((2, 7))}, "w[3] has shape (2, 7) but layer 2 has 4 neurons"),
    "batch 0": ({"x": np.ones((3, 0)), "y": np.ones((2, 0))}, "x has shape (3, 0), a batch of 0 examples"),
    "NaN": ({"x": np.full((3, 5), np.nan)}, "x[0, 0] is nan; every number must be finite."),
    "whole numbers that no float holds": (
        {"x": np.full((3, 5), 2**53 + 1)},
        "x holds whole numbers that are no float64; store it as floats.",
    ),
    "complex numbers": ({"x": np.ones((3, 5), complex)}, "x has dtype complex128; allowed are real floating-point arrays"),
    "mixed dtypes": ({"y": np.ones((2, 5), np.float32)}, "y is float32 but w[2] is float64"),
    "a missing key": ({"y": None}, "the key 'y' is missing; a problem has x, y, w2, …, b2, … and spec."),
    "an unknown key": ({"z2": np.ones(1)}, "unknown key 'z2': did you mean "),
    "a missing layer": ({"b3": None}, "b has the layers [2]; allowed are 2, …, 3 without gaps"),
    "no JSON": ({"spec": "tanh"}, "spec is not JSON: "),
    "no object": ({"spec": "[]"}, "spec is []; it must be a JSON object with activations and cost."),
    "half a spec": ({"spec": '{"cost": "quadratic"}'}, "it must be a JSON object with activations and cost."),
    "an unknown key of spec": ({"spec": json.dumps({**SPEC, "csot": 1})}, "unknown key of spec 'csot': did you mean cost?"),
    "activations in a list": (
        {"spec": json.dumps({**SPEC, "activations": ["tanh"]})},
        "activations in spec is ['tanh']; it must map layers, 2 to 9999, to names",
    ),
    "an unknown activation": (
        {"spec": json.dumps({**SPEC, "activations": {"2": "tanhh", "3": "sigmoid"}})},
        "unknown activation 'tanhh': did you mean tanh or tanhshrink or hardtanh?",
    ),
    "an unknown cost": (
        {"spec": json.dumps({**SPEC, "cost": "quadratisch"})},
        "unknown cost 'quadratisch': did you mean quadratic?",
    ),
    "y outside the domain": (
        {"spec": json.dumps({**SPEC, "cost": "cross-entropy"}), "y": np.full((2, 5), -1.0)},
        "y[0, 0] is -1; cost 'cross-entropy' allows targets in [0, 1].",
    ),
    "objects": ({"x": np.array([object()])}, "is not a NumPy archive of plain arrays: its array 'x' holds"),
    "a number for a cost": (
        {"spec": json.dumps({**SPEC, "cost": 3})},
        "activations and cost in spec have 3 in them; write names",
    ),
    "a dtype that NumPy has not": (
        {"spec": json.dumps({**SPEC, "dtype": "bfloat16"})},
        "unknown dtype 'bfloat16': did you mean",
    ),
    "a factor of 400 digits": ({"spec": json.dumps({**SPEC, "factor": 10**400})}, "it must be a finite number."),
    "layers that are no numbers": (
        {"spec": json.dumps({**SPEC, "activations": {"2": "tanh", "³": "tanh"}})},
        "it must map layers, 2 to 9999, to names",
    ),
    "a deep spec": ({"spec": "[" * 100000}, "spec is not JSON: it is nested too deep."),
    "two specs": ({"spec": [json.dumps(SPEC)] * 2}, "it must be one text, a JSON object."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_costs_one_sentence_and_exits_2(name, tmp_path):
    changes, message = BAD[name]
    result = run(written(tmp_path, **changes))

    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert "mine.npz" in result.output


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 broken"])
def test_a_file_of_another_kind_costs_one_sentence_and_exits_2(content, tmp_path):
    path = tmp_path / "mine.npz"
    path.write_bytes(content)
    result = run(path)

    assert result.exit_code == 2
    assert "is not a NumPy archive of plain arrays" in " ".join(result.output.split())


def test_a_file_in_a_dtype_that_is_not_asked_for_leaves_nothing_to_check(tmp_path):
    halves = {
        key: np.ones(shape, np.float16) for key, shape in (("w2", (4, 3)), ("w3", (2, 4)), ("b2", (4, 1)), ("b3", (2, 1)))
    }
    result = run(written(tmp_path, **halves, x=np.ones((3, 5), np.float16), y=np.ones((2, 5), np.float16)))

    assert result.exit_code == 2
    assert "leaves nothing to check." in " ".join(result.output.split())
