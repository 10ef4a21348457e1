"""The program around the command: a signal before the command has begun, or when it is over, ends it with a word."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

BEFORE = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which nohup would have ignored
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell ignores for what it starts behind itself
import nablacheck.__main__ as program

class Signals:
    def find_spec(self, name, path, target=None):
        if name == "nablacheck.oracle.commands.cli":
            os.kill(os.getpid(), signal.{name})

sys.meta_path.insert(0, Signals())
sys.argv = ["nablacheck", "--version"]
"""
AFTER = """
import atexit, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import nablacheck.__main__ as program

atexit.register(os.kill, os.getpid(), signal.{name})
sys.argv = ["nablacheck", "--version"]
"""


def ran(script):
    """The exit code, and what a fresh process says on its two streams."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [("SIGINT", 130, "Interrupted.\n"), ("SIGTERM", 143, "Terminated.\n"), ("SIGHUP", 129, "Terminated.\n")],
)
def test_a_signal_while_modules_are_imported_ends_it_with_a_word(name, code, word):
    assert ran(BEFORE.format(name=name) + "program.program()") == (code, "", word)


def test_a_signal_when_the_command_is_over_ends_it_with_a_word():
    code, out, err = ran(AFTER.format(name="SIGINT") + "program.program()")

    assert (code, err) == (130, "Interrupted.\n")
    assert out.startswith("nablacheck, version")


def test_a_signal_that_is_ignored_stays_ignored():
    """As of a command that nohup starts."""
    code, out, err = ran(BEFORE.format(name="SIGINT") + "signal.signal(signal.SIGINT, signal.SIG_IGN)\nprogram.program()")

    assert (code, err) == (0, "")
    assert out.startswith("nablacheck, version")
