"""What the commands have in common: lists by comma, adapters that may be missing, files that must have a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

from nablacheck.reference.errors import InputError, MissingFramework, unknown

T = TypeVar("T")

DTYPES = ("float32", "float64")


def split(known: Iterable[str], kind: str) -> Callable[[click.Context, click.Parameter, str], tuple[str, ...]]:
    """The callback of an option that takes names by comma, each once; InputError for one that is not known."""

    def names(ctx: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
        for name in given:
            if name not in known:
                raise unknown(kind, name, known)
        return given

    return names


def by_default(option: str) -> bool:
    """Whether nobody gave the option of the command that runs."""
    return click.get_current_context().get_parameter_source(option) == click.core.ParameterSource.DEFAULT


def loaded(wanted: Iterable[str], load: Callable[[str], T], all_of_them: bool) -> tuple[list[T], list[str]]:
    """What `load` gives for the names that are there, and why others are not; one that was asked for by name must be."""
    ready, skipped = [], []
    for name in wanted:
        try:
            ready.append(load(name))
        except MissingFramework as error:
            if not all_of_them:
                raise
            skipped.append(str(error))
    return ready, skipped


def in_a_folder(option: str, file: Path | None) -> None:
    """InputError where the file that an option names cannot be written for want of its folder."""
    if file and not file.resolve().parent.is_dir():
        raise InputError(f"{option} {file}: the folder {file.resolve().parent} does not exist; give a file in one that does.")
