"""A Python that imports whatever this one imports, but for this library: a virtual environment of links, made in a moment."""

from __future__ import annotations

import os
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

LIBRARY = __name__.partition(".")[0]


def python_without_us(place: Path) -> Path:
    """The interpreter of a new environment in that folder, for programs that it starts too; OSError where there is no room.

    What lies beside this library is linked into a folder of its own, where links can be made; where they cannot, the library
    stays to be found.
    """
    builder = venv.EnvBuilder(symlinks=os.name != "nt")
    builder.create(place)
    program = Path(builder.ensure_directories(place).env_exe)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place), "platbase": str(place)}))
    packages.mkdir(parents=True, exist_ok=True)
    folders = "\n".join(_folders(packages / "beside"))
    (packages / "as_they_are_found.pth").write_text(folders, encoding=_encoding())
    return program


def _encoding() -> str:
    """The encoding in which Python reads a .pth file."""
    return "utf-8" if sys.version_info >= (3, 13) else "locale"


def _folders(place: Path) -> Iterator[str]:
    """Where modules are looked for, in order, without what is ours."""
    standard = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
    for i, folder in enumerate(map(Path, filter(None, sys.path))):
        if str(folder) not in standard and folder.exists():
            ours = folder.is_dir() and any(_is_ours(entry.name) for entry in folder.iterdir())
            yield str(_linked(folder, place / str(i)) if ours else folder.absolute())


def _linked(folder: Path, place: Path) -> Path:
    """A folder of links to all that lies in another, but for this library."""
    place.mkdir(parents=True)
    for entry in folder.iterdir():
        if not _is_ours(entry.name):
            try:
                (place / entry.name).symlink_to(entry.absolute(), target_is_directory=entry.is_dir())
            except OSError:
                return folder.absolute()
    return place


def _is_ours(name: str) -> bool:
    """Whether a file or folder of a path is this library, or says of it where it is."""
    return name.partition(".")[0].partition("-")[0] == LIBRARY or f"__{LIBRARY}" in name or f".{LIBRARY}" in name
