"""A folder of submissions: whatever one of them does, it is one row, and the others are graded."""

import errno
import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.grading import Grade, Limits, grade_into
from nablacheck.oracle.commands import cli
from nablacheck.oracle.commands.grade import grade
from nablacheck.oracle.report.grade_table import grades

from helpers.submitted import RIGHT
from helpers.waiting import wait_until

pytestmark = pytest.mark.slow

BODY = "def submission(w, b, x, y):\n    "
PLANTED = {
    "right": (RIGHT, "right", "agrees with every equation"),
    "wrong": (
        RIGHT + "submission = lambda *a: backprop(*a, prime=lambda a: 1)",
        "wrong",
        "(w^{l+1})ᵀ δ^{l+1} was sent back without ⊙ σ′(z^l)",
    ),
    "conventions": (
        RIGHT + "submission = lambda *a: backprop(*a)[::-1]\nCONVENTIONS = {'gives': 'nabla_w nabla_b'}",
        "right",
        "",
    ),
    "garbage": (
        RIGHT + "import os\nprint('}{')\nos.write(1, b'\\xff{\"verdict\": \"wrong\"}')\nos.write(2, b'}')",
        "right",
        "",
    ),
    "prints": (RIGHT + "def submission(*a):\n    print('{}')\n    return backprop(*a)", "right", ""),
    "random": ("raise ValueError('as imported')", "unusable", "random.py cannot be imported: ValueError: as imported"),
    "no_python": ("def submission(", "unusable", "no_python.py cannot be imported: SyntaxError"),
    "exits_at_import": ("import sys; sys.exit(0)", "unusable", "called exit(0) while it was imported; take that out."),
    "exits": (BODY + "raise SystemExit(0)", "unusable", "called exit(0); expected is that it returns."),
    "exits_for_good": (
        BODY + "import os; os._exit(0)",
        "unusable",
        "called exit(0); expected is that it returns.",
    ),
    "exits_in_c": (
        BODY + "import ctypes; ctypes.CDLL(None)._exit(0)",
        "unusable",
        "the process ended with exit code 0 before",
    ),
    "crashes": (BODY + "import os; os.abort()", "unusable", "the process died: Aborted; look for a crash"),
    "interrupts": (BODY + "raise KeyboardInterrupt('now')", "unusable", "KeyboardInterrupt: now"),
    "none": (BODY + "return None", "unusable", "the function returned None; expected were 2 things"),
    "greedy": (BODY + "import numpy; return numpy.ones(2**36)", "unusable", "Error: Unable to allocate 512. GiB"),
    "greedy_at_import": ("x = bytes(2**36)", "unusable", "it needed more than 2048 MB of memory; look for an array"),
    "no_function": ("x = 1", "unusable", "the file defines no function named submission; rename yours"),
    "no_dictionary": (RIGHT + "CONVENTIONS = []", "unusable", "CONVENTIONS is of type list; expected is a dictionary"),
    "names": (RIGHT + "CONVENTIONS = {1: 'rows'}", "unusable", "CONVENTIONS has 1 as a name; write names of conventions"),
    "no_convention": (
        RIGHT + "CONVENTIONS = {'exmples': 'rows'}",
        "unusable",
        "unknown convention 'exmples': did you mean examples?",
    ),
    "forks": (RIGHT + "import os\ndef submission(*a):\n    if os.fork(): return backprop(*a)", "right", ""),
    "threads": (RIGHT + "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()", "right", ""),
    "writes": (RIGHT + "open('left', 'w').write('x')\nopen(__file__, 'w').write('x')", "right", ""),
    "imports_a_neighbour": ("from right import submission", "unusable", "ModuleNotFoundError: No module named 'right'"),
}
"""The file, its verdict, and what the explanation says."""


