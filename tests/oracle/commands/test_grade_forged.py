"""Submissions that compute nothing and want to be right, that end the grading, and that leave something behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nablacheck.oracle.checking import grading
from nablacheck.oracle.checking.grades import Limits
from nablacheck.oracle.checking.grading import grade_into

from helpers.submitted import RIGHT

pytestmark = pytest.mark.slow

ANSWER = {"name": "x", "verdict": "right", "mistake": "", "explanation": "", "declares": {}, "scale": None, "notes": []}
WRITES = f"""
import ctypes, json, os, sys
from pathlib import Path

def submission(w, b, x, y):
    told = (json.dumps({ANSWER!r}) + "\\n").encode()
    for place in (*sys.argv[1:], Path(__file__).parent.parent / "grade.json", "grade.json"):
        try:
            Path(place).write_bytes(told)
        except OSError:
            pass
    for number in range(64):
        try:
            os.write(number, told)
        except OSError:
            pass
    ctypes.CDLL(None)._exit(0)
"""
REPLACES = """
import sys

class Right:
    def as_json(self):
        return {"verdict": "right", "mistake": "", "scale": None, "explanation": "", "notes": []}

frame = sys._getframe(1)
while frame is not None:
    for name in [name for name in frame.f_globals if "check" in name or "judge" in name or name == "called"]:
        frame.f_globals[name] = lambda *a, **k: Right()
    frame = frame.f_back

def submission(w, b, x, y):
    return 0
"""
FINDS = """
import gc

def submission(w, b, x, y):
    found = [thing for thing in gc.get_objects() if getattr(thing, "__name__", "") in ("backprop", "Problem", "Network")]
    raise RuntimeError(f"found {len(found)}")
"""
STARTS = """
import subprocess, sys

def submission(w, b, x, y):
    code = "library = __import__('nabla' + 'check'); print(library.backprop)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    raise RuntimeError(done.stderr.splitlines()[-1])
"""
PATCHES = (
    RIGHT
    + """
import builtins
np.abs = lambda v: v * 0
builtins.abs = lambda v: 0

def submission(w, b, x, y):
    nabla_b, nabla_w = backprop(w, b, x, y)
    return nabla_b, [2 * part for part in nabla_w]
"""
)
FORGED = {
    "writes an answer": (WRITES, "unusable", "", ()),
    "replaces the judge": (REPLACES, "unusable", "out of the submission came AttributeError", ()),
    "finds the library in memory": (FINDS, "unusable", "RuntimeError: found 0.", ()),
    "starts a program that imports it": (STARTS, "unusable", "No module named 'nablacheck'", ()),
    "replaces what is computed with": (PATCHES, "wrong", "breaks BP4", ("the code replaces numpy.abs, which is put back",)),
    "is right": (RIGHT, "right", "agrees with every equation", ()),
}
"""What a submission does, its verdict, what the explanation says, and notes."""


def graded(folder, source, seconds=60):
    (folder / "mine.py").write_text(source, encoding="utf-8")
    grades = []
    grade_into(grades, folder / "mine.py", Limits(seconds))
    return grades[0]


@pytest.mark.parametrize("name", FORGED)
def test_no_verdict_is_the_submissions(tmp_path, name):
    source, verdict, says, notes = FORGED[name]
    grade = graded(tmp_path, source)

    assert grade.verdict == verdict, grade
    assert says in grade.explanation
    assert {*notes} <= {*grade.notes}


def test_a_submission_that_interrupts_its_parent_is_one_row(tmp_path):
    kills = (
        RIGHT + "import os, signal\ndef submission(*a):\n    os.kill(os.getppid(), signal.SIGINT)\n    return backprop(*a)\n"
    )
    grade = graded(tmp_path, kills)

    assert grade.verdict == "unusable", grade
    assert grade.explanation == "the submission ended the process that started it (Interrupt); take that out."


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not say who sends a signal")
def test_a_submission_that_interrupts_the_grading_is_one_row(tmp_path):
    climbs = (
        RIGHT
        + """
import os, signal, time

def submission(*a):
    pid = os.getpid()
    for _ in range(3):
        pid = int(open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1])
    os.kill(pid, signal.SIGINT)
    time.sleep(60)
