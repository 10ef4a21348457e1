"""Nothing that is declared goes unread: what nothing reads is refused, and taken where it is read."""

import json

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.files import read_claim
from nablacheck.oracle.checking.unread import NEEDS
from nablacheck.reference.errors import InputError

STEP = {"takes": "w b x y eta", "gives": "w b"}
UNREAD = {
    "λ of nothing": ({"l2_over": "m"}, "l2_over is 'm', but l2 is 0; ", {"l2": 0.25}),
    "l1 of nothing": ({"l1_over": 2.0}, "l1_over is 2.0, but l1 is 0; ", {"l1": 0.25}),
    "a penalty on biases": ({"l2_on_biases": True}, "l2_on_biases is True, but l2 and l1 are 0; ", {"l1": 0.25}),
    "momentum": ({"momentum": 0.5}, "momentum is 0.5, but takes has no momentum; ", {"takes": "w b x y momentum"}),
    "a cost": ({"cost_total": "sum"}, "cost_total is 'sum', but gives has no cost; ", {"gives": "cost nabla_b nabla_w"}),
    "weights by name": ({"w_key": "a{}"}, "w_key is 'a{}', but parameters has no names in it; ", {"parameters": "dict"}),
    "biases by name": ({"b_key": "c{}"}, "b_key is 'c{}', but parameters has no names in it; ", {"parameters": "object"}),
    "∇w by name": ({"nabla_w_key": "g{}"}, "nabla_w_key is 'g{}', but parameters has no names", {"parameters": "dict"}),
    "∇b by name": ({"nabla_b_key": "g{}"}, "nabla_b_key is 'g{}', but parameters has no names", {"parameters": "dict"}),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_nothing_reads_is_refused(name):
    unread, says, read = UNREAD[name]

    with pytest.raises(InputError) as error:
        nablacheck.check(lambda *given: None, **unread)

    assert str(error.value).startswith(says)
    assert str(error.value).endswith("leave it out, or declare what it is about.")
    assert Conventions.of(unread | read)


BESIDE = [
    ({"parameters": "dict", "takes": "theta x y", "gives": "nabla_theta"}, "parameters is 'dict', but everything is in theta"),
    ({"parameters": "dict", "nabla_w_key": "g{}", **STEP}, "nabla_w_key is 'g{}', but gives has no gradients"),
    ({"parameters": "dict", "b_key": "g{}", "biases": "none"}, "b_key is 'g{}', but no biases are handed over"),
    ({"order": "w w b b"}, "order is 'w w b b', but nothing has weights and biases one after the other so"),
    ({"unrolled": "columns"}, "unrolled is 'columns', but nothing is in theta"),
    ({"total": "weights"}, "total is 'weights', but takes has no weights_of_examples"),
    ({"x": "(m,)", "takes": "w b y"}, "x is '(m,)', but takes has no x"),
    ({"y": "(m,)", "takes": "w b x"}, "y is '(m,)', but takes has no y"),
    ({"y": "(m,)", "targets": "classes"}, "y is '(m,)', but the numbers of the classes are (m,) already"),
    ({"subtracted": True, "biases": "none"}, "subtracted is True, but there are no biases"),
    ({"l2": 0.5, "l2_on_biases": True, "biases": "none"}, "l2_on_biases is True, but there are no biases"),
    ({"eta": 0}, "eta is 0, with which a step moves nothing"),
    ({"eta": 0.0, "gives": "w b"}, "eta is 0.0, with which a step moves nothing"),
    ({"accumulator": "float32"}, "accumulator is 'float32', but float64 keeps its sums in itself"),
    ({"accumulator": "float32", "dtype": "float32"}, "accumulator is 'float32', but float32 keeps its sums in itself"),
]


@pytest.mark.parametrize(("declared", "says"), BESIDE, ids=[says for _, says in BESIDE])
def test_what_another_declaration_leaves_unread_is_refused(declared, says):
    with pytest.raises(InputError) as error:
        nablacheck.check(lambda *given: None, **declared)

    assert str(error.value).startswith(says)


def test_every_rule_is_tried():
    said = " ".join([*(says for _, says, _ in UNREAD.values()), *(says for _, says in BESIDE)])

    assert all(f"{name} is" in said for name in NEEDS)
    assert all(why in said for needs in NEEDS.values() for _, why in needs)
    assert nablacheck.check(lambda *given: None, accumulator="float32", dtype="float16").outcome == "unusable"


def problem(tmp_path, **spec):
    """A file of one layer, whose ∇ is 0: y is what comes out."""
    arrays = {"w2": np.eye(2), "b2": np.zeros((2, 1)), "x": np.ones((2, 3)), "y": np.ones((2, 3))}
    gradient = {"nabla_w2": np.zeros((2, 2)), "nabla_b2": np.zeros((2, 1))}
    said = json.dumps({"activations": {"2": "identity"}, "cost": "quadratic", **spec})
    np.savez(tmp_path / "p.npz", **arrays, **gradient, spec=said)
    return tmp_path / "p.npz"


@pytest.mark.parametrize(
    ("spec", "declared", "says"),
    [
        ({}, {"l2_over": "m"}, "l2_over is 'm', but l2 is 0"),
        ({"scale": 2.0}, {"total": "sum"}, "total is declared, but the factor or scale in spec says it already"),
        ({"factor": 2.0}, {"half": False}, "half is declared, but the factor or scale in spec says it already"),
        ({"accumulator": "float32"}, {}, "accumulator is 'float32', but float64 keeps its sums in itself"),
    ],
    ids=["l2_over", "total", "half", "accumulator"],
)
def test_nothing_that_is_said_of_a_file_goes_unread(tmp_path, spec, declared, says):
    with pytest.raises(InputError, match=says):
        read_claim(problem(tmp_path, **spec), declared)


def test_the_λ_of_a_file_may_be_divided(tmp_path):
    file = problem(tmp_path, l2=0.75)

    assert read_claim(file).l2 == 0.75
    assert read_claim(file, {"l2_over": "m"}).l2 == 0.25
    assert read_claim(file, {"l2_on_biases": True}).l2_on_biases
