"""The folder of findings: a problem file for each, and a script for each thing that is wrong."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.campaign.scripts import verified
from nablacheck.oracle.campaign.signs import Sign
from nablacheck.oracle.checking.formats import write_arrays
from nablacheck.oracle.checking.places import check_folder
from nablacheck.reference.errors import InputError


class Folder:
    """Where findings are written, made when there is one; `failed` says why that cannot be, in a sentence."""

    def __init__(self, path: Path) -> None:
        self.path, self.failed = path, ""

    def ready(self) -> Folder:
        """Itself; InputError where the folder could not be made or written, before there is anything to write."""
        check_folder(f"the folder of findings {self.path}", self.path)
        return self

    def finding(self, finding: Finding) -> Finding:
        """With the file of the problem that shows it, or the first that may."""
        if not finding.problems:
            return finding
        return replace(finding, file=self._kept(finding.adapter, finding.sign, finding.problems[0]))

    def reduced(self, one: Reduced) -> Reduced:
        """With the file of the smallest problem, and a script that shows it in a process of its own."""
        file = self._kept(one.adapter, one.signs[0], one.content)
        script = self._script(Path(file).with_suffix(".py"), one.scripts) if file else ""
        return replace(one, file=file, script=script)

    def _kept(self, adapter: str, sign: Sign, content: Mapping[str, Any]) -> str:
        path = self.path / f"{name(adapter, sign, content)}.npz"
        return str(path) if self._done(path, lambda place: write_arrays(place, content)) else ""

    def _script(self, path: Path, texts: Iterable[str]) -> str:
        for text in texts:
            write = lambda place, text=text: place.write_text(text, encoding="utf-8")
            path.unlink(missing_ok=True)
            if self._done(path, write) and verified(path):
                return str(path)
        path.unlink(missing_ok=True)
        return ""

    def _done(self, path: Path, write: Callable[[Path], object]) -> bool:
        """Whether a file is there, as it was before, since its name has the digest of what is in it, or as it is written.

        It has its name as soon as it is whole, whatever ends this process before.
        """
        if self.failed:
            return False
        unfinished = path.with_name(f".{os.getpid()}-{path.name}")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                unfinished.unlink(missing_ok=True)
                write(unfinished)
                unfinished.replace(path)
        except (OSError, InputError) as error:
            why = error if isinstance(error, OSError) else error.__cause__
            self.failed = f"the folder of findings {self.path} cannot be written: {getattr(why, 'strerror', None) or error}."
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return not self.failed


def name(adapter: str, sign: Sign, content: Mapping[str, Any]) -> str:
    """Adapter, equation and the digest of the problem, in letters that every file system takes."""
    digest = hashlib.sha256()
    for key, part in sorted(content.items()):
        digest.update(key.encode())
        digest.update(np.ascontiguousarray(part).tobytes() if isinstance(part, np.ndarray) else str(part).encode())
    said = sign.says.replace("∇", "nabla ").replace("σ", "sigma")
    words = re.sub(r"[^A-Za-z0-9_.]+", "-", f"{adapter} {said}").strip("-.")[:60]
    return f"{words}-{digest.hexdigest()[:8]}"
