"""Code that is not ours: whatever it raises, prints, closes or replaces, the answer is a result or one sentence."""

import builtins
import json
import math
import os
import signal
import subprocess
import sys
import threading
import traceback
import warnings
from dataclasses import make_dataclass
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.checking.foreign import called
from nablacheck.oracle.checking.importing import imported
from nablacheck.oracle.checking.own import adapter_of
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import call_in_words, handed, printable, raised, shown


class Odd(Exception):
    """An exception that cannot say anything."""

    def __str__(self):
        raise ValueError("no text")


class Exits:
    """A value whose text ends the process."""

    def __repr__(self):
        raise SystemExit(0)


RAISED = {
    "a sentence": (ValueError("it is full."), "ValueError: it is full."),
    "a word": (ValueError("full"), "ValueError: full."),
    "lines": (ValueError("one\n  two"), "ValueError: one two."),
    "nothing": (KeyError(), "KeyError: (without a text)."),
    "what moves the cursor": (ValueError("\x1b[2J"), "ValueError: ?[2J."),
    "a text that fails": (Odd(), "Odd: (without a text)."),
    "past Exception": (BaseException("all"), "BaseException: all."),
    "an interrupt of its own": (KeyboardInterrupt("no"), "KeyboardInterrupt: no."),
    "an exit": (SystemExit(3), "called exit(3); expected is that it returns."),
    "an exit with an object": (SystemExit(object()), "called exit(<object object>); expected is that it returns."),
    "an exit with an exit": (SystemExit(Exits()), "called exit(an Exits); expected is that it returns."),
}


def call(fn, *arguments):
    return called(fn, list(arguments), time_limit=10)


def raising(error):
    raise error


LINE = raising.__code__.co_firstlineno + 1


@pytest.mark.parametrize("name", RAISED)
def test_whatever_it_raises_is_one_sentence(name):
    error, says = RAISED[name]
    with pytest.raises(InputError) as refused:
        call(raising, error)

    assert str(refused.value) == f"test_foreign.py:{LINE}, in raising: {says}"
    assert refused.value.__cause__ is error


@pytest.mark.parametrize(
    ("fn", "says"),
    [
        (lambda: [raising(ValueError("full"))], f"test_foreign.py:{LINE}, in raising: ValueError: full."),
        (lambda: np.linalg.inv(np.zeros((2, 3))), "in <lambda>: LinAlgError: Last 2 dimensions of the array must be square."),
        (lambda: json.loads("{"), "in <lambda>: JSONDecodeError: Expecting property name"),
        (lambda: json.dumps({1j: Odd}), "in <lambda>: TypeError: keys must be str"),
        (partial(int, "x"), "the function raised ValueError: invalid literal for int() with base 10: 'x'."),
        (json.loads, "the function raised TypeError: loads() missing 1 required positional argument: 's'."),
    ],
    ids=("three deep", "NumPy's", "Python's", "Python's too", "no code of Python", "another number of arguments"),
)
def test_the_place_is_the_innermost_line_outside_of_libraries(fn, says):
    with pytest.raises(InputError) as refused:
        call(fn)

    assert says in str(refused.value)


class Calls:
    def __call__(self):
        """Nothing."""


@pytest.mark.parametrize(
    ("fn", "name"),
    [
        (raising, "raising"),
        (partial(partial(raising, 1), 2), "raising"),
        (Calls(), "Calls"),
        (lambda: 0, "<lambda>"),
        (len, "len"),
    ],
)
def test_a_function_has_its_name(fn, name):
    assert list(call_in_words(fn, {"w": 0.5})) == [f"It was called as {name}(w) with", "  w: 0.5"]


def test_the_traceback_begins_with_the_code_of_the_user():
    with pytest.raises(InputError) as refused:
        call(raising, ValueError("full"))

    assert [frame.name for frame in traceback.extract_tb(refused.value.__cause__.__traceback__)] == ["raising"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (np.zeros((2, 3)), "(2, 3)"),
        (np.zeros(3), "(3,)"),
        ([np.zeros((4, 2)), np.zeros((3, 4))], "a list of 2, (4, 2) (3, 4)"),
        ((), "a tuple of 0, of numbers"),
        ([0.5, 1.5], "a list of 2, of numbers"),
        ([[0.5], [1.5]], "a list of 2, a list of 1, of numbers a list of 1, of numbers"),
        ([np.zeros(1)] * 99, "a list of 99, (1,) (1,) (1,) (1,) (1,) (1,) (1,) (1,) …"),
        ({"W1": np.zeros((4, 2)), "b1": np.zeros(4)}, "a dict, W1: (4, 2) b1: (4,)"),
        (0.25, "0.25"),
        (np.float64(0.25), "np.float64(0.25)"),
        (None, "None"),
        (Exits(), "an Exits"),
    ],
)
def test_what_is_handed_over_is_described_by_its_shape(value, says):
    assert handed(value) == says


def test_a_long_text_is_cut():
    assert len(raised(ValueError("x" * 10**6))) < 400
    assert len(shown("x" * 10**6)) < 400
    assert len(printable("x" * 10**6)) < 400


def test_what_holds_arrays_is_said_by_their_shapes():
    held = make_dataclass("Held", ["w", "b"])([np.ones((4, 3))], np.ones(4))

    assert handed(held) == "a Held, w: a list of 1, (4, 3) b: (4,)"
    assert handed(SimpleNamespace(w=np.ones(2))) == "a SimpleNamespace, w: (2,)"


def test_a_signal_is_no_exception_of_the_code():
    """Ctrl-C while code runs that is checked goes on to whoever waits for it."""
    with pytest.raises(KeyboardInterrupt):
        call(os.kill, os.getpid(), signal.SIGINT)


