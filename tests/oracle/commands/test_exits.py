"""Every end of a command has its exit code and one sentence; a traceback, which would read as *wrong*, is never one of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands import exits
from nablacheck.oracle.commands.cli import Commands
from nablacheck.oracle.commands.exits import OUTCOMES, Code
from nablacheck.oracle.commands.interrupts import AT_ONCE, Terminated
from nablacheck.reference.errors import InputError, MissingFramework

from helpers.waiting import wait_until

FULL = Path("/dev/full")
NABLACHECK = [sys.executable, "-m", "nablacheck"]


def ended_by(raised):
    @click.command()
    def fails():
        raise raised

    return CliRunner().invoke(Commands("nablacheck", commands={"fails": fails}), ["fails"])


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (InputError("no σ"), 2, "Error: no σ\n"),
        (MissingFramework("jax is missing"), 2, "Error: jax is missing\n"),
        (click.ClickException("no such file"), 2, "Error: no such file\n"),
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
        (Terminated(signal.SIGTERM), 143, "Terminated.\n"),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 2, "Error: the output cannot be used: No space left on device.\n"),
        (PermissionError(13, "Permission denied", "a.svg"), 2, "Error: a.svg cannot be used: Permission denied.\n"),
        (MemoryError(), 2, "Error: there is not enough memory for this; give smaller arrays, or fewer.\n"),
        (SystemExit(3), 3, ""),
    ],
    ids=repr,
)
def test_each_end_has_its_code_and_one_sentence(raised, code, says):
    result = ended_by(raised)

    assert (result.exit_code, result.output) == (code, says)


@pytest.mark.parametrize(
    "raised", [TypeError("'int' object is not iterable"), AssertionError(), RecursionError(), ZeroDivisionError()]
)
def test_a_fault_of_ours_is_no_verdict_and_says_where_its_traceback_is(tmp_path, monkeypatch, raised):
    monkeypatch.setattr(exits.tempfile, "tempdir", str(tmp_path))
    result = ended_by(raised)
    (report,) = tmp_path.iterdir()

    assert result.exit_code == Code.FAULT == 70
    assert result.output.startswith(f"This is a fault in nablacheck and says nothing about your code: {type(raised).__name__}")
    assert f"Please report it with the text in {report}" in result.output
    assert "Traceback" not in result.output
    assert "Traceback (most recent call last)" in report.read_text(encoding="utf-8")


def test_a_fault_without_room_for_its_report_shows_it(monkeypatch):
    def full(**options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exits.tempfile, "mkstemp", full)
    result = ended_by(TypeError("no"))

    assert result.exit_code == 70
    assert "Please report it with this text:" in result.output
    assert "TypeError: no" in result.output.splitlines()[-1]


def test_ctrl_c_outside_of_the_command_is_no_verdict_either(monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(Commands, "_main_shell_completion", interrupt)

    assert CliRunner().invoke(Commands("nablacheck"), []).exit_code == Code.INTERRUPTED


def test_the_outcomes_have_the_codes_of_the_documentation():
    assert OUTCOMES == {"right": 0, "wrong": 1, "unusable": 2, "inconclusive": 3}


# --- real streams and signals -----------------------------------------------------------------------------------------

PRINTING = [("ledger",), ("list",), ("ledger", "--json"), ("--help",)]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [*PRINTING, ("check", "--help")], ids=" ".join)
def test_a_pipe_whose_reader_is_gone_ends_quietly(arguments):
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb") as closed:
        done = subprocess.run([*NABLACHECK, *arguments], stdout=closed, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (141, "")


def test_a_closed_error_stream_keeps_the_code():
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb") as closed:
        done = subprocess.run([*NABLACHECK, "judge", "nothing.npz"], stdout=closed, stderr=closed, check=False)

    assert done.returncode == 2


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="/dev/full is a device of Linux")
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_full_disk_is_one_sentence(arguments):
    with FULL.open("wb") as full:
        done = subprocess.run([*NABLACHECK, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (2, "Error: the output cannot be used: No space left on device.\n")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "says"), [(signal.SIGINT, "Interrupted."), (signal.SIGTERM, "Terminated.")])
def test_a_long_run_ends_with_the_code_of_its_signal(number, says):
    options = ["run", "--adapters", "finite-differences", "--data", "none", "--problems", "100000"]
    script = f"""
import os, threading, time
from nablacheck.oracle.commands import cli
from nablacheck.oracle.commands.interrupts import interruptible
threading.Timer(2, os.kill, (os.getpid(), {int(number)})).start()
cli.main({options}, prog_name="nablacheck")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 128 + number
    assert done.stderr.strip().splitlines()[-1] == says
    assert "Traceback" not in done.stderr


SWALLOWS = """
import time
def mine(w, b, x, y):
    open("called", "w").close()
    while True:
        try:
            time.sleep(0.05)
        except BaseException:
            pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_code_that_swallows_what_ends_it_is_left_at_the_third_time(number, tmp_path):
    (tmp_path / "mine.py").write_text(SWALLOWS, encoding="utf-8")
    process = subprocess.Popen([*NABLACHECK, "check", "mine.py:mine", "-c", "time_limit=600"], cwd=tmp_path)
    wait_until((tmp_path / "called").exists, process)
    for _ in range(3):
        time.sleep(2 * AT_ONCE)
        process.send_signal(number)

    assert process.wait() == 128 + number


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("check", "no_file.py:f"), ("judge", "no_file.npz"), ("run", "--bogus")], ids=" ".join)
def test_bad_input_has_its_code_where_the_error_stream_is_closed_from_the_start(arguments):
    done = subprocess.run(["/bin/sh", "-c", 'exec "$@" 2>&-', "sh", *NABLACHECK, *arguments], check=False)

    assert done.returncode == 2
