"""The examination of an adapter: right ones pass, and each planted fault is named by the question that is about it."""

import json
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck import Adapter, Gradient, backprop, load
from nablacheck.adapters import Functions, add
from nablacheck.oracle.campaign.examination import FAILED, LEFT_OUT, PASSED, declares_kinks, examined
from nablacheck.oracle.campaign.significand import kept
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.composed import composed
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks

pytestmark = pytest.mark.slow
THEIRS = Path(__file__).resolve().parents[3] / "examples" / "their_framework"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The example package as pip would lay it out: its module, and what its pyproject.toml says of it."""
    project = tomllib.loads((THEIRS / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (tmp_path / "their_framework.py").write_bytes((THEIRS / "their_framework.py").read_bytes())
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = [
        line
        for group, names in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in names.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(points))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    return tmp_path


def adopted(target, *options):
    return CliRunner().invoke(main, ["adopt", target, *options])


def test_the_example_package_is_short_and_passes_where_it_is_installed(installed, tmp_path):
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in THEIRS.iterdir() if file.is_file())
    record = tmp_path / "answers.json"
    done = adopted("theirs", "--json", str(record))
    answers = json.loads(record.read_text(encoding="utf-8"))["answers"]

    assert lines <= 40
    assert load("theirs").name == "theirs"
    assert done.exit_code == 0, done.output
    assert "theirs passes all 10 questions that were asked." in done.output
    assert {answer["outcome"] for answer in answers} == {PASSED, LEFT_OUT}
    assert [answer["question"] for answer in answers if answer["outcome"] == LEFT_OUT] == ["single functions"]


# --- planted ----------------------------------------------------------------------------------------------------------


def named(**changes):
    """An adapter with a planted fault, and the questions that it fails, in their order."""
    adapter = replace(Adapter("planted", library="numpy", gradient=backprop), **changes)
    return [answer for answer in examined(adapter) if answer.outcome == FAILED]


def first_of(**changes):
    """The first question that it fails; those after it are not asked."""
    adapter = replace(Adapter("planted", library="numpy", gradient=backprop), **changes)
    return next(answer for answer in examined(adapter) if answer.outcome == FAILED)


def as_gradient(trace):
    return Gradient(trace.nabla_b, trace.nabla_w)


def cast(gradient, dtype):
    nabla_b, nabla_w = ({l: np.asarray(part, dtype) for l, part in g.items()} for g in (gradient.nabla_b, gradient.nabla_w))
    return Gradient(nabla_b, nabla_w)


def test_a_right_adapter_fails_no_question():
    assert named() == []
    assert named(trace=backprop) == []


def test_float32_in_a_float64_adapter_is_named():
    def gradient(problem):
        return cast(backprop(problem.map(np.float32)), problem.dtype)

    first = first_of(gradient=gradient)
    assert first.question == "precision"
    assert "in float64, products keep 24 bits of 53, as many as float32 has" in first.says


def narrow(x):
    """Rounded to eight bits."""
    mantissa, exponent = np.frexp(x)
    return np.ldexp(np.rint(mantissa * 256) / 256, exponent)


def added_up(terms):
    """A sum along the last axis, rounded to bfloat16 after each term."""
    total = np.zeros(terms.shape[:-1])
    for k in range(terms.shape[-1]):
        total = narrow(total + terms[..., k])
    return total


def test_sums_in_bfloat16_are_named():
    """Of the examples alone; the products are those of the format."""

    def gradient(problem):
        trace = backprop(problem)
        nabla_b = {l: added_up(delta.astype(float))[:, None] for l, delta in trace.delta.items()}
        return cast(Gradient(nabla_b, trace.nabla_w), problem.dtype)

    first = first_of(gradient=gradient)
    assert first.question == "precision"
    assert "in float32, sums over the examples keep 8 bits of 24, as many as bfloat16 has" in first.says
    assert "products" not in first.says


def test_sums_that_only_many_terms_show_are_named():
    def gradient(problem):
        trace = backprop(problem)
        if problem.batch <= 300:
            return as_gradient(trace)
        nabla_b = {l: added_up(delta.astype(float))[:, None] for l, delta in trace.delta.items()}
        return cast(Gradient(nabla_b, trace.nabla_w), problem.dtype)

    first = first_of(gradient=gradient)
    assert first.question == "precision"
    assert "in float32, a sum of 600 ones over the examples is 256" in first.says


def test_stale_gradients_on_every_second_call_are_named():
    answers = []

    def gradient(problem):
        answers.append(as_gradient(backprop(problem)))
        before = answers[-2] if len(answers) % 2 == 0 else answers[-1]
        fits = all(before.nabla_w.get(l, np.zeros(0)).shape == w.shape for l, w in problem.network.w.items())
        return cast(before if fits else answers[-1], problem.dtype)

    first = first_of(gradient=gradient)
    assert first.question == "repeatability"
    assert "call 2 returned the gradient of the problem of the call before: something is kept." in first.says


def test_an_answer_that_is_wrong_now_and_then_is_named():
    """The planted one: every third answer to a single example has twice the weights' gradient."""
    calls = []

    def gradient(problem):
        calls.append(problem)
        right = backprop(problem)
        times = 1 if len(calls) % 3 else 2
        return cast(Gradient(right.nabla_b, {l: times * w for l, w in right.nabla_w.items()}), problem.dtype)

    assert "repeatability" in {answer.question for answer in named(gradient=gradient)}


