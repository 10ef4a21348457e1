"""Several processes: the same results whatever their count, and a process that dies is a finding, not the end."""

import os
import pickle
import signal
from dataclasses import replace

import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import Tally
from nablacheck.oracle.campaign.jobs import Digits, Job, OfFile, Random, merged
from nablacheck.oracle.campaign.workers import Beside, Here, _Process, _serve, cores
from nablacheck.oracle.checking.files import write_problem
from nablacheck.oracle.generating.problems import seeded, template_problem
from nablacheck.oracle.judging.counts import Counts
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError, MissingFramework

FILE = """
import os, posix, signal, sys
from nablacheck import Adapter, backprop

def where(problem):
    return int(problem.origin.split("problem ")[1].split(",")[0])

def dies(problem):
    if where(problem) == 1:
        posix._exit(3)  # which nobody takes for an exit of Python
    if where(problem) == 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    if where(problem) == 3:
        sys.exit("enough")
    return backprop(problem)

fine = Adapter("fine", "numpy", gradient=backprop, trace=backprop)
deadly = Adapter("deadly", "numpy", gradient=dies, trace=dies)
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "brought.py"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def jobs(adapter, files, count=4):
    return [Job(adapter, "float64", Random(5, i, 2), files) for i in range(count)]


def beside(count, file, work):
    with Beside(count, (file,)) as workers:
        names = dict.fromkeys(job.adapter for job in work)
        assert [workers.load(name).dtypes for name in names] == [("float32", "float64")] * len(names)
        found = dict(workers.done(work))
    return merged(found[job] for job in work)


@pytest.mark.slow
def test_the_count_of_processes_changes_nothing(file):
    work = jobs("fine", (file,))
    fine = Adapter("fine", "numpy", gradient=backprop, trace=backprop)
    with Here(lambda name: fine) as workers:
        workers.load("fine")
        alone = merged(tally for _, tally in workers.done(work))

    assert alone.decided > 0
    assert alone.problems == {("fine", "float64"): 4}
    assert beside(3, file, work) == alone


@pytest.mark.slow
def test_a_process_that_dies_is_a_finding_and_the_rest_goes_on(file):
    work = [*jobs("deadly", (file,)), *jobs("fine", (file,))]
    tally = beside(2, file, work)
    breaches = [finding.breaches for finding in tally.findings]

    assert breaches == [
        ("ended its process with exit code 3",),
        (f"ended its process by signal {int(signal.SIGSEGV)} (SIGSEGV)",),
        ("called exit('enough'); it must return",),
    ]
    assert tally.problems == {("deadly", "float64"): 4, ("fine", "float64"): 4}
    assert tally.rows["deadly", "float64", "(26)"].entries == 2
    assert tally.rows["fine", "float64", "(26)"].entries == 8
    assert f"--seed 5 --problems 2 --draws 2 --data none --adapters deadly --dtype float64 --with {file}" in (
        tally.findings[0].explain()
    )


def test_an_adapter_that_calls_exit_is_a_finding_in_this_process_too():
    def leaves(problem):
        raise SystemExit(4)

    tally = Job("leaves", "float64", Random(0, 0, 1)).done(Adapter("leaves", "numpy", gradient=leaves, trace=leaves))

    assert [finding.breaches for finding in tally.findings] == [("called exit(4); it must return",)]
    assert tally.findings[0].explain().startswith("leaves called exit(4)")


def test_differences_that_call_exit_are_a_finding(monkeypatch):
    def leaves(*args):
        raise SystemExit("in the quotient")

    monkeypatch.setattr("nablacheck.oracle.campaign.crosscheck.judge_differences", leaves)
    differences = Adapter("mine", "numpy", gradient=backprop, differences=True)
    (finding,) = Job("mine", "float64", Random(0, 0, 1)).done(differences).findings

    assert finding.breaches == ("called exit('in the quotient'); it must return",)


def test_no_process_is_left_behind(file):
    with Beside(2, (file,)) as workers:
        workers.load("fine")
        there = [process._process.pid for process in workers._processes]
        next(workers.done(jobs("fine", (file,))))

    for pid in there:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize("error", [EOFError, ConnectionResetError, BrokenPipeError])
@pytest.mark.parametrize("at", ["recv", "send"])
def test_a_process_ends_without_a_word_when_nobody_asks_any_more(monkeypatch, error, at):
    """Who asked may have ended with an answer unread, which resets the connection."""

    class Gone:
        def recv(self):
            return raised() if at == "recv" else "digits"

        def send(self, answer):
            raised()

    def raised():
        raise error

    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    assert _serve(Gone(), ()) is None


def test_an_adapter_that_cannot_be_loaded_is_the_same_error_as_here(file):
    with Beside(1, ()) as workers, pytest.raises(InputError, match="unknown adapter 'fine'"):
        workers.load("fine")


def test_errors_of_loading_go_from_process_to_process():
    for error in (InputError("no"), MissingFramework("needs jax")):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_process_that_ends_before_it_serves_is_one_sentence(tmp_path):
    path = tmp_path / "ends.py"
    path.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", encoding="utf-8")

    with Beside(1, (str(path),)) as workers, pytest.raises(InputError, match="it ended its process by signal 9"):
        workers.load("numpy")


def test_a_fault_of_ours_in_another_process_is_raised_here(file):
    wrong = Job("fine", "float64", OfFile("no such file"), (file,))
    with Beside(1, (file,)) as workers, pytest.raises(InputError, match="no such file"):
        list(workers.done([wrong]))

    with Beside(1, (file,)) as workers, pytest.raises(RuntimeError, match="in a process beside this one"):
        list(workers.done([Job("fine", "nonsense", Random(0, 0, 1), (file,))]))


@pytest.mark.slow
def test_a_job_has_the_problem_that_its_source_names(tmp_path, real_digits):
    path = tmp_path / "a problem.npz"
    write_problem(path, template_problem(3))
    random = [drawn.problem for drawn in seeded(7, 3, "float32", 2)][2]

    assert str(Random(7, 2, 2).problem("float32")) == str(random)
    assert (Random(7, 2, 2).problem("float32").x == random.x).all()
    assert OfFile(str(path)).problem("float64").batch == template_problem(3).batch
    assert Digits(1, 2, 3).problem("float32").x.shape == (3, 64, 11)
    assert Job("jax", "float64", OfFile(str(path))).again == (
        f"nablacheck run --problems 0 --data '{path}' --adapters jax --dtype float64"
    )
    assert Digits(1, 2, 3).options == "--seed 1 --problems 0 --draws 3 --data digits"


def test_rows_are_merged():
    one, two = Counts(3, 1, 0, 0.5, 0), Counts(4, 0, 2, 0.25, 1)
    tally = merged([Tally(rows={("a", "b", "c"): replace(one)}), Tally(rows={("a", "b", "c"): two})])

    assert tally.rows == {("a", "b", "c"): Counts(7, 1, 2, 0.5, 1)}
    assert one == Counts(3, 1, 0, 0.5, 0)


THREADED = """
import os
from nablacheck import Adapter, InputError, backprop