def folder_of(folder, sources):
    folder.mkdir(exist_ok=True)
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The command on all of them: its result, its JSON by name, and the folder."""
    folder = folder_of(tmp_path_factory.mktemp("planted"), {name: source for name, (source, *_) in PLANTED.items()})
    file = tmp_path_factory.mktemp("results") / "grades.json"
    result = CliRunner().invoke(grade, [str(folder), "--json", str(file), "--memory-limit", "2048"])
    assert result.exit_code == 0, result.output
    return result, {row["name"]: row for row in json.loads(file.read_text(encoding="utf-8"))["submissions"]}, folder


@pytest.mark.parametrize("name", PLANTED)
def test_every_submission_is_one_row(planted, name):
    _, rows, _ = planted
    _, verdict, says = PLANTED[name]

    assert rows[name]["verdict"] == verdict, rows[name]
    assert says in rows[name]["explanation"]
    assert set(rows[name]) == {"name", "verdict", "mistake", "scale", "explanation", "notes", "declares", "seconds"}


def test_every_file_is_graded_and_the_folder_is_left_as_it_was(planted):
    _, rows, folder = planted

    assert list(rows) == sorted(PLANTED)
    assert sorted(file.name for file in folder.iterdir()) == sorted(f"{name}.py" for name in PLANTED)
    assert (folder / "writes.py").read_text(encoding="utf-8") == PLANTED["writes"][0]


def test_the_mistake_has_its_name_and_prints_are_noted(planted):
    _, rows, _ = planted

    assert rows["wrong"]["mistake"] == "sigma prime missing"
    assert any("prints" in note for note in rows["prints"]["notes"])


def test_the_table_shows_each_with_its_reason(planted):
    lines = {line.split()[0]: line for line in planted[0].output.splitlines() if line.strip()}

    assert "wrong" in lines["wrong"]
    assert "sigma prime missing" in lines["wrong"]
    assert lines["right"].split()[:2] == ["right", "right"]
    assert "declares gives='nabla_w nabla_b'" in lines["conventions"]
    assert "unusable" in lines["none"]
    assert "returned None" in lines["none"]
    assert "Traceback" not in planted[0].output


def test_it_is_said_that_each_chose_its_own_exercise(planted):
    says = "Each chose its own exercise, maybe an easier one; --exercise FILE sets one."

    assert planted[0].output.splitlines()[-1] == says
    assert planted[1]["conventions"]["declares"] == {"gives": "'nabla_w nabla_b'"}


# --- limits -----------------------------------------------------------------------------------------------------------

HANGING = {
    "loop": BODY + "\n    while True: pass",
    "loop_at_import": "while True: pass",
    "stubborn": "import signal\n" + BODY + "\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass",
    "swallows": BODY + "\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
}


def test_what_hangs_is_stopped_and_the_next_is_graded(tmp_path):
    folder, file = folder_of(tmp_path / "hanging", HANGING | {"without": "x = 1"}), tmp_path / "grades.json"
    result = CliRunner().invoke(grade, [str(folder), "--json", str(file), "--time-limit", "1"])
    rows = {row["name"]: row for row in json.loads(file.read_text(encoding="utf-8"))["submissions"]}

    assert result.exit_code == 0, result.output
    assert {row["verdict"] for row in rows.values()} == {"unusable"}
    assert "no function named submission" in rows["without"]["explanation"]
    for name in HANGING.keys() - {"loop"}:
        assert rows[name]["explanation"] == "the submission was stopped after 1 seconds; look for a loop that does not end."
        assert rows[name]["seconds"] >= 1
    assert "1 seconds" in rows["loop"]["explanation"]


CHILD = """
import fcntl, subprocess
lock = open({lock!r}, "w")
fcntl.flock(lock, fcntl.LOCK_EX)
subprocess.Popen(["sleep", "600"], pass_fds=[lock.fileno()]){then}
"""


def graded(file, limits):
    """The grade of one file."""
    grades = []
    grade_into(grades, file, limits)
    return grades[0]


def free(lock, seconds=10):
    """Whether nobody holds the lock, soon: a process that was killed lets go of it."""
    with lock.open("w", encoding="utf-8") as file:
        for _ in range(20 * seconds):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(1 / 20)
            else:
                return True
    return False


@pytest.mark.parametrize(("then", "verdict"), [(".wait()", "unusable"), ("", "right")])
def test_a_child_does_not_outlive_its_submission(tmp_path, then, verdict):
    lock = tmp_path / "lock"
    file = folder_of(tmp_path / "one", {"child": RIGHT + CHILD.format(lock=str(lock), then=then)}) / "child.py"
    grade_of = graded(file, Limits(seconds=3 if then else 60))

    assert grade_of.verdict == verdict, grade_of
    assert lock.exists()
    assert free(lock)


def test_a_child_that_lives_holds_the_lock(tmp_path):
    """The test above can fail."""
    with (tmp_path / "lock").open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert not free(tmp_path / "lock", seconds=1)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not say how much memory a process takes")
@pytest.mark.parametrize(
    ("option", "limit", "says"),
    [
        ("--memory-limit", "99999999999999", "the memory limit is 99999999999999 MB, more than any machine can have"),
        ("--time-limit", "nan", "the time limit is nan seconds; it must be a positive number"),
        ("--time-limit", "inf", "the time limit is inf seconds"),
    ],
)
def test_a_limit_under_which_nothing_can_be_graded_is_wrong_use(option, limit, says, tmp_path):
    (tmp_path / "anna.py").write_text(RIGHT, encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["grade", str(tmp_path), option, limit])

    assert result.exit_code == 2
    assert says in " ".join(result.output.split())


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not say how much memory a process takes")
def test_a_memory_limit_that_nothing_fits_in_says_so(tmp_path):
    """It is the command's, and no submission's fault."""
    folder = folder_of(tmp_path / "two", {"right": RIGHT, "also": RIGHT})
    result = CliRunner().invoke(cli.main, ["grade", str(folder), "--memory-limit", "1"])
    message = " ".join(result.stderr.split())

    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"Error: the memory limit of 1 MB is below the \d+ MB that the check itself takes; raise it\.", message)


def test_a_file_that_cannot_be_read_is_a_row(tmp_path):
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    result = CliRunner().invoke(grade, [str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert "gone.py cannot be read: No such file or" in " ".join(result.output.split())


# --- an exercise ------------------------------------------------------------------------------------------------------


EXERCISE = 'activations = ["sigmoid", "sigmoid", "sigmoid"]\nopen = ["examples", "weights", "gives"]\n'
LINEAR = """
CONVENTIONS = {"activations": ["identity"], "biases": "none", "gives": "nabla_w", "takes": "w x y"}
submission = lambda w, x, y: [(w[0] @ x - y) @ x.T / x.shape[1]]
"""


def graded_by(tmp_path, sources, *options):
    folder, file = folder_of(tmp_path / "submitted", sources), tmp_path / "grades.json"
    result = CliRunner().invoke(grade, [str(folder), "--json", str(file), *options])
    record = json.loads(file.read_text(encoding="utf-8"))
    return result, record, {row["name"]: row for row in record["submissions"]}


def test_an_exercise_holds_for_every_submission(tmp_path):
    (tmp_path / "exercise.toml").write_text(EXERCISE, encoding="utf-8")
    gives = RIGHT + "submission = lambda *a: backprop(*a)[::-1]\nCONVENTIONS = {'gives': 'nabla_w nabla_b'}"
    sources = {"gives": gives, "linear": LINEAR, "plain": RIGHT, "total": RIGHT + "CONVENTIONS = {'total': 'sum'}"}
    result, record, rows = graded_by(tmp_path, sources, "--exercise", str(tmp_path / "exercise.toml"))

    assert {name: row["verdict"] for name, row in rows.items()} == {
        "gives": "right",
        "linear": "unusable",
        "plain": "right",
        "total": "unusable",
    }
    assert rows["linear"]["explanation"] == (
        "CONVENTIONS has activations=['identity'], but the exercise has activations=['sigmoid', 'sigmoid', 'sigmoid'] and "
        "leaves only examples, weights, gives open; take activations out and write the submission for the exercise."
    )
    assert record["exercise"]["open"] == ["examples", "weights", "gives"]
    assert "The exercise holds for every submission; one that declares another is unusable." in result.output


def test_without_an_exercise_the_easier_one_is_shown(tmp_path):
    result, record, rows = graded_by(tmp_path, {"linear": LINEAR})

    assert record["exercise"] is None
    assert rows["linear"]["verdict"] == "right"
    assert "declares activations=['identity']" in " ".join(result.output.split())


# --- a signal, a full disk --------------------------------------------------------------------------------------------


def started(tmp_path, sources, *options):
    """The command on a folder, as a process whose temporary files are in a folder of their own."""
    folder_of(tmp_path / "submitted", sources)
    (tmp_path / "temporary").mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "nablacheck", "grade", "submitted", "--json", "grades.json", *options],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_loses_no_grade_and_leaves_nothing_behind(tmp_path, number, code):
    lock = tmp_path / "lock"
    waits = RIGHT + CHILD.format(lock=str(lock), then=".wait()")
    with started(tmp_path, {"a_right": RIGHT, "b_none": "x = 1", "c_waits": waits, "d_right": RIGHT}) as process:
        wait_until(lock.exists, process)
        process.send_signal(number)
        output, errors = process.communicate()
    record = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))

    assert process.returncode == code, errors
    assert [row["name"] for row in record["submissions"]] == ["a_right", "b_none"]
    assert (record["complete"], record["not_graded"]) == (False, ["c_waits", "d_right"])
    assert "a_right" in output
    assert "2 of 4 are graded; then it was stopped." in output
    assert "Traceback" not in output + errors
    assert free(lock)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_full_disk_is_a_sentence_and_what_was_graded_is_kept(tmp_path, monkeypatch):
    def full(self, data):
        if self.name == "b.py":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", full)
    folder, file = folder_of(tmp_path / "submitted", {"a": RIGHT, "b": RIGHT}), tmp_path / "grades.json"
    result = CliRunner().invoke(cli.main, ["grade", str(folder), "--json", str(file)])
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == 2
    assert "no temporary file can be written (No space left on device): each submission needs" in result.output
    assert [row["name"] for row in record["submissions"]] == ["a"]
    assert record["not_graded"] == ["b"]


def test_no_folder_for_temporary_files_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "mkdtemp", lambda *_, **__: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space")))
    folder = folder_of(tmp_path / "submitted", {"a": RIGHT})
    result = CliRunner().invoke(cli.main, ["grade", str(folder)])

    assert result.exit_code == 2
    assert "no temporary file can be written (No space): each submission needs a temporary folder" in result.output


def test_files_beside_the_submission_are_no_answer(tmp_path):
    source = RIGHT + "import os\nfrom pathlib import Path\n(Path(__file__).parent.parent / 'grade.json').mkdir()\n"
    given = graded(folder_of(tmp_path / "one", {"mine": source}) / "mine.py", Limits())

    assert given.verdict == "right", given


# --- use --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere is no folder; give one with a file for each submission."),
        (["empty"], "empty holds no submission; put in one .py file for each, with a function named submission."),
        (["full", "--json", "no/such/grades.json"], "does not exist; give a file in one that does."),
        (["full", "--time-limit", "0"], "0.0 is not in the range x>0."),
        (["full", "--memory-limit", "0"], "0 is not in the range x>=1."),
        (["full", "--exercise", "no.toml"], "no.toml cannot be read: No such file or directory; give a TOML file with the"),
    ],
)
def test_wrong_use_exits_2_with_one_sentence(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    folder_of(tmp_path / "empty", {})
    folder_of(tmp_path / "full", {"right": RIGHT})
    result = CliRunner().invoke(cli.Commands("nablacheck", commands={"grade": grade}), ["grade", *arguments])

    assert result.exit_code == 2
    assert says in " ".join(result.output.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_the_table_takes_no_markup_and_no_control_characters_from_a_submission():
    rows = [vars(Grade("[red]eve", "unusable", explanation="\x1b[2J[bold]now\nthen")), vars(Grade("x", "wrong", scale=-2.0))]
    columns = [[str(cell) for cell in column.cells] for column in grades(rows).columns]

    assert columns[0] == ["[red]eve", "x"]
    assert columns[2] == ["?[2J[bold]now", "times -2"]
