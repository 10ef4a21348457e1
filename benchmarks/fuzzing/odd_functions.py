"""Functions for `nablacheck check`: right and wrong ones in conventions at random, and everything that code can do besides."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fuzzing.odd_files import pick
from fuzzing.outcomes import ANY_VERDICT, NOT_RIGHT, PASSES, PROVEN, REFUSED, Case

Rng = np.random.Generator
ANY = ANY_VERDICT | REFUSED
ODD = PASSES | REFUSED
ABORTED = frozenset({-6})

SOURCE = '''\
"""Somebody's backpropagation."""
{before}
import numpy as np

SIGMA = {sigma}
PRIME = {prime}


def backprop(w, b, x, y):
    """Columns, (out, in), (n, 1), the mean."""
    z, a = [], [x]
    for w_l, b_l in zip(w, b):
        z.append(w_l @ a[-1] + b_l)
        a.append(SIGMA(z[-1]))
    delta = (a[-1] - y) / x.shape[1] * PRIME(z[-1])
    nabla_b, nabla_w = [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        if l:
            delta = w[l].T @ delta * PRIME(z[l - 1])
    return nabla_b, nabla_w


def gradient({takes}):
    """In the conventions that are declared."""
    x, y = {x}, {y}
    nabla_b, nabla_w = backprop([{w} for v in w], [v.reshape(-1, 1) for v in b], x, y)
    nabla_b, nabla_w = [{total} * {b} for v in nabla_b], [{total} * {w} for v in nabla_w]
    return {gives}


def mine({takes}):
    """What is checked."""
{body}


{after}
'''
GO = "    given = gradient({takes})\n"


class Deed(NamedTuple):
    """What code does: the lines of the function, what stands before and after, and the exit codes that are right."""

    name: str
    allowed: Collection[int]
    body: str = "    return given"
    before: str = ""
    after: str = ""
    apart: bool = False


FRAMEWORKS = {"torch.": "import torch", "jnp.": "import jax.numpy as jnp"}
"""Imported with the file: a time limit that interrupts such an import leaves the process broken."""


def _given(*rows: tuple[str, Collection[int], str]) -> list[Deed]:
    """What a function makes of its right answer."""
    imports = lambda body: "\n".join(line for word, line in FRAMEWORKS.items() if word in body)
    return [Deed(name, allowed, f"    {body}", before=imports(body)) for name, allowed, body in rows]


EACH = "return tuple([{} for v in part] for part in given)"
LIES = "class L(list):\n        def __len__(s): {}\n    return tuple(L(part) for part in given)"
PROTOCOL = "class A:\n        def __array__(s, dtype=None, copy=None): {}\n    "
ANSWERS = _given(
    ("right", PASSES, "return given"),
    ("a list", PASSES, "return list(given)"),
    ("lists", ODD, EACH.format("v.tolist()")),
    ("read-only", PASSES, "[v.setflags(write=False) for part in given for v in part]; return given"),
    ("negative strides", PASSES, EACH.format("v[::-1].copy()[::-1]")),
    ("odd strides", PASSES, EACH.format("np.repeat(v, 2, axis=0)[::2]")),
    ("Fortran", PASSES, EACH.format("np.asfortranarray(v)")),
    ("big-endian", PASSES, EACH.format("v.astype('>f8')")),
    ("matrix", ANY, "import warnings; warnings.simplefilter('ignore'); " + EACH.format("np.asmatrix(v)")),
    ("masked", ANY, EACH.format("np.ma.masked_array(v, v > 9)")),
    ("masked out", NOT_RIGHT, EACH.format("np.ma.masked_array(v, v == v)")),
    ("a subclass", PASSES, "class A(np.ndarray): pass\n    " + EACH.format("v.view(A)")),
    ("objects", ODD, EACH.format("v.astype(object)")),
    ("fractions", ODD, "from fractions import Fraction\n    " + EACH.format("np.vectorize(Fraction)(v)")),
    ("decimals", ODD, "from decimal import Decimal\n    " + EACH.format("np.vectorize(Decimal)(v)")),
    ("longdouble", ANY, EACH.format("v.astype(np.longdouble)")),
    ("torch", ODD, EACH.format("torch.tensor(v)")),
    ("torch with grad", ODD, EACH.format("torch.tensor(v, requires_grad=True)")),
    ("torch on meta", REFUSED, EACH.format("torch.tensor(v).to('meta')")),
    ("torch sparse", ANY, EACH.format("torch.tensor(v).to_sparse()")),
    ("jax", ANY, EACH.format("jnp.asarray(v)")),
    ("numpy scalars", REFUSED, EACH.format("v.sum()")),
    ("0-d", REFUSED, EACH.format("np.array(v.sum())")),
    ("memoryviews", ODD, EACH.format("memoryview(np.ascontiguousarray(v))")),
    ("an array protocol", ANY, PROTOCOL.format("return np.zeros(3)") + EACH.format("A()")),
    ("an array protocol that raises", REFUSED, PROTOCOL.format("1 / 0") + EACH.format("A()")),
    ("a length that lies", ANY, LIES.format("return 99")),
    ("a length that raises", REFUSED, LIES.format("1 / 0")),
    ("deques", ODD, "import collections\n    return tuple(collections.deque(part) for part in given)"),
    ("dictionaries", ODD, "return tuple(dict(enumerate(part)) for part in given)"),
    ("a dictionary", REFUSED, "return dict(enumerate(given))"),
    ("generators", ODD, "return tuple((v for v in part) for part in given)"),
    ("a generator", ODD, "return (part for part in given)"),
    ("an iterator", REFUSED, "return iter(given)"),
    ("an object array", ODD, "a = np.empty(len(given[0]), object); a[:] = given[0]; return a, given[1]"),
    ("a set", REFUSED, "return set()"),
    ("None", REFUSED, "return None"),
    ("Nones", REFUSED, "return None, None"),
    ("None in it", REFUSED, EACH.format("None")),
    ("one None", REFUSED, "given[0][0] = None; return given"),
    ("a number", REFUSED, "return 3"),
    ("a text", REFUSED, "return 'ab'"),
    ("bytes", REFUSED, "return b'ab'"),
    ("texts", REFUSED, EACH.format("str(v)")),
    ("arrays of texts", REFUSED, EACH.format("v.astype(str)")),
    ("dates", REFUSED, EACH.format("v.astype('M8[s]')")),
    ("truth values", REFUSED, EACH.format("v > 0")),
    ("complex", REFUSED, EACH.format("v.astype(complex)")),
    ("complex in it", REFUSED, "given[0][0] = given[0][0] + 0j; return given"),
    ("structured", REFUSED, EACH.format("np.zeros(v.shape, 'f8,f8')")),
    ("empty", REFUSED, "return ()"),
    ("empty lists", REFUSED, "return [], []"),
    ("too few", REFUSED, "return given[0]"),
    ("too many", REFUSED, "return (*given, 0)"),
    ("too few layers", REFUSED, "return tuple(part[1:] for part in given)"),
    ("too many layers", REFUSED, "return tuple(part * 2 for part in given)"),
    ("ragged", REFUSED, EACH.format("[[1.0], [1.0, 2.0]]")),
    ("nested without end", REFUSED, "l = []; l.append(l); return l, l"),
    ("nested deep", REFUSED, "l = []\n    for _ in range(5000): l = [l]\n    return l, l"),
    ("another shape", REFUSED, EACH.format("v[..., None]")),
    ("flat", ODD, "return given[0], [v.ravel() for v in given[1]]"),
    ("one row more", REFUSED, EACH.format("np.concatenate([v, v])")),
    ("itself", REFUSED, "return mine"),
    ("a class", REFUSED, "return int"),
    ("Ellipsis", REFUSED, "return ..., ..."),
    ("NotImplemented", REFUSED, "return NotImplemented"),
    ("a named tuple", PASSES, "import collections\n    return collections.namedtuple('G', 'p q')(*given)"),
    ("what cannot be shown", REFUSED, "class A:\n        def __repr__(s): 1 / 0\n    return A(), A()"),
    ("twice", PROVEN, "given[1][0] *= 2; return given"),
    ("times 1.5", PROVEN, EACH.format("v * 1.5")),
    ("minus", PROVEN, EACH.format("-v")),
    ("zeros", PROVEN, EACH.format("v * 0")),
    ("plus one", PROVEN, "given[0][-1] = given[0][-1] + 1; return given"),
    ("the first layer alone", PROVEN, "given[1][-1] = given[1][-1] * 0; return given"),
    ("NaN", NOT_RIGHT, EACH.format("v * np.nan")),
    ("one NaN", NOT_RIGHT, "given[0][0].flat[0] = np.nan; return given"),
    ("infinity", NOT_RIGHT, "given[1][0].flat[-1] = -np.inf; return given"),
    ("huge", PROVEN, "given[1][0].flat[0] = 1e300; return given"),
    ("whole numbers", NOT_RIGHT, EACH.format("np.rint(v).astype(int)")),
    ("unsigned", NOT_RIGHT, EACH.format("abs(np.rint(9 * v)).astype('u1')")),
    ("huge integers", NOT_RIGHT, EACH.format("[[10 ** 400] * v.size]")),
    ("half precision", NOT_RIGHT, EACH.format("v.astype('f2')")),
    ("noise", NOT_RIGHT, EACH.format("np.random.standard_normal(v.shape)")),
)
RAISED = (
    "ValueError('a\\nb')", "Exception()", "KeyError('k')", "BaseException('b')", "KeyboardInterrupt()", "GeneratorExit()",
    "SystemExit(0)", "SystemExit('text')", "SystemExit(object())", "StopIteration(3)", "StopAsyncIteration()", "MemoryError()",
    "RecursionError('deep')", "OSError(28, 'No space left on device')", "BrokenPipeError()", "NotImplementedError()",
    "UnicodeDecodeError('utf-8', b'x', 0, 1, 'bad')", "ExceptionGroup('g', [ValueError(1)])", "AssertionError(np.zeros(99))",
    "BaseExceptionGroup('g', [KeyboardInterrupt()])", "ValueError('x' * 10 ** 6)", "ValueError('\\x1b[2J\\x07')",
    "ValueError('\\ud800')", "ValueError('[red]')", "Odd()", "Odder()", "Silent", "__import__('click').exceptions.Exit(0)",
    "__import__('click').Abort()", "__import__('click').UsageError('u')", "UserWarning('w')", "TimeoutError()", "3", "int",
    "__import__('nablacheck').InputError('i')", "__import__('nablacheck').MissingFramework('m')", "EOFError()",
    "__import__('asyncio').CancelledError()", "__import__('unittest').SkipTest('s')",
)  # fmt: skip
ODD_ERRORS = """
class Odd(Exception):
    def __str__(self):
        raise ValueError("no text")

class Odder(Exception):
    def __str__(self):
        return 3

class Silent(BaseException):
    __module__ = None
    def __repr__(self):
        raise SystemExit(0)
"""


def _raising() -> list[Deed]:
    """Everything that can be raised: by the function, when its file is loaded, at the second call."""
    late = "    N.append(1)\n    if len(N) > 1: raise {}\n    return given"
    return [
        *(Deed(f"raises {what}", REFUSED, f"    raise {what}", after=ODD_ERRORS) for what in RAISED),
        *(Deed(f"raises {w} when loaded", REFUSED, before=f"import numpy as np\n{ODD_ERRORS}\nraise {w}") for w in RAISED),
        *(Deed(f"raises {w} late", REFUSED, late.format(w), after=f"{ODD_ERRORS}\nN = []") for w in RAISED[::4]),
    ]


def _does(name: str, allowed: Collection[int], lines: str, after: str = "", apart: bool = False) -> Deed:
    """A function that does something else too."""
    return Deed(name, allowed, "".join(f"    {line}\n" for line in lines.split("\n")) + "    return given", "", after, apart)


CATCHES = "    try:\n        while True: pass\n    except BaseException: {}"
THREAD = "import threading, time; threading.Thread(target=time.sleep, args=(3,), daemon={}).start()"
DEEDS = (
    *_raising(),
    Deed("never returns", REFUSED, "    while True: pass"),
    Deed("never returns and catches", REFUSED, CATCHES.format("raise ValueError('late')")),
    Deed("returns when it is late", ANY, CATCHES.format("return given")),
    Deed("recurs", REFUSED, "    return mine(*[given] * 4)"),
    Deed("recurs for ever", REFUSED, "    def f(): return f()\n    return f()"),
    Deed("takes nothing", REFUSED, after="def mine(): return 3"),
    Deed("takes more", REFUSED, after="def mine(a, b, c, d, e, f): return 3"),
    Deed("takes a name", REFUSED, after="def mine(*a, key): return 3"),
    Deed("a class for a function", REFUSED, after="class mine:\n    def __init__(self, *a): pass"),
    Deed("an object for a function", PASSES, after="class C:\n    def __call__(self, *a): return gradient(*a)\nmine = C()"),
    Deed("partial", PASSES, after="import functools\nmine = functools.partial(gradient)"),
    Deed("NumPy's", REFUSED, after="mine = np.dot"),
    Deed("Python's", REFUSED, after="mine = print"),
    Deed("the exit", REFUSED, after="mine = exit"),
    Deed("a coroutine", REFUSED, after="async def mine(*a): return gradient(*a)", apart=True),
    Deed("no function", REFUSED, after="mine = 3"),
    Deed("not there", REFUSED, after="del mine"),
    _does("prints", PASSES, "print('loss', 0.5, '[red]', '\\x1b[2J')"),
    _does("prints to both", PASSES, "import sys; print('a', file=sys.stderr); print()"),
    _does("prints bytes", PASSES, "import sys; sys.stdout.buffer.write(b'\\xff\\x00')"),
    _does("prints half letters", PASSES, "print('\\ud800')"),
    _does("prints much", PASSES, "print('x' * 10 ** 6)"),
    _does("closes stdout", PASSES, "import sys; sys.stdout.close()"),
    _does("closes the bytes of stdout", PASSES, "import sys; sys.stdout.buffer.close(); sys.stderr.detach()"),
    _does("sets stdout", PASSES, "import sys, io; sys.stdout = io.StringIO(); sys.stderr = None"),
    _does("sets stdout to nothing", PASSES, "import sys; sys.stdout = sys.stderr = None"),
    _does("reconfigures stdout", PASSES, "import sys; sys.stdout.reconfigure(encoding='ascii'); print('x')"),
    _does("reads stdin", ANY, "import sys; sys.stdin.read()"),
    _does("asks", ANY, "input('?')"),
    _does("np.seterr", PASSES, "np.seterr(all='raise')"),
    Deed("np.seterr when loaded", PASSES, before="import numpy; numpy.seterr(all='raise')"),
    Deed("prints short when loaded", PASSES, before="import numpy; numpy.set_printoptions(precision=1, threshold=2)"),
    Deed("a call of an error", PASSES, before="import numpy; numpy.seterrcall(print); numpy.seterr(all='call')"),
    _does("warns", PASSES, "import warnings; warnings.warn('careful')"),
    _does("makes warnings errors", PASSES, "import warnings; warnings.simplefilter('error')", apart=True),
    Deed("makes warnings errors when loaded", PASSES, before="import warnings; warnings.simplefilter('error')", apart=True),
    _does("goes elsewhere", PASSES, "import os; os.chdir('/')"),
    Deed("goes elsewhere when loaded", PASSES, before="import os; os.chdir('/')"),
    _does("sets a handler", PASSES, "import signal; signal.signal(signal.SIGINT, print)"),
    _does("sets the alarm", PASSES, "import signal; signal.alarm(1)"),
    _does("ignores the alarm", PASSES, "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)"),
    _does("sets the depth", PASSES, "import sys; sys.setrecursionlimit(200)"),
    _does("sets a trace", PASSES, "import sys; sys.settrace(lambda *a: None)", apart=True),
    _does("seeds", PASSES, "import random; random.seed(1); np.random.seed(1)"),
    _does("replaces np.exp", PASSES, "np.exp = np.sin"),
    Deed("replaces np.exp when loaded", ANY, before="import numpy; numpy.exp = numpy.sin"),
    _does("replaces np.all", PASSES, "np.all = np.any = lambda *a, **k: True"),
    _does("replaces np.maximum and lies", PROVEN, "np.maximum = lambda *a: np.inf\ngiven[1][0] *= 2"),
    _does("replaces abs", PASSES, "import builtins; builtins.abs = builtins.print = builtins.len = None"),
    _does("replaces math", PASSES, "import math; math.isfinite = math.inf = None"),
    _does("replaces np.linalg.norm", PASSES, "np.linalg.norm = None; np.newname = 3"),
    _does("clears its arguments", ANY, "[v.fill(0) for part in (w, b, [x, y]) for v in part]"),
    _does("empties its lists", ANY, "w.clear(); b.clear()"),
    _does("puts others into its lists", ANY, "w[0], b[-1] = 'x', object()"),
    _does("keeps its arguments", PASSES, "[v.fill(7) for v in KEPT]; KEPT[:] = [x, y, *w, *b]", "KEPT = []"),
    _does("keeps its answers", PASSES, "[v.fill(7) for v in KEPT]; KEPT[:] = [v for p in given for v in p]", "KEPT = []"),
    Deed("hands out its arguments", NOT_RIGHT, "    return [v for v in b], [v for v in w]"),
    _does("starts a thread", PASSES, "import threading; threading.Thread(target=int).start()"),
    _does("leaves a daemon", PASSES, THREAD.format(True), apart=True),
    _does("leaves a thread", PASSES, THREAD.format(False), apart=True),
    _does("forks", ANY, "import os\nif not os.fork(): os._exit(0)", apart=True),
    _does("ends the process", REFUSED, "import os; os._exit(0)"),
    _does("ends the process with 1", REFUSED, "import os; os._exit(1)"),
    _does("crashes", ABORTED, "import os; os.abort()", apart=True),
    _does("asks for memory", REFUSED, "np.ones(2 ** 50)"),
    Deed("another answer each time", ANY, "    N.append(1); return tuple([v * len(N) for v in p] for p in given)",
         after="N = []"),
    Deed("right at first", PROVEN, "    N.append(1); return tuple([v * (1 + (len(N) > 2)) for v in p] for p in given)",
         after="N = []"),
    Deed("a hook", PASSES, before="import sys; sys.excepthook = None; sys.unraisablehook = None", apart=True),
    _does("a deleter that raises", PASSES, "class A:\n    def __del__(s): 1 / 0\nA()"),
)  # fmt: skip
FILES: tuple[tuple[str, bytes], ...] = (
    ("empty", b""), ("NUL", b"\x00"), ("no UTF-8", b"\xff\xfe\xfa"), ("a cookie", b"# coding: nonsense\n"), ("no Python",
     b"def ("),
    ("deep", b"(" * 9999), ("a tab", b"if 1:\n\tx\n        y"), ("tar", b"PK\x03\x04"), ("long", b"x = 1\n" * 9999),
)  # fmt: skip
TARGETS = (
    "mine.py", "mine.py:", ":mine", "mine.py:__doc__", "mine.py:nothing", "mine.py:backprop.x", "mine.py: mine", ":", "",
    "mine.py:mine:mine", "os:getcwd", "json:dumps", "no.such.module:f", "builtins:exit", "builtins:print", ".:x", "..:x",
    "a b:c",
    "folder.py:f", "/dev/null:f", "/dev/null.py:f", "mine.py:\x1b[2J", "π.py:σ", "numpy:dot", "numpy:exp", "this:d", "%s:%s",
    "antigravity.py:f", "nablacheck:check", "mine.py:{}", "mine.py:" + "a" * 999, "a" * 999 + ".py:f", "-:f", "sys:exit",
    "os:nothing", "mine.PY:mine", "os.path:join", "fifo.py:f",
)  # fmt: skip
NAMES = (
    "takes", "gives", "attr", "leaf", "examples", "weights", "biases", "subtracted", "total", "half", "mean_over_outputs", "l2",
    "l2_over", "l2_on_biases", "activations", "cost", "widths", "dtype", "time_limit", "fn", "", "self", "open", "Takes",
)  # fmt: skip
VALUES = (
    "", "3", "-1", "0", "None", "True", "nan", "inf", "1e999", "'", "(", "[]", "()", "{}", "w", "w b", "w,b", "w b x y",
    "nabla_w",
    "nabla_b nabla_w", "theta", "rows", "vector", "columns", "(n,)", "(in, out)", "none", "sum", "sigmoid", "tanh,",
    "tanh,tanh",
    "softmax", "quadratic", "huber(delta=2)", "2,3,4", "1,1,1", "0,0,0", "2,3,x", "float32", "float16", "bfloat16", "int8",
    "abc",
    "1j", "1/2", "m", "9" * 99, "a" * 999, "\ud800", "π", "[1", "1_000", "lambda: 0", "__import__('os')", "b'x'", "...",
    "dw db",
    "x y w b", "elu(alpha=2)", "cross-entropy", "categorical-cross-entropy", "w w x y",
)  # fmt: skip


def conventions(rng: Rng) -> tuple[dict[str, str], list[str]]:
    """How a function that works takes and gives things: what stands in its source, and what is declared."""
    rows, turned, total = (bool(rng.integers(2)) for _ in range(3))
    bias = pick(rng, ("(n, 1)", "(n,)", "(1, n)"))
    takes = pick(rng, ("w b x y", "x y w b", "y x b w"))
    gives = pick(rng, ("nabla_b nabla_w", "nabla_w nabla_b"))
    sigma = pick(rng, ("sigmoid", "tanh"))
    formulas = {"sigmoid": ("lambda z: 1 / (1 + np.exp(-z))", "lambda z: SIGMA(z) * (1 - SIGMA(z))")}
    value, prime = formulas.get(sigma, ("np.tanh", "lambda z: 1 - np.tanh(z) ** 2"))
    source = {
        "sigma": value,
        "prime": prime,
        "takes": takes.replace(" ", ", "),
        "gives": gives.replace(" ", ", "),
        "x": "x.T" if rows else "x",
        "y": "y.T" if rows else "y",
        "w": "v.T" if turned else "v",
        "b": {"(n, 1)": "v", "(n,)": "v.ravel()", "(1, n)": "v.T"}[bias],
        "total": "x.shape[1]" if total else "1",
    }
    declared = {"takes": takes, "gives": gives, "activations": f"{sigma},{sigma}", "biases": bias}
    declared |= {"examples": "rows" if rows else "columns", "weights": "(in, out)" if turned else "(out, in)"}
    declared |= {"total": "sum" if total else "mean"}
    options = [part for name, value in declared.items() for part in ("-c", f"{name}={value}")]
    return source, options


def written(folder: Path, deed: Deed, source: dict[str, str]) -> None:
    """The file of a deed."""
    text = SOURCE.format(**source, before=deed.before, after=deed.after, body=GO.format(**source) + deed.body)
    (folder / "mine.py").write_text(text, encoding="utf-8")


def case(rng: Rng, folder: Path) -> Case:
    """One call of `nablacheck check`; the file is in the folder."""
    source, options = conventions(rng)
    target, json_too = f"{folder / 'mine.py'}:mine", ["--json", "-"] if rng.random() < 1 / 4 else []
    options += ["-c", "time_limit=0.5", *json_too]
    kind = rng.random()
    if kind < 0.4:
        deed = pick(rng, ANSWERS)
    elif kind < 0.75:
        deed = pick(rng, DEEDS)
    elif kind < 0.85:
        written(folder, ANSWERS[0], source)
        more = [f"{pick(rng, NAMES)}={pick(rng, VALUES)}" for _ in range(rng.integers(1, 4))]
        return Case("a convention", ["check", target, *options, *(part for one in more for part in ("-c", one))], ANY)
    elif kind < 0.93:
        written(folder, ANSWERS[0], source)
        (folder / "folder.py").mkdir()
        where = pick(rng, TARGETS)
        return Case("a target", ["check", f"{folder}/{where}" if ".py" in where[:9] else where, *options], REFUSED)
    else:
        name, content = pick(rng, FILES)
        (folder / "mine.py").write_bytes(content)
        return Case(f"a file: {name}", ["check", target, *options], REFUSED)
    written(folder, deed, source)
    return Case(deed.name, ["check", target, *options], deed.allowed, apart=deed.apart)
