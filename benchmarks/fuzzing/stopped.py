"""Commands that are stopped at a random moment, or run where no file can be written: nothing that was finished is lost."""

from __future__ import annotations

import getpass
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fuzzing import odd_functions
from fuzzing.odd_files import pick

RIGHT = "def mine(w, b, x, y):\n    import time\n    time.sleep(0.05)\n    return gradient(w, b, x, y)\n"
COMMANDS = {
    "run": "run --problems 200 --draws 2 --adapters finite-differences --data none --json out.json",
    "check": "check mine.py:mine -c activations=sigmoid,sigmoid --json out.json",
    "grade": "grade submissions --json out.json",
    "sweep": "sweep --activations all --costs none --adapters torch --dtype float64 --json out.json",
    "train": "train --steps 2000 --adapters torch --dtype float64 --json out.json",
}
STOPS = {signal.SIGINT: 130, signal.SIGTERM: 143}
STARTED, LATEST = {"grade": 1.0, "check": 1.0}, 3.0
"""Seconds of the processor after which a command is under way (4 where it loads a framework), and until when it is stopped."""
FRAMEWORK = 4.0
KEPT = frozenset({"run", "sweep", "train", "grade"})
"""Commands whose record holds what was finished."""


@dataclass(frozen=True)
class Stop:
    """A command with the signal that it gets, and when; or none, where no file can be written."""

    command: str
    number: int | None
    after: float


def stop(rng: np.random.Generator) -> Stop:
    """One of them."""
    command = pick(rng, list(COMMANDS))
    # without a place for temporary files PyTorch cannot be imported to train with
    number = None if rng.random() < 1 / 5 and command != "train" else pick(rng, list(STOPS))
    return Stop(command, number, float(STARTED.get(command, FRAMEWORK) + rng.random() * LATEST))


def _prepared(folder: Path) -> None:
    """What the commands read."""
    source, _ = odd_functions.conventions(np.random.default_rng(0))
    plain = {"takes": "w, b, x, y", "gives": "nabla_b, nabla_w", "x": "x", "y": "y", "w": "v", "b": "v", "total": "1"}
    sigmoid = {"sigma": "lambda z: 1 / (1 + np.exp(-z))", "prime": "lambda z: SIGMA(z) * (1 - SIGMA(z))"}
    odd_functions.written(folder, odd_functions.Deed("slow", (), after=RIGHT), source | plain | sigmoid)
    (folder / "submissions").mkdir()
    (folder / "temporary").mkdir()
    text = (folder / "mine.py").read_text(encoding="utf-8") + "\nsubmission = mine\n"
    for number in range(6):
        (folder / "submissions" / f"s{number}.py").write_text(text, encoding="utf-8")


def faults(one: Stop) -> list[str]:
    """What is wrong with how a command ended."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepared(folder)
        command = [sys.executable, "-m", "nablacheck", *shlex.split(COMMANDS[one.command])]
        if one.number is None:
            command = ["bash", "-c", f"ulimit -f 0; exec {shlex.join(command)}"]
        environment = {**os.environ, "TMPDIR": str(folder / "temporary"), "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        if one.number is not None:
            _works(process, one.after)
            process.send_signal(one.number)
        output, errors = (text.decode(errors="replace") for text in process.communicate(timeout=300))
        return list(_wrong(one, folder, process.returncode, output + errors))


def _works(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Waits until a process and the children that it waited for have taken this time of the processor, or it has ended."""
    place, ticks = Path(f"/proc/{process.pid}/stat"), os.sysconf("SC_CLK_TCK")
    while process.poll() is None:
        used = sum(map(int, place.read_text(encoding="utf-8").rpartition(")")[2].split()[11:15])) / ticks
        if used >= seconds:
            return
        time.sleep(1 / 20)


THEIRS = (f"torchinductor_{getpass.getuser()}",)
"""What PyTorch leaves in the folder for temporary files wherever an optimizer of it takes a step."""


def _wrong(one: Stop, folder: Path, code: int, text: str) -> Iterator[str]:
    code = 128 - code if code < 0 else code  # as a shell says it
    allowed = {2} if one.number is None else {STOPS[one.number], 0}  # 0: it had ended before the signal
    if code not in allowed:
        yield f"exit {code}, where {sorted(allowed)} is right: {' / '.join(text.strip().splitlines()[-2:])[:300]}"
    if "Traceback" in text:
        yield f"traceback: {text.strip().splitlines()[-1][:200]}"
    if left := [file.name for file in (folder / "temporary").iterdir() if file.suffix != ".json" and file.name not in THEIRS]:
        yield f"left in the folder for temporary files: {left}"
    if alive := list(_alive(str(folder))):
        yield f"still alive: {alive}"
    record = folder / "out.json"
    if one.number is not None and one.command in KEPT:
        if not record.exists():
            yield "no record of what was finished"
            return
        complete = json.loads(record.read_text(encoding="utf-8")).get("complete")
        if complete is not (code == 0) and not (
            complete and code in STOPS.values()
        ):  # which may come after the last of the work
            yield f"complete is {complete} with exit {code}"


def _alive(marked: str) -> Iterator[int]:
    """The processes whose environment names the folder."""
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if marked.encode() in place.read_bytes():
                yield int(place.parent.name)
        except OSError:
            continue
