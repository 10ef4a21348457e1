"""The releases of packages: which one is installed, and what was recorded of each, as answers to questions.

A question is a few lines of Python, or the name of a measurement; its answer is what a release printed or gave. Whatever
depends on the release of a framework, known defects, derivatives at kinks, derivative rules, asks here, and names no version.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nablacheck.reference.errors import InputError

FOLDER = Path(__file__).parent / "records"
BESIDE = "NABLACHECK_RECORDS"
"""The environment variable that names a folder of further records: those that somebody made for a release newer than ours."""
STANDS_ON: Mapping[str, str] = {"optax": "jax"}
"""Packages whose numbers another package computes: a release of theirs is one beside a release of that."""
ON = " on "


@cache
def installed(package: str) -> str | None:
    """The version that is installed, without importing it; None where there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def running(package: str) -> str | None:
    """The release that is installed, without the name of its build, and with that of what it stands on."""
    number = installed(package)
    if number is None:
        return None
    release, below = number.partition("+")[0], STANDS_ON.get(package)
    return f"{release}{ON}{below} {running(below)}" if below else release


def age(release: str) -> tuple[Any, ...]:
    """What releases are ordered by: the numbers, then whether it comes before, is, or comes after the release itself."""
    return tuple(_age(part.rpartition(" ")[2]) for part in release.split(ON))


MARKS: Mapping[str, int] = {".dev": 0, ".post": 3, "": 2}
"""What follows the numbers of a release, and its place before or after the release itself; candidates come between."""


def _age(number: str) -> tuple[Any, ...]:
    match = re.match(r"(\d+(?:\.\d+)*)(.*)", number)
    if not match:
        return ((), 0, (), number)
    numbers = [int(part) for part in match[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    rest, further = match[2], tuple(map(int, re.findall(r"\d+", match[2])))
    rank = next((rank for mark, rank in MARKS.items() if (rest.startswith(mark) if mark else not rest)), 1)
    return (tuple(numbers), rank, further, "")


@dataclass
class Record:
    """What was measured of the releases of a package: on what machine, and by question who gave which answer."""

    package: str
    releases: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def order(self) -> list[str]:
        """The releases, the oldest first."""
        return sorted(self.releases, key=age)

    def answer(self, question: str, release: str) -> str | None:
        """What a release answered; None where it was not asked."""
        return next((text for text, given in self.answers.get(question, {}).items() if release in given), None)

    def before(self, release: str | None) -> str | None:
        """The newest recorded release that is not newer than this one, or the oldest; without one, the newest of all."""
        order = self.order()
        older = [known for known in order if release is None or age(known) <= age(release)]
        nearest = older[-1:] or order[:1]
        return nearest[0] if nearest else None

    def asked(self, release: str) -> dict[str, str]:
        """Every question that a release was asked, with its answer."""
        return {question: text for question in self.answers if (text := self.answer(question, release)) is not None}

    def add(self, release: str, machine: Mapping[str, str], answers: Mapping[str, str]) -> None:
        """Takes what was measured of a release, in place of what was there."""
        for given in (given for by_text in self.answers.values() for given in by_text.values()):
            given[:] = [known for known in given if known != release]
        self.releases[release] = dict(machine)
        for question, text in answers.items():
            self.answers.setdefault(question, {}).setdefault(text, []).append(release)

    def written(self) -> str:
        """The record as a file has it: a release as soon as it is named, and no answer that nobody gave."""
        answers = {
            question: {text: sorted(given, key=age) for text, given in sorted(by_text.items()) if given}
            for question, by_text in sorted(self.answers.items())
        }
        answers = {question: by_text for question, by_text in answers.items() if by_text}
        releases = {release: self.releases[release] for release in self.order()}
        text = {"package": self.package, "releases": releases, "answers": answers}
        return json.dumps(text, indent=1, ensure_ascii=False) + "\n"


@cache
def recorded(package: str) -> Record:
    """What is recorded of a package: here, and in the folder that the environment names."""
    record = Record(package)
    for folder in folders():
        beside = read(folder, package)
        for release, machine in beside.releases.items():
            record.add(release, machine, beside.asked(release))
    return record


def folders() -> list[Path]:
    """Where records are read from; the last is where they are written to."""
    beside = os.environ.get(BESIDE)
    return [FOLDER, *([Path(beside)] if beside else [])]


def read(folder: Path, package: str) -> Record:
    """The record of a package in one folder; an empty one where there is none, InputError for a file that is none."""
    file = folder / f"{package}.json"
    if not file.exists():
        return Record(package)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        record = Record(content["package"], content["releases"], content["answers"])
        for release in record.releases:
            record.asked(release)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{file} is no record of releases ({type(error).__name__}: {error}): remove it, and write it anew with "
            "`nablacheck ledger --record`."
        ) from error
    return record


def is_recorded(package: str) -> bool:
    """Whether the release that is installed is recorded."""
    return running(package) in recorded(package).releases


def here(package: str, question: str) -> str | None:
    """What the release that is installed answered; of one that was not asked, what the one before it did."""
    record = recorded(package)
    asked = Record(package, {release: {} for given in record.answers.get(question, {}).values() for release in given})
    release = asked.before(running(package))
    return None if release is None else record.answer(question, release)