def test_two_examples_that_are_swapped_are_named():
    def gradient(problem):
        order = [1, 0, *range(2, problem.batch)] if problem.batch > 1 else [0]
        return as_gradient(backprop(replace(problem, x=problem.x[..., order])))

    first = first_of(gradient=gradient)
    assert first.question == "batches"
    assert "looks like: examples 0 and 1 changed places in x" in first.says


def test_gradients_that_are_wrong_in_batches_alone_are_named():
    """The last example is forgotten."""

    def gradient(problem):
        if problem.batch == 1:
            return as_gradient(backprop(problem))
        part = problem.columns(slice(0, problem.batch - 1))
        return as_gradient(backprop(replace(part, scale=problem.scale * part.batch / problem.batch)))

    first = first_of(gradient=gradient)
    assert first.question == "batches"
    assert "each example by itself has the right gradient" in first.says


def test_inputs_that_are_changed_are_named():
    def gradient(problem):
        result = as_gradient(backprop(problem))
        problem.x[...] = 0
        return result

    first = first_of(gradient=gradient)
    assert first.question == "dtypes and inputs"
    assert "planted changed its input x" in first.says


def test_another_dtype_is_named():
    first = first_of(gradient=lambda problem: cast(backprop(problem), np.float64))
    assert first.question == "dtypes and inputs"
    assert "as float64 for a problem in float32" in first.says


def test_without_a_gradient_in_its_shapes_nothing_else_is_asked():
    def gradient(problem):
        raise RuntimeError("no kernel")

    answers = list(examined(Adapter("planted", library="numpy", gradient=gradient)))
    assert answers[0].outcome == FAILED
    assert "planted raised RuntimeError: no kernel" in answers[0].says
    assert {answer.outcome for answer in answers[1:]} == {LEFT_OUT}


def test_a_kink_that_is_not_declared_is_named():
    def gradient(problem):
        return as_gradient(backprop(problem, kinks={"relu": {0.0: 1.0}}))

    found = {answer.question: answer for answer in named(gradient=gradient)}
    assert "declare kinks={'relu': {0.0: 1.0}}" in found["kinks"].says
    assert "kinks" not in {answer.question for answer in named(gradient=gradient, kinks={"relu": {0.0: 1.0}})}


