"""Running a few lines of Python, those of the ledger above all, each in a clean process, and what they should print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from nablacheck.oracle.generating.overflow import XP, far
from nablacheck.oracle.ledger.defect import Defect, single_call
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.releases import running


def printed(lines: Sequence[str]) -> list[str]:
    """What each of some lines prints in a process of its own, or the last line of its error."""
    if not hasattr(os, "fork"):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return [text for [text] in pool.map(lambda one: _run(RUNS, [one]), lines)]
    share = -(-len(lines) // (os.cpu_count() or 1)) or 1
    parts = [lines[start : start + share] for start in range(0, len(lines), share)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [text for texts in pool.map(partial(_run, FORKS), parts) for text in texts]


def printed_together(lines: Sequence[str]) -> list[str]:
    """What each of some lines prints, one after the other in one process."""
    return _run(RUNS, lines)


def _run(script: str, lines: Sequence[str]) -> list[str]:
    """What a script makes of some lines; where it dies of one, that is what they print."""
    result = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(list(lines)), capture_output=True, text=True, check=False
    )
    if result.returncode:
        return [last_line(result.stderr) or f"ended with {result.returncode}"] * len(lines)
    return [last_line(text) for text in json.loads(result.stdout)]


def last_line(text: str) -> str:
    """The last line that is not empty."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


RUNS = """
import contextlib, io, json, sys, traceback
texts = []
for lines in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            exec(lines, {"__name__": "__main__"})
        except BaseException:
            traceback.print_exc()
    texts.append(out.getvalue().strip() or err.getvalue())
print(json.dumps(texts))
"""
"""What runs lines in one process."""
FORKS = """
import json, os, subprocess, sys, tempfile, traceback, warnings
warnings.simplefilter("ignore")
todo, texts = json.load(sys.stdin), []
for line in dict.fromkeys(line for lines in todo for line in lines.splitlines() if line.startswith(("import ", "from "))):
    try:
        exec(line, {})
    except ImportError:
        pass  # whoever asks for it says so
for lines in todo:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            try:
                exec(lines, {"__name__": "__main__"})
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        for file in (out, err):
            file.seek(0)
        texts.append(out.read().strip() or err.read() or f"ended with status {status}")
print(json.dumps(texts))
"""
"""The same with a process for each, a copy of one that has imported what they import and has computed nothing."""


def reproduced(defects: Iterable[Defect]) -> Iterator[tuple[Defect, str]]:
    """Each defect with what its reproducer prints, where it is the reproducer that shows it in the installed release."""
    defects = [defect for defect in defects if running(defect.comes_with) not in defect.seen]
    yield from zip(defects, printed([defect.shown.lines for defect in defects]), strict=True)


def gone(shown: Iterable[tuple[Defect, str]]) -> list[tuple[Defect, str]]:
    """Those whose reproducers print what does not show them any more."""
    return [(defect, text) for defect, text in shown if not (defect.is_shown_by(text) or defect.says_nothing(text))]


def right(defect: Defect) -> str:
    """What the reproducer of an activation should print: a float, from certified arithmetic."""
    shown = defect.shown
    if not shown.entry:
        return shown.right
    with XP.working():
        number = single_call(ACTIVATIONS[shown.entry], far(np.array([[shown.at]])), defect.derivative, XP)[0, 0]
        return repr(float(number.sum() if hasattr(number, "sum") else number))
