"""Whole numbers, and yes and no, are read as floats wherever they come: what is trained, targets, gradients; files and code."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import claim_in, read_claim
from nablacheck.oracle.checking.formats import FORMATS, write_arrays
from nablacheck.oracle.checking.graph_claims import judge_graph_claim
from nablacheck.oracle.checking.graph_files import graph_claim, graph_contents
from nablacheck.oracle.commands.cli import main
from nablacheck.reference import Graph, GraphProblem, Network
from nablacheck.reference.errors import InputError

NEEDS = {".mat": ("scipy", "mat73"), ".h5": ("h5py",), ".hdf5": ("h5py",), ".safetensors": ("safetensors",), ".rds": ("rdata",)}
SPEC = json.dumps({"activations": {"2": "identity"}, "cost": "quadratic"})
W, B, X, Y = np.array([[1, 2], [3, -1]]), np.array([[1], [0]]), np.array([[2], [1]]), np.array([[4], [1]])
DELTA = W @ X + B - Y
"""The errors of a layer without σ on one example, whole as everything else is."""


def contents(kind, factor=1):
    """A file in which every number is whole."""
    arrays = {"x": X, "y": Y, "w2": W, "b2": B, "nabla_w2": factor * DELTA @ X.T, "nabla_b2": DELTA}
    return {**{name: array.astype(kind) for name, array in arrays.items()}, "spec": SPEC}


@pytest.fixture(params=FORMATS)
def suffix(request):
    for library in NEEDS.get(request.param, ()):
        pytest.importorskip(library, reason=f"{library} is not here: pip install 'nablacheck[files]'")
    return request.param


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.int8])
def test_a_file_of_every_kind_may_be_of_whole_numbers(suffix, kind, tmp_path):
    path = write_arrays(tmp_path / f"mine{suffix}", contents(kind))
    result = CliRunner().invoke(main, ["judge", str(path)])

    assert result.exit_code == 0, result.output
    assert "note:" not in result.output
    assert judge_claim(read_claim(write_arrays(tmp_path / f"twice{suffix}", contents(kind, 2)))).outcome == "wrong"


def test_a_gradient_that_is_wrong_and_came_so_is_told():
    """In floats the third of it would be seen."""
    arrays = contents(np.float64)
    wrong = judge_claim(claim_in(arrays | {"nabla_w2": (arrays["nabla_w2"] / 3).astype(np.int64)}, "mine"))

    assert wrong.outcome == "wrong"
    assert wrong.notes == ("nabla_w2 came as int64, in which nothing behind a point is left; give floats",)
    assert (
        judge_claim(claim_in(arrays | {"nabla_b2": DELTA > 0}, "mine")).notes[0].startswith("nabla_b2 came as bool, in which")
    )


def test_it_is_read_in_the_dtype_of_the_others():
    arrays = contents(np.float32) | {"nabla_b2": DELTA, "y": Y.astype(np.uint8)}

    assert claim_in(arrays, "mine").gradient.nabla_b[2].dtype == np.float32
    with pytest.raises(InputError, match="nabla_b2 holds whole numbers that are no float32; store it as floats"):
        claim_in(arrays | {"nabla_b2": np.array([[2**24 + 1], [0]])}, "mine")


def gradients(w, b, x, y):
    delta = w[0] @ x + b[0] - y
    return [delta.sum(axis=1, keepdims=True) / x.shape[1]], [delta @ x.T / x.shape[1]]


ONE = {"activations": ["identity"], "widths": [2, 3]}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [np.int64, bool])
def test_what_code_gives_as_whole_numbers_is_judged_and_told(kind):
    report = nablacheck.check(lambda *given: [[part.astype(kind) for part in parts] for parts in gradients(*given)], **ONE)

    assert report.outcome == "wrong"
    assert f"nabla_w[0] came as {np.dtype(kind)}, in which nothing behind a point is left; give floats" in report.notes


def test_zeros_of_any_kind_are_zeros():
    """As of a target that is met exactly."""

    def nothing(w, b, x, y):
        return [np.zeros((3, 1), int)], [np.zeros((3, 2), bool)]

    report = nablacheck.check(nothing, **ONE)
    assert (report.outcome, "∇b is zero" in report.explanation or "every number is 0" in report.explanation) == ("wrong", True)


@pytest.mark.slow
def test_a_single_layer_with_most_of_it_cut_off_is_explained():
    """Where no δ explains more than another, one is taken all the same."""
    report = nablacheck.check(lambda *given: [[np.trunc(part) for part in parts] for parts in gradients(*given)], **ONE)

    assert report.outcome == "wrong"
    assert "breaks BP3 at layer 2" in report.explanation


def test_one_vector_may_be_of_them_too():
    both = lambda theta, x, y: np.ones(len(theta), int)
    report = nablacheck.check(both, **ONE, takes="theta x y", gives="nabla_theta")

    assert report.outcome == "wrong"
    assert "nabla_theta came as int64, in which nothing behind a point is left; give floats" in report.notes


def test_so_are_the_slopes_of_a_graph():
    def ones(parameters, x, y):
        return {name: np.ones(array.shape, int) for name, array in parameters.items()}

    report = nablacheck.check_graph(ones, "3; dense 2")
    assert report.outcome == "wrong"
    assert report.notes == ("slopes['w2'] came as int64, in which nothing behind a point is left; give floats",)
    narrow = nablacheck.check_graph(ones, "3; dense 2", dtype="float32")
    assert not any("it returned" in note for note in narrow.notes)


def test_so_are_those_of_a_graph_in_a_file():
    network = Network({2: W * 1.0}, {2: B * 1.0}, {2: "identity"}, "quadratic")
    graph = GraphProblem(Graph.of(network), X * 1.0, Y * 1.0)
    arrays = graph_contents(graph) | {"nabla_w2": DELTA @ X.T, "nabla_b2": DELTA}

    assert judge_graph_claim(graph_claim(arrays, "mine", {})).outcome == "right"
    wrong = judge_graph_claim(graph_claim(arrays | {"nabla_b2": 2 * DELTA}, "mine", {}))
    assert (wrong.outcome, wrong.notes[0].startswith("nabla_w2 came as int64")) == ("wrong", True)
