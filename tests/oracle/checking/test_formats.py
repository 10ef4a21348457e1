"""Files of every kind: what is written is read again, what other languages write is read as what it means."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck import MissingFramework
from nablacheck.oracle.checking.arranging import REVERSED, arranged
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import read_claim, write_problem
from nablacheck.oracle.checking.formats import FORMATS, read_arrays, write_arrays
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.generating.problems import template_problem
from nablacheck.reference.costs.targets import NAMED
from nablacheck.reference.errors import InputError

NEEDS = {".mat": ("scipy", "mat73"), ".h5": ("h5py",), ".hdf5": ("h5py",), ".safetensors": ("safetensors",), ".rds": ("rdata",)}
SPEC = {"activations": {"2": "tanh", "3": "sigmoid"}, "cost": "quadratic"}


@pytest.fixture(params=FORMATS)
def suffix(request):
    for library in NEEDS.get(request.param, ()):
        pytest.importorskip(library, reason=f"{library} is not here: pip install 'nablacheck[files]'")
    return request.param


def problem(**given):
    return template_problem(1, **{"activations": ("tanh", "sigmoid"), **given})


def letters(p, factor=1):
    """The arrays of a problem with the right gradient."""
    nabla = nablacheck.backprop(p)
    return {
        "x": p.x,
        "y": p.y,
        "spec": json.dumps(SPEC),
        **p.network.parameters,
        **{f"nabla_w{l}": factor * array for l, array in nabla.nabla_w.items()},
        **{f"nabla_b{l}": factor * array for l, array in nabla.nabla_b.items()},
    }


def outcome(path, **declared):
    return judge_claim(read_claim(path, declared)).outcome


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_problem_is_read_as_it_was_written(suffix, dtype, tmp_path):
    p = problem(dtype=dtype)
    other = read_claim(write_problem(tmp_path / f"mine{suffix}", p)).problem

    assert {name: array.tolist() for name, array in other.arrays.items()} == {n: a.tolist() for n, a in p.arrays.items()}
    assert (other.dtype, other.network.activations, other.network.cost) == (dtype, p.network.activations, p.network.cost)


@pytest.mark.parametrize(("factor", "expected"), [(1, "right"), (2, "wrong")])
def test_a_claim_is_judged(suffix, factor, expected, tmp_path):
    assert outcome(write_arrays(tmp_path / f"mine{suffix}", letters(problem(), factor))) == expected


def test_a_file_is_never_written_over(suffix, tmp_path):
    written = write_problem(tmp_path / f"mine{suffix}", problem())
    with pytest.raises(InputError, match=f"{re.escape(str(written))} cannot be written: "):
        write_problem(tmp_path / f"mine{suffix}", problem())


def test_a_damaged_file_is_one_sentence(suffix, tmp_path):
    written = write_problem(tmp_path / f"mine{suffix}", problem())
    file = written if written.is_file() else written / "x.csv"
    for content in (b"", b"\x00\xff" * 40, file.read_bytes()[: len(file.read_bytes()) // 2], b'{"x": [[1, 2], [3]]}'):
        file.write_bytes(content)
        result = CliRunner().invoke(main, ["judge", str(written)])

        assert (result.exit_code, len(result.output.splitlines())) == (2, 1), result.output
        assert str(written) in result.output


@pytest.mark.parametrize("suffix", NEEDS)
def test_a_library_that_is_missing_is_one_sentence(suffix, tmp_path, monkeypatch):
    library = NEEDS[suffix][0]
    path = tmp_path / f"mine{suffix}"
    path.write_bytes(b"")
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    says = f"reading and writing such a file needs {library}, which is not installed: pip install 'nablacheck[files]'"
    with pytest.raises(MissingFramework, match=re.escape(says)):
        read_arrays(path)


def test_what_is_no_kind_of_file_is_not_written(tmp_path):
    with pytest.raises(InputError, match=r"unknown kind of file '\.matt': did you mean \.mat"):
        write_problem(tmp_path / "mine.matt", problem())


def test_a_file_in_octave_s_own_format_is_told_how_to_be_written(tmp_path):
    pytest.importorskip("scipy", reason="scipy is not here: pip install 'nablacheck[files]'")
    (tmp_path / "mine.mat").write_text("# Created by Octave 9.2.0\n# name: x\n# type: scalar\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.mat cannot be read as a MAT-file: .*; write one with save, in Octave"):
        read_arrays(tmp_path / "mine.mat")


def test_names_of_columns_are_not_numbers(tmp_path):
    folder = write_problem(tmp_path / "mine.csv", problem())
    (folder / "x.csv").write_text('"","V1","V2"\n"1",0.5,1\n', encoding="utf-8")
    with pytest.raises(InputError, match="write one with numbers alone, no names of rows and columns"):
        read_arrays(folder)


# --- what it means ----------------------------------------------------------------------------------------------------


def test_a_mat_file_of_version_7_3_is_read(tmp_path):
    """Written as MATLAB does: axes in reverse order, a text as a row of numbers."""
    pytest.importorskip("mat73", reason="mat73 is not here: pip install 'nablacheck[files]'")
    import h5py

    path = tmp_path / "mine.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, value in letters(problem()).items():
            text = name == "spec"
            file[name] = np.array([[ord(letter) for letter in value]], np.uint16).T if text else np.asarray(value).T
            file[name].attrs["MATLAB_class"] = np.bytes_("char" if text else "double")
    with path.open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(116) + bytes(8) + b"\x00\x02IM")

    assert outcome(path) == "right"


def test_axes_in_reverse_order_are_noted(tmp_path):
    """As Julia and R write HDF5."""
    h5py = pytest.importorskip("h5py", reason="h5py is not here: pip install 'nablacheck[files]'")
    with h5py.File(tmp_path / "mine.h5", "w") as file:
        for name, value in letters(problem()).items():
            file[name] = value if name == "spec" else np.asarray(value).T
    judgement = judge_claim(read_claim(tmp_path / "mine.h5"))

    assert (judgement.outcome, judgement.notes) == ("right", (REVERSED,))


def test_groups_of_octave_are_read(tmp_path):
    h5py = pytest.importorskip("h5py", reason="h5py is not here: pip install 'nablacheck[files]'")
    with h5py.File(tmp_path / "mine.h5", "w") as file:
        for name, value in letters(problem()).items():
            text = name == "spec"
            file[f"{name}/type"] = "string" if text else "matrix"
            file[f"{name}/value"] = np.frombuffer(value.encode(), np.int8)[:, None] if text else np.asarray(value).T

    assert outcome(tmp_path / "mine.h5") == "right"


def test_whole_numbers_of_json_are_floats(tmp_path):
    """JavaScript writes 1 for 1.0."""
    p = problem()
    given = {name: json.loads(value) if name == "spec" else np.asarray(value).tolist() for name, value in letters(p).items()}
    text = json.dumps(given).replace(".0,", ",").replace(".0]", "]")
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")

    assert outcome(tmp_path / "mine.json") == "right"


NARROW = {
    "widths of 1": {"widths": (1, 1, 1), "batch": 1},
    "one input": {"widths": (1, 4, 3)},
    "one output": {"widths": (3, 4, 1)},
    "one neuron": {"widths": (3, 1, 2)},
    "one example": {"batch": 1},
    "one of each but the batch": {"widths": (1, 1, 1)},
    "as many as examples": {"widths": (1, 5, 1)},
}
WRITTEN = {
    "vectors": lambda array: np.squeeze(array),
    "rows": lambda array: array.T if array.shape[1] == 1 else array,
    "columns": lambda array: array.T if array.shape[0] == 1 else array,
    "matrices": np.atleast_2d,
    "Fortran's order": np.asfortranarray,
    "single numbers as vectors": lambda array: array.reshape(-1) if array.size == 1 else array,
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("narrow", NARROW)
def test_a_vector_is_what_fits(narrow, way, tmp_path):
    arrays = letters(problem(**NARROW[narrow]))
    path = tmp_path / "mine.npz"
    np.savez(path, **{name: value if name == "spec" else WRITTEN[way](np.asarray(value)) for name, value in arrays.items()})

    assert outcome(path) == "right"


@pytest.mark.parametrize("kind", [int, np.uint8, bool])
def test_zeros_and_ones_may_be_whole_numbers_or_answers(kind, tmp_path):
    p = problem(batch=4)
    p = nablacheck.Problem(p.network, np.round(4 * p.x), (p.y > 0).astype(float))
    np.savez(tmp_path / "mine.npz", **letters(p) | {"y": p.y.astype(kind), "x": p.x.astype(np.int64)})

    assert outcome(tmp_path / "mine.npz") == "right"


def test_what_does_not_fit_is_left_alone():
    given = {"x": np.ones((3, 5)), "y": np.ones((2, 4)), "w2": np.ones((2, 3)), "b2": np.ones(2)}

    assert arranged(given) == (given, ())


# --- conventions ------------------------------------------------------------------------------------------------------


def others(p):
    """The arrays of a problem as other people have them: examples in rows, weights (in, out), the sum over the examples."""
    turned = lambda name, value: np.asarray(value).T if name in ("x", "y") or "w" in name else np.ravel(value)
    letters_of_sum = letters(p) | {name: p.batch * value for name, value in letters(p).items() if name.startswith("nabla")}
    return {name: turned(name, value) for name, value in letters_of_sum.items() if name != "spec"}


DECLARED = ["activations=tanh,sigmoid", "cost=quadratic", "examples=rows", "weights=(in, out)", "total=sum"]


def judge(path, *conventions):
    result = CliRunner().invoke(main, ["judge", str(path), *(part for each in conventions for part in ("-c", each))])
    return result.exit_code, result.output


def test_the_conventions_of_a_check_hold_for_a_file(tmp_path):
    np.savez(tmp_path / "mine.npz", **others(problem()))

    assert judge(tmp_path / "mine.npz", *DECLARED)[0] == 0
    assert judge(tmp_path / "mine.npz", *DECLARED[:-1])[0] == 1


@pytest.mark.slow
def test_biases_may_be_folded_and_subtracted(tmp_path):
    arrays = letters(problem())
    folded = {"x": arrays["x"], "y": arrays["y"], "spec": arrays["spec"]}
    for l in (2, 3):
        for prefix in ("", "nabla_"):
            folded[f"{prefix}w{l}"] = np.hstack([-arrays[f"{prefix}b{l}"], arrays[f"{prefix}w{l}"]])
    np.savez(tmp_path / "mine.npz", **folded)

    assert judge(tmp_path / "mine.npz", "biases=first column", "subtracted=True")[0] == 0
    assert judge(tmp_path / "mine.npz", "biases=first column")[0] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("declared", "change"),
    [
        (["half=False"], lambda name, value, p: 2 * value),
        (["mean_over_outputs=True"], lambda name, value, p: value / p.y.shape[0]),
        (["l2=0.5"], lambda name, value, p: value + 0.5 * p.network.w[int(name[-1])] if "w" in name else value),
        (["l2=0.5", "l2_over=m"], lambda name, value, p: value + 0.1 * p.network.w[int(name[-1])] if "w" in name else value),
        (["l1=0.5"], lambda name, value, p: value + 0.5 * np.sign(p.network.w[int(name[-1])]) if "w" in name else value),
        (["ascent=True"], lambda name, value, p: -value),
        (["l2=0.5", "l2_on_biases=True"], lambda name, value, p: value + 0.5 * p.network.parameters[name[6:]]),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_the_cost_may_be_declared(declared, change, tmp_path):
    p = problem()
    arrays = {name: change(name, value, p) if name.startswith("nabla") else value for name, value in letters(p).items()}
    np.savez(tmp_path / "mine.npz", **arrays)

    assert judge(tmp_path / "mine.npz", *declared)[0] == 0
    assert judge(tmp_path / "mine.npz")[0] == 1


@pytest.mark.parametrize("first", [0, 1])
def test_targets_may_be_the_numbers_of_classes(first, tmp_path):
    p = template_problem(1, ("tanh", "softmax"), "categorical-cross-entropy", targets="one-hot")
    arrays = letters(p) | {"spec": json.dumps({"activations": {"2": "tanh", "3": "softmax"}, "cost": p.network.cost.name})}
    np.savez(tmp_path / "mine.npz", **arrays | {"y": p.y.argmax(axis=0) + first})

    assert judge(tmp_path / "mine.npz", "targets=classes" if not first else "targets=classes from 1")[0] == 0
    np.savez(tmp_path / "mine.npz", **arrays | {"y": p.y.argmax(axis=0) + 7})
    assert "the numbers of 3 classes are 0, …, 2." in judge(tmp_path / "mine.npz", "targets=classes")[1]


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        (["takes=w b x y"], "takes is about a function, and here is a file; what can be declared of one is activations, cost,"),
        (["exmples=rows"], "unknown convention 'exmples': did you mean examples"),
        (["examples=rowss"], "unknown value of examples 'rowss': did you mean rows"),
        (["activations=tanh,sigmoid,sigmoid"], "activations has the layers [2, 3, 4]"),
        (["cost=quadratisch"], "unknown cost 'quadratisch': did you mean quadratic?"),
        (["dtype=float8"], "unknown dtype 'float8'"),
        (["l2=many"], "l2 is 'many'; it must be a finite number."),
    ],
)
def test_a_slip_is_one_sentence_with_the_name_of_the_file(declared, says, tmp_path):
    np.savez(tmp_path / "mine.npz", **letters(problem()))
    code, output = judge(tmp_path / "mine.npz", *declared)

    assert (code, len(output.splitlines())) == (2, 1), output
    assert says in output


def test_a_file_without_a_specification_needs_one(tmp_path):
    np.savez(tmp_path / "mine.npz", **others(problem()))
    code, output = judge(tmp_path / "mine.npz", *DECLARED[1:])

    assert (code, "the key 'spec' is missing" in output) == (2, True)


# --- template ---------------------------------------------------------------------------------------------------------


def template(tmp_path, *options):
    return CliRunner().invoke(main, ["template", str(tmp_path / "mine.npz"), *options])


@pytest.mark.parametrize(
    ("options", "network"),
    [
        ([], "3-5-4-3, sigmoid → tanh → sigmoid, quadratic cost, batch 5, float64"),
        (["--activations", "tanh,softmax", "--cost", "categorical-cross-entropy"], "3-5-3, tanh → softmax, categorical-cross-"),
        (
            ["--activations", "softmax,", "--cost", "categorical-cross-entropy"],
            "3-3, softmax, categorical-cross-entropy cost",
        ),
        (["--activations", "tanh"], "3-5-4-3, tanh → tanh → tanh, quadratic cost"),
        (
            ["--activations", "relu,relu", "--widths", "2-7-1", "--batch", "1"],
            "2-7-1, relu → relu, quadratic cost, batch 1",
        ),
        (["--dtype", "float32", "--cost", "mse"], "mse cost, batch 5, float32"),
        (["--targets", "one-hot"], "quadratic cost, batch 5, float64"),
    ],
    ids=" ".join,
)
def test_a_template_has_the_network_that_is_asked_for(options, network, tmp_path):
    result = template(tmp_path, *options)

    assert result.exit_code == 0, result.output
    assert network in result.output
    assert network in str(read_claim(tmp_path / "mine.npz").problem)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--activations", "tanhh"], "unknown activation 'tanhh': did you mean tanh"),
        (["--widths", "3"], "widths has 1 number; for 1 activation, it must have 2, input first."),
        (["--widths", "2,0,1,1"], "widths has 0 in it"),
        (["--cost", "cross"], "unknown cost 'cross': did you mean cross-entropy"),
        (["--dtype", "double"], "unknown dtype 'double'"),
        (["--batch", "0"], "Invalid value for '--batch'"),
        (["--targets", "onehot"], "unknown targets 'onehot': did you mean one-hot?"),
        (["--targets", "-1 and 1", "--cost", "cross-entropy"], "cost 'cross-entropy' allows targets in [0, 1]"),
        (["--activations", "sigmoid,tanh", "--cost", "cross-entropy"], "cost 'cross-entropy' needs outputs in [0, 1]"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_what_is_no_network_is_one_sentence(options, says, tmp_path):
    result = template(tmp_path, *options)

    assert result.exit_code == 2
    assert says in result.output
    assert not (tmp_path / "mine.npz").exists()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("kind", NAMED)
def test_a_template_has_the_targets_that_are_asked_for(kind, dtype, tmp_path):
    assert template(tmp_path, "--targets", kind, "--dtype", dtype, "--batch", "9").exit_code == 0
    y = read_claim(tmp_path / "mine.npz").problem.y

    assert (y.dtype, NAMED[kind].allows(y).all()) == (dtype, True)
    if kind in ("one-hot", "probabilities"):
        assert np.rint(1000 * y.sum(axis=0)).tolist() == [1000] * 9
    assert len(np.unique(y)) > 1


def test_a_name_that_no_file_can_have_is_one_sentence():
    with pytest.raises(InputError, match="is no name of a file: it has a null character in it"):
        read_arrays(Path("mine\0.mat"))
