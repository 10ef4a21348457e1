"""The files of a collection, and what the check says of each, held against what is true of it."""

from __future__ import annotations

import importlib.util
import re
import shlex
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.commands.declarations import declared

ADAPTER, ANSWER = "# --- adapter ---", "# --- answer ---"
PLACED = re.compile(
    r"(?P<says>.+?) \((?P<equations>BP\d(?: and BP\d)*), layers? (?P<layers>\d[\d, and]*)\)(?:; |$)|(?P<whole>[^;]+)(?:; |$)"
)
LOOKS = re.compile(r"^  looks like: (.*?) \(predicts [^()]*\)$", flags=re.MULTILINE)
OF_THE_NETWORK = ("activations", "cost", "widths")


@dataclass(frozen=True)
class Mistake:
    """A mistake that was made: the equation and its layers, none for the whole, and what is true of it.

    `elsewhere` has it at the other places where the same may be said.
    """

    equation: str
    layers: frozenset[int]
    says: str
    elsewhere: tuple[Mistake, ...] = ()

    @classmethod
    def of(cls, place: str, says: str, *elsewhere: str) -> Mistake:
        """From `BP2 2 3` and a regular expression, and maybe further places."""
        equation, *layers = place.split() or [""]
        return cls(equation, frozenset(map(int, layers)), says, tuple(cls.of(other, says) for other in elsewhere))

    def holds(self, name: Name) -> bool:
        """Whether a name is true of it, for some of its layers at least."""
        here = bool(re.search(self.says, name.says)) and self.equation == name.equation and name.layers <= self.layers
        return here or any(other.holds(name) for other in self.elsewhere)

    def covered(self, names: Sequence[Name]) -> bool:
        """Whether these names say it at all of its layers, at one of the places where it may be said."""
        held = [name for name in names if replace(self, elsewhere=()).holds(name)]
        here = bool(held) and frozenset().union(*(name.layers for name in held)) == self.layers
        return here or any(other.covered(names) for other in self.elsewhere)


@dataclass(frozen=True)
class Name:
    """What the check says was typed: in an equation at some layers, or in the whole."""

    says: str
    equation: str = ""
    layers: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return f"{self.says} ({self.equation}, {_in_words(self.layers)})" if self.equation else self.says


def _in_words(layers: frozenset[int]) -> str:
    *first, last = map(str, sorted(layers))
    return f"layers {', '.join(first)} and {last}" if first else f"layer {last}"


def names(text: str) -> Iterator[Name]:
    """The names in what stands after `looks like:`."""
    for found in PLACED.finditer(text):
        if found["whole"]:
            yield Name(found["whole"])
        else:
            layers = frozenset(map(int, re.findall(r"\d+", found["layers"])))
            yield from (Name(found["says"], equation, layers) for equation in found["equations"].split(" and "))


@dataclass(frozen=True, eq=False)
class Entry:
    """A file of the collection."""

    file: Path

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.file.stem

    @cached_property
    def module(self) -> ModuleType:
        """What it defines."""
        spec = importlib.util.spec_from_file_location(f"collected_{self.name}", self.file)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    @property
    def declared(self) -> str:
        """What is declared, as for the command line."""
        return str(self.module.DECLARED)

    @cached_property
    def wrong(self) -> tuple[Mistake, ...]:
        """The mistakes in it; none where it is right."""
        return tuple(Mistake.of(*mistake) for mistake in self.module.WRONG)

    @cached_property
    def besides(self) -> tuple[Mistake, ...]:
        """What may be said besides, where it is given by its place and a regular expression."""
        return tuple(Mistake.of(*said) for said in getattr(self.module, "ALSO", ()) if not isinstance(said, str))

    @property
    def kinds(self) -> set[tuple[str, str]]:
        """Its mistakes without their layers."""
        return {(mistake.equation, mistake.says) for mistake in self.wrong}

    @property
    def ways(self) -> str:
        """Its conventions, without what the network is."""
        return " ".join(sorted(part for part in shlex.split(self.declared) if part.partition("=")[0] not in OF_THE_NETWORK))

    @property
    def lines(self) -> int:
        """How many lines hand it over."""
        text = self.file.read_text(encoding="utf-8")
        return sum(bool(line.strip()) for line in text.partition(ADAPTER)[2].partition(ANSWER)[0].splitlines())


@dataclass(frozen=True, eq=False)
class Answer:
    """What the check says of an entry, and in how many CPU seconds."""

    entry: Entry
    report: Any
    seconds: float

    @property
    def outcome(self) -> str:
        """right, wrong, …"""
        return str(self.report.outcome)

    @property
    def verdict(self) -> bool:
        """Whether the outcome is the true one."""
        return self.outcome == ("wrong" if self.entry.wrong else "right")

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """All that is named, in an explanation of the whole or of a part, and the declaration that is said to be meant."""
        found = [name for diagnosis in self.report.diagnoses for name in names(str(diagnosis))]
        if not found:
            found = [name for line in LOOKS.findall(self.report.explanation) for name in names(line)]
        return (*found, *([Name(f"declare {self.report.declare}")] if self.report.declare else []))

    @property
    def untrue(self) -> tuple[Name, ...]:
        """The names that are true of no mistake that was made."""
        also = getattr(self.entry.module, "ALSO", ())
        return tuple(
            name
            for name in self.names
            if name.says not in also and not any(said.holds(name) for said in (*self.entry.wrong, *self.entry.besides))
        )

    @property
    def named(self) -> bool:
        """Whether every mistake has a name, at all of its layers."""
        return all(mistake.covered(self.names) for mistake in self.entry.wrong)

    @property
    def as_it_should_be(self) -> bool:
        """Whether nothing is missed."""
        return self.verdict and not self.untrue and self.named

    @property
    def shown(self) -> str:
        """What it says, with what is not as it should be."""
        faults = [] if self.verdict else ["the verdict"]
        faults += [f"not true: {name}" for name in self.untrue]
        faults += [f"not named: {mistake}" for mistake in self.entry.wrong if not mistake.covered(self.names)]
        lines = [f"--- {self.entry.name}, {self.seconds:.2f} s", *faults, str(self.report)]
        return "\n".join(lines)


def entries(folder: Path) -> list[Entry]:
    """The files of a folder."""
    return [Entry(file) for file in sorted(folder.glob("*.py"))]


def answers(found: Sequence[Entry]) -> Iterator[Answer]:
    """What the check says of each."""
    for entry in found:
        function, options = entry.module.check_me, declared(shlex.split(entry.declared))
        start = time.process_time()
        report = check(function, **options)
        yield Answer(entry, report, time.process_time() - start)
