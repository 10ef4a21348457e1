"""Everything that a release is asked: reproducers, derivative rules, what is taken at kinks, how accurate its functions are."""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nablacheck.adapters import Adapter, load, names
from nablacheck.adapters.derivative_rules import RULES
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.ledger.changes import ERROR_OF, Change, changes
from nablacheck.oracle.ledger.reproduce import printed
from nablacheck.oracle.sweeping.kinks_taken import kinks_taken
from nablacheck.oracle.sweeping.prober import probe
from nablacheck.reference.arithmetic.accuracy import ACCURACY
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.releases import BESIDE, FOLDER, folders, installed, is_recorded, read, recorded, running

PROBED = ("float32", "float64")
MACHINERY = ("numpy", "jaxlib")
"""Packages that compute a part of what is measured."""


@dataclass(frozen=True)
class AskedRelease:
    """A release with its machine and its answers."""

    package: str
    release: str
    machine: dict[str, str]
    answers: dict[str, str]


def packages() -> tuple[str, ...]:
    """The packages that the ledger, the rules and the accuracy table speak of."""
    return tuple(dict.fromkeys((*RULES, *(defect.comes_with for defect in LEDGER), *ACCURACY)))


def asked(package: str) -> AskedRelease:
    """Asks the release that is installed; MissingFramework where there is none."""
    release = running(package)
    if release is None:
        raise MissingFramework(f"{package} is not installed: pip install {package}")
    answers = dict(zip(lines := list(_lines(package)), printed(lines), strict=True))
    for defect in LEDGER:
        if defect.says_nothing(answers.get(defect.shown.lines, "0")):
            del answers[defect.shown.lines]
    answers |= dict(_of_functions(package))
    beside = {name: number for name in MACHINERY if name != package and (number := installed(name))}
    machine = {"python": platform.python_version(), "machine": platform.machine(), **beside}
    return AskedRelease(package, release, machine, answers)


def _lines(package: str) -> Iterable[str]:
    """The lines of the reproducers and rules, each once."""
    shown = (defect.shown.lines for defect in LEDGER if defect.comes_with == package)
    return dict.fromkeys((*shown, *(rule.lines for rule in RULES.get(package, ()))))


def _of_functions(package: str) -> Iterator[tuple[str, str]]:
    """What is taken at kinks, and the largest error of each elementary function, in whole unit roundoffs."""
    if any(package == defect.comes_with for defect in LEDGER):
        yield from kinks_taken(adapters_of(package)[0])
    for dtype in PROBED if package in ACCURACY else ():
        for row in probe(package, dtype):
            yield f"{ERROR_OF}{row.function} in {dtype}", f"{math.ceil(row.found)}u" if math.isfinite(row.found) else "∞"


def unrecorded() -> list[str]:
    """The packages of which a release is installed that no record names."""
    return [package for package in packages() if installed(package) and not is_recorded(package)]


def since_recorded(answer: AskedRelease) -> tuple[str, list[Change]]:
    """The newest recorded release that is not newer, and what changed since; nothing where none is recorded."""
    record = recorded(answer.package)
    base = record.before(answer.release)
    return base or "", list(changes(answer.package, record.asked(base), answer.answers)) if base else []


def written(answer: AskedRelease, folder: Path) -> Path:
    """Writes the release into the record of its package in a folder; InputError where that cannot be."""
    file = folder / f"{answer.package}.json"
    record = read(folder, answer.package)
    record.add(answer.release, answer.machine, answer.answers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(record.written(), encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{file} cannot be written ({error.strerror}): set {BESIDE} to a folder of yours, and record again."
        ) from error
    return file


def new_with(answer: AskedRelease) -> list[str]:
    """What a sweep finds that nothing explains, in words, once a release is recorded: every function of its adapters."""
    names = ",".join(adapter.name for adapter in adapters_of(answer.package))
    if not names:
        return []
    with TemporaryDirectory() as folder:
        beside = [place for place in folders() if place != FOLDER]
        for place in beside:
            shutil.copytree(place, folder, dirs_exist_ok=True)
        written(answer, Path(folder))
        file = Path(folder) / "sweep"
        command = [sys.executable, "-m", "nablacheck", "sweep", "--adapters", names, "--json", str(file)]
        subprocess.run(command, env={**os.environ, BESIDE: folder}, stdout=subprocess.DEVNULL, check=False)
        findings: list[str] = json.loads(file.read_text(encoding="utf-8"))["findings"]
    return findings


def adapters_of(package: str) -> list[Adapter]:
    """The adapters with single functions that call a package."""
    found = []
    for name in names():
        with contextlib.suppress(MissingFramework, InputError):
            found.append(load(name))
    return [adapter for adapter in found if adapter.functions and (adapter.comes_with or adapter.library) == package]
