"""What is wrong is made small, said once, and shown by a script in a clean process."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.campaign import folders
from nablacheck.oracle.campaign.crosscheck import Tally, verdicts
from nablacheck.oracle.campaign.folders import Folder, name
from nablacheck.oracle.campaign.jobs import Job, Random, merged
from nablacheck.oracle.campaign.reducing import reductions
from nablacheck.oracle.campaign.replaying import found, found_in
from nablacheck.oracle.campaign.scripts import LAID_OUT, MOST, script
from nablacheck.oracle.campaign.signs import Sign, content, kind
from nablacheck.oracle.campaign.workers import Beside
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.checking.problem_files import read_problem
from nablacheck.oracle.generating.problems import LAYOUTS, seeded
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError

from helpers import planted_adapter
from helpers.small_problems import problem

PLANTED = planted_adapter.__file__
SECONDS = 60


def tally(adapter, count=60, dtypes=("float32", "float64"), draws=2):
    work = [Job(adapter.name, dtype, Random(0, i, draws), (PLANTED,)) for i in range(count) for dtype in dtypes]
    return merged(job.done(adapter) for job in work)


@pytest.fixture(scope="module")
def findings():
    return tally(planted_adapter.seldom).findings


@pytest.fixture
def reduced(findings):
    extend(PLANTED)
    (work,) = reductions(findings, SECONDS, (PLANTED,))
    return work.done(load("seldom"))


@pytest.mark.slow
def test_a_seldom_defect_is_found_made_small_to_its_condition_and_said_once(findings, reduced):
    (one,) = reduced

    assert len(findings) > 8
    assert one.dtypes == ("float32", "float64")
    assert one.network.startswith("1-17, identity, quadratic cost, batch 1, float32")
    assert (one.function, one.numbers) == ("", "round numbers")
    assert one.count == len({finding.again for finding in findings})
    assert one.explain().splitlines()[0] == "seldom breaks BP1 at layer 2 of 2."
    assert "it takes no function in particular, round numbers" in one.explain()


@pytest.mark.slow
def test_code_that_returns_gradients_alone_is_made_small_too(tmp_path):
    extend(PLANTED)
    (work,) = reductions(tally(planted_adapter.alone, dtypes=("float64",)).findings, SECONDS, (PLANTED,))
    one = Folder(tmp_path).reduced(work.done(load("alone"))[0])

    assert one.network.startswith("1-17, identity, quadratic cost, batch 1")
    assert ran(one.script).startswith("1 nabla_b[2]")


@pytest.mark.slow
def test_its_script_fails_in_a_clean_process_with_the_adapter_and_passes_with_another(reduced, tmp_path, adapter_named):
    adapter_named("torch")
    one = Folder(tmp_path).reduced(reduced[0])

    assert ran(one.script).startswith("1 delta[2][")
    assert ran(one.script, "torch").startswith("0 delta[2][")
    assert len(Path(one.script).read_text(encoding="utf-8").splitlines()) <= MOST


def ran(script, *arguments):
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)
    return f"{done.returncode} {done.stdout}{done.stderr}"


@pytest.mark.slow
def test_two_defects_are_two():
    """The other one is of a function, and of another equation."""

    def two(problem):
        right = planted_adapter.trace(problem)
        wrong = any(sigma.family == "tanh" for sigma in problem.network.activations.values())
        return replace(right, nabla_b={l: part * (1 + wrong) for l, part in right.nabla_b.items()})

    adapter = Adapter("two", "numpy", gradient=two, trace=two)
    (work,) = reductions(tally(adapter, dtypes=("float64",)).findings, SECONDS)
    found = work.done(adapter)

    assert sorted((one.signs[0].equation, one.function) for one in found) == [("BP1", ""), ("BP3", "tanh")]
    assert next(one.network for one in found if one.function).startswith("1-1, tanh, quadratic cost, batch 1")


def test_a_broken_promise_is_made_small():
    def raises(problem):
        if problem.network.L > 3:
            raise ValueError(f"{problem.network.L} layers are too many")
        return backprop(problem)

    adapter = Adapter("raises", "numpy", gradient=raises, trace=raises)
    (work,) = reductions(tally(adapter, 12, ("float64",)).findings, SECONDS)
    (one,) = work.done(adapter)

    assert one.network.startswith("1-1-1-1, identity → identity → identity")
    assert one.signs == (Sign(breach="raised ValueError"),)
    assert one.scripts == ()


def test_what_comes_and_goes_is_kept_as_it_was_found():
    calls = []

    def moody(problem):
        calls.append(problem)
        right = backprop(problem)
        return replace(right, nabla_b={l: part * (1 + (len(calls) == 1)) for l, part in right.nabla_b.items()})

    adapter = Adapter("moody", "numpy", gradient=moody, trace=moody)
    (work,) = reductions(tally(adapter, 1, ("float64",), draws=1).findings, SECONDS)
    (one,) = work.done(adapter)

    assert not one.small
    assert "did not show itself again on the same numbers" in one.explain()


@pytest.mark.slow
def test_findings_in_an_adapter_that_ends_its_process_are_kept(tmp_path):
    file = tmp_path / "ends.py"
    file.write_text(
        "from posix import _exit\nfrom nablacheck import Adapter\n"
        "ends = Adapter('ends', 'numpy', gradient=lambda problem: _exit(7))\n",
        encoding="utf-8",
    )
    with Beside(1, (str(file),)) as workers:
        workers.load("ends")
        found = merged(found for _, found in workers.done([Job("ends", "float64", Random(0, i, 1)) for i in range(2)]))
        ((_, several),) = workers.done(reductions(found.findings, SECONDS))

    assert [one.count for one in several] == [2]
    assert "not made small: the adapter ended its process with exit code 7" in several[0].explain()


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawn", list(seeded(9, 8, "float32", 1)), ids=lambda drawn: str(drawn.architecture))
def test_a_file_holds_the_numbers_their_place_in_memory_and_what_was_found(drawn, tmp_path):
    whole = drawn.problem.draw(0)
    sign = Sign(equation="BP2")
    from_memory = found(content(whole, "mine", sign))
    path = Path(Folder(tmp_path)._kept("mine", sign, content(whole, "mine", sign)))
    from_file = found_in(path)

    for again in (from_memory, from_file):
        assert (again.adapter, again.sign) == ("mine", sign)
        assert str(again.problem) == str(whole)
        for letter, array in whole.arrays.items():
            assert (again.problem.arrays[letter] == array).all()
            assert array.size == 1 or min(array.shape) == 1 or again.problem.arrays[letter].strides == array.strides


def test_a_layout_that_nobody_knows_is_one_sentence():
    arrays = content(problem(), "mine", Sign("BP1"))
    arrays["spec"] = arrays["spec"].replace("contiguous", "criss-cross")

    with pytest.raises(InputError, match="unknown layout in finding 'criss-cross'"):
        found(arrays)


def test_the_name_of_a_file_is_one_for_every_system():
    one, other = (content(problem(seed=seed), "mine/../x", Sign("∇b end to end")) for seed in (1, 2))

    assert name("mine/../x", Sign("∇b end to end"), one).startswith("mine-..-x-nabla-b-end-to-end-")
    assert name("a", Sign("BP1"), one) == name("a", Sign("BP1"), one) != name("a", Sign("BP1"), other)


def test_a_folder_that_cannot_be_written_is_said_and_ends_nothing(findings, tmp_path):
    (tmp_path / "file").write_text("here", encoding="utf-8")
    folder = Folder(tmp_path / "file")

    assert folder.finding(findings[0]).file == ""
    assert folder.failed.startswith(f"the folder of findings {tmp_path / 'file'} cannot be written: ")


def test_half_a_file_is_no_finding_and_is_written_anew_when_there_is_room(findings, tmp_path, monkeypatch):
    def half(place, arrays):
        place.write_bytes(b"PK")
        raise InputError("no room") from OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(folders, "write_arrays", half)
        folder = Folder(tmp_path)

        assert folder.finding(findings[0]).file == ""
    assert folder.failed == f"the folder of findings {tmp_path} cannot be written: No space left on device."
    assert list(tmp_path.iterdir()) == []

    file = Folder(tmp_path).finding(findings[0]).file
    assert [str(path) for path in tmp_path.iterdir()] == [file]
    assert read_problem(Path(file)).problem.network.L >= 2


def test_a_finding_counts_as_the_same_whatever_its_numbers(findings):
    assert replace(findings[0], problems=()) == findings[0]
    assert Tally(findings=[findings[0]]) == Tally(findings=[replace(findings[0], problems=())])


@pytest.mark.parametrize(
    ("breach", "expected"),
    [
        ("raised ValueError: shape (3, 4)", "raised ValueError"),
        ("changed its input w[2]", "changed its input w#"),
        ("returned nabla_b[3], nabla_b[2] as float32", "returned nabla_b# as float#"),
        ("returned w2, b2, w3, b3 as float32", "returned w#, b# as float#"),
        ("returned nabla_b[12] as float32", "returned nabla_b# as float#"),
        ("ended its process by signal 11 (SIGSEGV)", "ended its process by signal # (SIGSEGV)"),
    ],
)
def test_promises_of_a_kind_are_told_by_their_words(breach, expected):
    assert kind(breach) == expected


# --- scripts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_in_words_is_the_layout(layout):
    array = np.arange(12.0).reshape(3, 4)
    again = eval(LAID_OUT[layout], {"np": np, "array": array})

    assert (again == array).all()
    assert again.strides == LAYOUTS[layout](array).strides


SPELLED = [
    problem((3, 2, 4, 2), ("leaky_relu", "softmax", "sigmoid"), "quadratic", "float32", batch=3),
    replace(problem((2, 3), ("softplus",), "categorical-cross-entropy-with-logits", batch=2), scale=3.0).map(
        LAYOUTS["every second"]
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("whole", SPELLED, ids=str)
def test_a_script_without_nablacheck_computes_what_the_adapter_does(whole, framework, tmp_path):
    """Of numbers that are right it exits with 0; with 1 where the script itself is made wrong."""
    path = tmp_path / "script.py"
    verdict = next(verdicts(whole, framework, explain=False))
    planted = tuple(replace(c, given=np.asarray(c.given) + 1 + abs(c.ball.mid)) for c in verdict.comparisons)
    text = script(replace(verdict, comparisons=planted), "BP1", framework)
    path.write_text(text, encoding="utf-8")

    assert "import nablacheck" not in text
    assert len(text.splitlines()) <= MOST
    assert ran(path).startswith("0 delta"), text
    path.write_text(text.replace("got = float(", "got = 1 + 2 * float("), encoding="utf-8")
    assert ran(path).startswith("1 delta"), text


def test_what_no_line_can_say_has_no_script():
    differences = load("finite-differences")
    verdict = next(verdicts(problem(), planted_adapter.seldom))

    assert script(verdict, "BP1", planted_adapter.seldom) is None  # nothing is broken
    assert script(verdict, "(46) forward", differences) is None