def test_os_exit_is_an_exit_like_any_other():
    with pytest.raises(InputError, match=r"in <lambda>: called exit\(0\); expected is that it returns."):
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
    assert any("now" in note for note in call(prints).notes.values())


def test_a_long_line_is_cut_where_that_can_be_seen():
    assert call(print, "x" * 100).notes["prints"] == f"the function prints, '{'x' * 59}…' first"
    assert call(print, "x" * 60).notes["prints"] == f"the function prints, '{'x' * 60}' first"


OVERFLOWS = {
    "overflow": lambda: np.exp(np.array([1e3])),
    "a division by 0": lambda: 1 / np.zeros(1),
    "no number": lambda: np.log(-np.ones(1)),
    "underflow": lambda: np.exp(np.array([-1e3])),
}


@pytest.mark.parametrize("kind", OVERFLOWS)
def test_numpy_is_silent_about_floating_point_in_a_thread_of_the_code_too(kind):
    """Of its own state of errors a thread has another one, which says everything that it may."""

    def in_a_thread():
        def works():
            np.seterr(all="warn")
            OVERFLOWS[kind]()
            warnings.warn("careful", stacklevel=1)

        thread = threading.Thread(target=works)
        thread.start()
        thread.join()

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        call(in_a_thread)

    assert [str(one.message) for one in told] == ["careful"]


@pytest.mark.parametrize("does", ["closes", "replaces"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_stream_of_the_process_is_put_back_and_noted(number, does, tmp_path):
    """In a process of its own, where nothing else has taken them."""
    script = f"""
import os
from nablacheck.oracle.checking.foreign import called

def off():
    if {does!r} == "closes":
        os.close({number})
    else:
        os.dup2(os.open({str(tmp_path / "other")!r}, os.O_CREAT | os.O_RDWR), {number})

before = os.fstat({number})
notes = called(off, [], 10).notes
assert os.path.samestat(before, os.fstat({number}))
print(*notes.values())
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, input="")

    assert ended.stdout == "the function closes or replaces a standard stream of the process, which is put back\n", ended.stderr


@pytest.mark.parametrize(("module", "name"), [(np, "exp"), (np.linalg, "norm"), (math, "isfinite"), (builtins, "abs")])
def test_what_it_replaces_is_put_back_and_noted(module, name):
    before = getattr(module, name)
    notes = call(setattr, module, name, None).notes

    assert getattr(module, name) is before
    assert list(notes.values()) == [f"the code replaces {module.__name__}.{name}, which is put back"]


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


FORKS = '''
import os
import numpy as np

def forked():
    """Once in all: a fork that goes on would fork again, and so would that."""
    if os.path.exists("forked"):
        return 1
    open("forked", "x").close()
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == {status} << 8
    return child

def right(w, b, x, y):
    a = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    delta = (a - y) / x.shape[1] * a * (1 - a)
    return [delta.sum(axis=1, keepdims=True)], [delta @ x.T]

class Forking:
    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        forked()
        return self.array

{code}
'''


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no os.fork; run it on Linux or macOS")
@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("def mine(*given):\n    forked()\n    return right(*given)", 0),
        ("def mine(*given):\n    if not forked(): raise ValueError\n    return right(*given)", 1),
        ("def mine(*given):\n    if not forked(): raise SystemExit(3)\n    return right(*given)", 3),
        ("forked()\nmine = right", 0),
        ("def mine(*given):\n    b, w = right(*given)\n    return b, [Forking(part) for part in w]", 0),
    ],
    ids=["it returns", "it raises", "it exits", "in the file", "in what comes back"],
)
def test_a_fork_that_goes_on_says_nothing(tmp_path, code, status):
    """One answer, of the process that was started."""
    (tmp_path / "forks.py").write_text(FORKS.format(code=code, status=status), encoding="utf-8")
    command = [sys.executable, "-m", "nablacheck", "check", "forks.py:mine", "-c", "activations=sigmoid,"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("network:") == 1
    assert "note:" not in ended.stdout


def test_what_comes_back_does_not_end_the_check():
    class Leaving(list):
        def __len__(self):
            os._exit(0)

    report = check(lambda w, b, x, y: (Leaving(b), w))

    assert report.outcome == "unusable"
    assert "what the function returned cannot be read: SystemExit: 0" in report.explanation


OF_A_FILE = """
from functools import lru_cache, partial
from collections import OrderedDict
from os.path import join
from nablacheck import Adapter, Network, backprop

def plain(z): return z
@lru_cache
def wrapped(z): return z
class Function: pass
_hidden = Function
mine = Adapter("mine", library="numpy", gradient=backprop)
number = 3
"""


def test_a_name_that_is_not_there_is_said_with_those_that_are_meant(tmp_path):
    """Of what can be called: functions, and what wraps one or is a class of the file, as PyTorch and JAX have them."""
    file = tmp_path / "mine.py"
    file.write_text(OF_A_FILE, encoding="utf-8")
    empty = tmp_path / "empty.py"
    empty.write_text("", encoding="utf-8")

    with pytest.raises(InputError, match=r"unknown function of .*mine.py 'xyz': known are Function, plain, wrapped\.$"):
        imported(f"{file}:xyz")
    with pytest.raises(InputError, match=r"unknown adapter of .*mine.py 'xyz': known are mine\.$"):
        adapter_of(f"{file}:xyz")
    with pytest.raises(InputError, match=r"unknown function of .*empty.py 'xyz': there is none\.$"):
        imported(f"{empty}:xyz")
