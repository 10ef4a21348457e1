"""What frameworks compile is kept from one run to the next: most of a run is compiling, and of the same shapes again.

Frameworks read it from the environment when they are imported, so whoever asks for it says so before. Where somebody has said
already where a framework keeps what it compiles, that stays.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PLACE = "NABLACHECK_CACHE"
"""The variable that names the folder for what is kept; without it, or where it says `none`, nothing is kept.

It has to be asked for, as everything that is left in a folder has.
"""
NOWHERE = "none"
MOST = 2**28
"""Bytes; a folder that has more is emptied, since what is in it has been drawn at random and is seldom asked for again."""


def kept_in(folder: Path) -> Mapping[str, str]:
    """What to say to JAX, which by itself keeps nothing that takes less than a second to compile.

    XLA 0.8 logs an error for each program that it reads, of preferences that are no features of a processor; what does fail
    is an exception all the same.
    """
    return {
        "JAX_COMPILATION_CACHE_DIR": str(folder),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def folder() -> Path | None:
    """Where it is kept: in a folder of this machine, whose instructions it is made of; None for nowhere."""
    said = os.environ.get(PLACE, NOWHERE)
    if said in ("", NOWHERE):
        return None
    try:
        place = Path(said) / "nablacheck" / f"{platform.node()}-{platform.machine()}"
        place.mkdir(parents=True, exist_ok=True)
        if sum(file.stat().st_size for file in place.iterdir()) > MOST:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True, exist_ok=True)
    except OSError:  # no room in it is no reason not to run
        return None
    return place if os.access(place, os.W_OK) else None


@contextmanager
def compiled_is_kept() -> Iterator[None]:
    """What frameworks that are imported in the block compile is kept, theirs in processes that are started there too."""
    place = folder()
    new = {name: value for name, value in kept_in(place).items() if name not in os.environ} if place else {}
    if "JAX_COMPILATION_CACHE_DIR" not in new:  # somebody else's folder, by somebody else's rules
        new = {}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            os.environ.pop(name, None)