def test_what_is_taken_of_our_formulas_need_not_be_declared():
    """Of |x|′ at 0 or of equal arguments of max the derivative rules speak; the planted adapter has others than it says."""
    mine = Adapter("planted", "numpy", gradient=backprop, composes=lambda entry: True, pullbacks=Pullbacks(maximum=1.0))
    rules = replace(mine, gradient=lambda problem: as_gradient(backprop(composed(problem, mine.composes, mine.pullbacks))))

    assert list(declares_kinks(rules)) == []
    assert any("declare" in says for says in declares_kinks(replace(rules, pullbacks=SMOOTH)))


def test_a_wrong_equation_is_named():
    def trace(problem):
        right = backprop(problem)
        return replace(right, nabla_w={l: w * 2 for l, w in right.nabla_w.items()})

    first = first_of(gradient=trace, trace=trace)
    assert first.question == "equations, one example"
    assert "breaks BP4" in first.says


def test_strides_that_are_not_read_are_named():
    """Memory is read in its order, whatever the strides say."""

    def unstrided(array):
        return np.lib.stride_tricks.as_strided(array, array.shape, (array.itemsize * array.shape[-1], array.itemsize))

    found = {answer.question for answer in named(gradient=lambda problem: as_gradient(backprop(problem.map(unstrided))))}
    assert "layouts and single neurons" in found
    assert "equations, one example" not in found


def test_single_functions_are_asked_too():
    def activation(entry, z, above, dtype, strided):
        return z + 1, above

    functions = Functions(activation, dtypes=("float32",))
    add(Adapter("single", "any", functions=functions))
    done = adopted("single")

    assert done.exit_code == 1
    assert "mend first: single functions" in done.output
    assert "single: sigmoid in float32 is wrong" in done.output


THREADED = """
import os

import numpy as np

from nablacheck import Adapter, Gradient, backprop

COUNT = int(os.environ.get("OMP_NUM_THREADS", "1"))


def gradient(problem):
    result = backprop(problem)
    lost = 0.5 if COUNT > {most} and problem.batch > 32 else 1  # two threads write the same entry
    nabla_b = {{l: (part * lost).astype(problem.dtype) for l, part in result.nabla_b.items()}}
    return Gradient(nabla_b, result.nabla_w)


threaded = Adapter("threaded", library="numpy", gradient=gradient)
"""


@pytest.mark.parametrize(("most", "code"), [(1, 1), (100, 0)])
def test_an_answer_that_depends_on_the_number_of_threads_is_named(tmp_path, monkeypatch, most, code):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    file = tmp_path / "threaded.py"
    file.write_text(THREADED.format(most=most), encoding="utf-8")
    done = adopted(f"{file}:threaded")

    assert done.exit_code == code, done.output
    assert ("mend first: threads" in done.output) == bool(code)
    assert ("with 2 threads it is wrong, and right with 1:" in done.output) == bool(code)


def test_an_adapter_that_no_other_process_finds_is_told_so():
    add(Adapter("here-alone", library="numpy", gradient=backprop))
    done = adopted("here-alone")

    assert done.exit_code == 1
    assert "in a process of its own with 1 threads it does not run: " in done.output


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("nobody", "unknown adapter 'nobody'"),
        ("nowhere.py:nobody", "there is no file nowhere.py"),
        ("no_such_module_at_all:nobody", "there is no module no_such_module_at_all"),
    ],
)
def test_what_is_no_adapter_is_one_sentence(target, says):
    done = adopted(target)
    assert done.exit_code == 2
    assert says in done.output


def test_an_adapter_with_nothing_in_it_is_one_sentence():
    add(Adapter("empty", library="numpy"))
    done = adopted("empty")
    assert done.exit_code == 2
    assert "there is nothing to examine" in done.output


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_bits_of_a_format_are_measured(dtype):
    """The reference keeps all of them."""
    found = list(kept(Adapter("mine", library="numpy", gradient=backprop, dtypes=(dtype,)), dtype))
    assert [one.bits for one in found] == [one.of for one in found]
    assert sys.float_info.mant_dig in [one.of for one in found] or dtype != "float64"
