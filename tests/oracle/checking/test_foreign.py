"""Code that is not ours: whatever it raises, prints, closes or replaces, the answer is a result or one sentence."""

import builtins
import math
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from nablacheck.oracle.checking.foreign import called
from nablacheck.oracle.checking.importing import imported
from nablacheck.oracle.checking.quoting import printable, raised, shown
from nablacheck.reference.errors import InputError


class Odd(Exception):
    """An exception that cannot say anything."""

    def __str__(self):
        raise ValueError("no text")


class Exits:
    """A value whose text ends the process."""

    def __repr__(self):
        raise SystemExit(0)


RAISED = {
    "a sentence": (ValueError("it is full."), "the function raised ValueError: it is full."),
    "a word": (ValueError("full"), "the function raised ValueError: full."),
    "lines": (ValueError("one\n  two"), "the function raised ValueError: one two."),
    "nothing": (KeyError(), "the function raised KeyError: (without a text)."),
    "what moves the cursor": (ValueError("\x1b[2J"), "the function raised ValueError: ?[2J."),
    "a text that fails": (Odd(), "the function raised Odd: (without a text)."),
    "past Exception": (BaseException("all"), "the function raised BaseException: all."),
    "an interrupt of its own": (KeyboardInterrupt("no"), "the function raised KeyboardInterrupt: no."),
    "an exit": (SystemExit(3), "the function called exit(3); expected is that it returns."),
    "an exit with an object": (SystemExit(object()), "the function called exit(<object object>); expected is that it returns."),
    "an exit with an exit": (SystemExit(Exits()), "the function called exit(a Exits); expected is that it returns."),
}


def call(fn, *arguments):
    return called(fn, list(arguments), time_limit=10)


def raising(error):
    raise error


@pytest.mark.parametrize("name", RAISED)
def test_whatever_it_raises_is_one_sentence(name):
    error, says = RAISED[name]
    with pytest.raises(InputError) as refused:
        call(raising, error)

    assert str(refused.value) == says


def test_a_long_text_is_cut():
    assert len(raised(ValueError("x" * 10**6))) < 400
    assert len(shown("x" * 10**6)) < 400
    assert len(printable("x" * 10**6)) < 400


def test_a_signal_is_no_exception_of_the_code():
    """Ctrl-C while code runs that is checked goes on to whoever waits for it."""
    with pytest.raises(KeyboardInterrupt):
        call(os.kill, os.getpid(), signal.SIGINT)


def test_os_exit_is_an_exit_like_any_other():
    with pytest.raises(InputError, match=r"the function called exit\(0\); expected is that it returns."):
        call(lambda: os._exit(0))
    assert os._exit.__name__ == "_exit"


def prints_bytes():
    sys.stdout.buffer.write(b"\xffnow\n")


def closes():
    sys.stdout.write("now")
    sys.stdout.buffer.close()
    sys.stdout.close()


def prepares():
    sys.stdout.reconfigure(encoding="ascii", errors="replace")
    sys.stdout.write("now")


@pytest.mark.parametrize("prints", [prints_bytes, closes, prepares])
def test_it_may_do_with_stdout_what_it_likes(prints):
    assert any("now" in note for note in call(prints).notes)


@pytest.mark.parametrize(("module", "name"), [(np, "exp"), (np.linalg, "norm"), (math, "isfinite"), (builtins, "abs")])
def test_what_it_replaces_is_put_back_and_noted(module, name):
    before = getattr(module, name)
    notes = call(setattr, module, name, None).notes

    assert getattr(module, name) is before
    assert notes == (f"the code replaces {module.__name__}.{name}, which is put back",)


def test_the_folder_the_depth_and_the_handlers_are_put_back(tmp_path):
    def changes():
        os.chdir(tmp_path)
        sys.setrecursionlimit(sys.getrecursionlimit() + 1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)

    state = lambda: (os.getcwd(), sys.getrecursionlimit(), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM))
    before = state()
    call(changes)

    assert state() == before


IMPORTED = {
    "raise KeyboardInterrupt": "KeyboardInterrupt: (without a text).",
    "import os; os._exit(0)": "SystemExit: 0.",
    "class E(BaseException): pass\nraise E('e')": "E: e.",
    "def (": "SyntaxError: invalid syntax (mine.py, line 1).",
    "\x00": "SyntaxError: source code string cannot contain null bytes.",
}


@pytest.mark.parametrize("source", IMPORTED)
def test_a_file_that_cannot_be_imported_is_one_sentence(tmp_path, monkeypatch, source):
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    with pytest.raises(InputError) as error:
        imported(f"{tmp_path / 'mine.py'}:f")

    assert str(error.value) == f"{tmp_path / 'mine.py'} cannot be imported: {IMPORTED[source]}"


def test_what_a_file_sets_for_numpy_holds_for_itself_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = np.geterr()
    (tmp_path / "mine.py").write_text(
        "import numpy as np\nnp.seterr(all='raise')\nnp.exp = np.sin\nf = len\n", encoding="utf-8"
    )

    assert imported(f"{tmp_path / 'mine.py'}:f") is len
    assert np.geterr() == before
    assert np.exp(0) == 1


def test_what_lies_beside_a_file_is_never_taken_for_a_module_of_python(tmp_path, monkeypatch):
    """Neither here nor in a process that gets the path of this one."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "random.py").write_text("raise SystemExit('not this one')\n", encoding="utf-8")
    (tmp_path / "helper.py").write_text("factor = 3\n", encoding="utf-8")
    (tmp_path / "mine.py").write_text(
        "import helper\ndef late():\n    import helper as again\n    return again.factor\n", "utf-8"
    )

    assert imported(f"{tmp_path / 'mine.py'}:late")() == 3
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; import random; print(random.SystemRandom.__name__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "SystemRandom\n", done.stderr