"""
    )
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "a_climbs.py").write_text(climbs, encoding="utf-8")
    (folder / "b_right.py").write_text(RIGHT, encoding="utf-8")
    command = [sys.executable, "-m", "nablacheck", "grade", "submitted", "--json", "grades.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    rows = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))["submissions"]

    assert done.returncode == 0, done.stderr
    assert [row["verdict"] for row in rows] == ["unusable", "right"]
    assert rows[0]["explanation"] == "the submission sent SIGINT to the process that grades it; take that out."


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not say what a process comes of")
def test_a_daemon_does_not_outlive_its_submission(tmp_path):
    daemons = tmp_path / "daemons"
    daemons.mkdir()
    daemon = (
        RIGHT
        + f"""
import os, time

def submission(*a):
    called = len(os.listdir({str(daemons)!r}))
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            open({str(daemons)!r} + f"/{{os.getpid()}}", "x")
            time.sleep(300)
        os._exit(0)
    while len(os.listdir({str(daemons)!r})) == called:
        time.sleep(0.01)
    return backprop(*a)
"""
    )
    grade = graded(tmp_path, daemon)
    numbers = [int(started.name) for started in daemons.iterdir()]

    assert grade.verdict == "right", grade
    assert numbers
    assert all(gone(number) for number in numbers)


OPENS = (
    RIGHT
    + """
import json, os, signal

def parent(pid):
    return int(open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1])

def submission(*a):
    judge = parent(os.getppid())
    grader = parent(judge)
    os.kill(judge, signal.SIGSTOP)
    for number in os.listdir(f"/proc/{grader}/fd"):
        try:
            if os.readlink(f"/proc/{grader}/fd/{number}").split(":")[0] in ("pipe", "socket"):
                os.write(os.open(f"/proc/{grader}/fd/{number}", os.O_WRONLY), json.dumps(ANSWER).encode() + b"\\n")
        except OSError:
            pass
    os.kill(judge, signal.SIGKILL)
    return 0
""".replace("ANSWER", repr(ANSWER))
)
WRITES_INTO_ITS_PIPE = """
import os

def submission(*a):
    told = MESSAGE
    told = len(told).to_bytes(8, "big") + told
    for number in range(3, 16):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith("pipe"):
                os.write(number, told)
        except OSError:
            pass
    return 0
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not show what others have open")
def test_what_the_grader_hears_is_the_judge_alone(tmp_path):
    """In a process of its own: the submission writes into whatever its grader has open."""
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "opens.py").write_text(OPENS, encoding="utf-8")
    command = [sys.executable, "-m", "nablacheck", "grade", "submitted", "--json", "grades.json"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    (row,) = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))["submissions"]

    assert row["verdict"] == "unusable", row
    assert row["explanation"].startswith("the process died: Killed")


@pytest.mark.parametrize("message", [b'{"arrays":[]}', b'{"arrays":[],"result":7,"arguments":7,"notes":[]}', b"[7]", b"junk"])
def test_a_message_that_is_none_of_ours_is_one_sentence(tmp_path, message):
    grade = graded(tmp_path, WRITES_INTO_ITS_PIPE.replace("MESSAGE", repr(message)))

    assert grade.verdict == "unusable", grade
    assert grade.explanation == "what the submission gave cannot be read: it is not as this library writes it."


def test_a_judge_that_fails_is_one_row(tmp_path, monkeypatch):
    """The planted fault: a judge that tells something else than a grade."""
    monkeypatch.setattr(grading, "JUDGE", "grades_nothing")
    (tmp_path / "grades_nothing.py").write_text("print('ready'); print('junk')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path) + os.pathsep + os.environ.get("PYTHONPATH", ""))
    grade = graded(tmp_path, RIGHT)

    assert grade.verdict == "unusable", grade
    assert grade.explanation.startswith("what its judge told is no grade: something wrote into it")


def gone(pid):
    """Whether a process is not there any more, soon."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False


def test_a_process_that_lives_is_not_gone():
    """The test above can fail."""
    with subprocess.Popen(["sleep", "600"]) as process:
        assert not gone(process.pid)


def test_the_message_is_about_the_submission(tmp_path):
    """What is called with other arguments than it takes is not to blame a file of ours."""
    grade = graded(tmp_path, "def submission(w, x, y):\n    return 0\n")

    assert grade.explanation.startswith("the function raised TypeError: submission() takes 3 positional arguments but 4 were")
