"""What frameworks take for granted, measured: derivatives at kinks, guards, reductions, promotion, sums, NaN, compilation.

The questions stand in `conventions.toml`, each with an expression for every framework that can be asked; `conventions.json` has
what was answered, with the version. A framework that is installed is asked anew, in a process of its own.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nablacheck.oracle.ledger.reproduce import printed_together
from nablacheck.reference.errors import unknown
from nablacheck.reference.releases import installed

FOLDER = Path(__file__).parent
QUESTIONS, RECORD = FOLDER / "conventions.toml", FOLDER / "conventions.json"
BEFORE = """
import numpy as np
def text(x):
    return ", ".join(f"{n:.9g}" for n in np.ravel(np.asarray(x, dtype=np.float64)).tolist())
def name(dtype):
    return str(dtype).rpartition(".")[2].strip("'<>").replace("dtype: ", "").replace("dtype(", "").replace("'", "")
def tried(f):
    try:
        return name(f())
    except Exception as error:
        return type(error).__name__
"""
"""What stands before every prelude."""


@dataclass(frozen=True)
class Framework:
    """A framework that is asked: the package that tells its version, its name, and what stands before an expression.

    `on` is the package whose arrays it computes with, if that is another one, and has to be installed too.
    """

    key: str
    package: str
    title: str
    prelude: str
    on: str = ""

    @property
    def version(self) -> str:
        """The version that is installed and can be asked; none where there is none."""
        here = not self.on or installed(self.on)
        return (installed(self.package) or "").partition("+")[0] if here else ""


@dataclass(frozen=True)
class Cell:
    """What a framework answered to a question, in which version, and the lines that print it; `here` where it was asked now."""

    group: str
    question: str
    framework: str
    version: str
    answer: str
    lines: str
    here: bool


def _read() -> dict[str, Any]:
    return tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))


def frameworks() -> list[Framework]:
    """Every framework that can be asked."""
    return [Framework(key, **given) for key, given in _read()["frameworks"].items()]


def asked(framework: Framework) -> dict[tuple[str, str], str]:
    """The lines that print the answer, by the group and the words of each question of a framework."""
    return {
        (
            question["group"],
            question["says"],
        ): f"{BEFORE.strip()}\n{framework.prelude.strip()}\nprint({question[framework.key]})"
        for question in _read()["questions"]
        if framework.key in question
    }


def recorded() -> dict[str, Any]:
    """By framework its version, and by question what was answered."""
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    return record


def conventions(among: Iterable[str] = (), measure: bool = True) -> Iterator[Cell]:
    """Every cell, of the frameworks that are named or of all: measured where the framework is installed, else as recorded."""
    known, chosen = {framework.key: framework for framework in frameworks()}, tuple(among)
    for key in chosen:
        if key not in known:
            raise unknown("framework", key, known)
    record = recorded()
    for key in chosen or known:
        framework, questions = known[key], asked(known[key])
        version = framework.version
        here = measure and bool(version)
        if here:
            answers = dict(zip(questions, printed_together(list(questions.values())), strict=True))
        else:
            given = record.get(key, {}).get("answers", {})
            version, answers = record.get(key, {}).get("version", ""), {asked: given.get(asked[1], "") for asked in questions}
        for (group, says), lines in questions.items():
            if answer := answers[group, says]:
                yield Cell(group, says, key, version, answer, lines, here)


def written(cells: Iterable[Cell]) -> None:
    """Takes what was measured now into the record."""
    record = recorded()
    for cell in cells:
        if cell.here:
            mine = record.setdefault(cell.framework, {"version": cell.version, "answers": {}})
            mine["version"] = cell.version
            mine["answers"][cell.question] = cell.answer
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