def says(problem):
    raise InputError(f"{os.environ.get('OMP_NUM_THREADS')} threads")

speaking = Adapter("speaking", "numpy", gradient=says)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "said", "expected"), [(64, None, "1 threads"), (1, None, f"{cores()} threads"), (2, "3", "3 threads")]
)
def test_processes_share_the_cores_unless_the_user_says_how(tmp_path, monkeypatch, count, said, expected):
    """Two libraries that multiply matrices on all cores at once take half as long again."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if said:
        monkeypatch.setenv("OMP_NUM_THREADS", said)
    file = tmp_path / "speaking.py"
    file.write_text(THREADED, encoding="utf-8")
    process = _Process((str(file),), max(1, cores() // count))
    try:
        process.ask("speaking")
        process.answer()
        process.ask(jobs("speaking", (str(file),), 1)[0])
        assert expected in str(process.answer())
    finally:
        process.stop()
    assert os.environ.get("OMP_NUM_THREADS") == said


LATE = """
import os, time
from nablacheck import Adapter, backprop

def trace(problem):
    if "problem 1" in problem.origin:
        {}
    return backprop(problem)

late = Adapter("late", "numpy", gradient=trace, trace=trace)
"""


@pytest.mark.slow
def test_who_does_not_answer_is_ended_and_the_rest_goes_on(tmp_path):
    file = tmp_path / "late.py"
    file.write_text(LATE.format("time.sleep(1000)"), encoding="utf-8")
    with Beside(1, (str(file),)) as workers:
        workers.load("late")
        found = dict(workers.done(jobs("late", (str(file),), 3), limit=2))

    assert [finding.breaches for tally in found.values() for finding in tally.findings] == [("did not answer in 2 seconds",)]
    assert sorted(sum(tally.problems.values()) for tally in found.values()) == [1, 1, 1]


@pytest.mark.slow
def test_a_job_is_tried_again_before_it_is_given_up(tmp_path):
    file, mark = tmp_path / "late.py", tmp_path / "mark"
    file.write_text(LATE.format(f"open({str(mark)!r}, 'a').write('x'); __import__('posix')._exit(3)"), encoding="utf-8")
    with Beside(1, (str(file),)) as workers:
        workers.load("late")
        found = dict(workers.done(jobs("late", (str(file),), 3), retries=2))

    assert mark.read_text(encoding="utf-8") == "xxx"
    assert sum(len(tally.findings) for tally in found.values()) == 1
    assert len(found) == 3


@pytest.mark.slow
def test_shares_by_a_number_of_the_job_are_helped_with(file):
    work = jobs("fine", (file,), 6)
    with Beside(2, (file,)) as workers:
        workers.load("fine")
        found = dict(workers.done(work, share=lambda job: 0))

    assert set(found) == set(work)
