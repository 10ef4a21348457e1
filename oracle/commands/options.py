"""What the commands have in common: lists by comma, adapters that may be missing, files that must have a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from nablacheck.adapters.devices import CPU, DEVICES
from nablacheck.oracle.campaign.stores import place
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.checking.texts import parts
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.reference.costs import AnyEntry
from nablacheck.reference.errors import InputError, MissingFramework, unknown
from nablacheck.reference.extensions import installed
from nablacheck.reference.quoting import printable
from nablacheck.reference.registry import Registry

T = TypeVar("T")

Names = Iterable[str] | Callable[[], Iterable[str]]
"""Names, or a function that gives them when they are asked for."""


ALL = "all"


class FileName(click.Path):
    """A path, as click has it; InputError for a name that no file can have."""

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of a text."""
        if not str(value):
            raise InputError(f"{_called(parameter)} is '', which names nothing; give a name.")
        if "\0" in str(value):
            raise InputError(f"{printable(value)} is no name of a file: it has a null character in it.")
        return super().convert(value, parameter, ctx)


class PlaceName(FileName):
    """A folder of this machine, or the address of one that fsspec reaches."""

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of a text."""
        return place(super().convert(value, parameter, ctx))


def _called(parameter: click.Parameter | None) -> str:
    """An option as it is typed, an argument as the help has it."""
    return (
        parameter.opts[0] if isinstance(parameter, click.Option) else (parameter and parameter.human_readable_name) or "a name"
    )


def split(known: Names, kind: str) -> Callable[[click.Context, click.Parameter, str], tuple[str, ...]]:
    """The callback of an option that takes names by comma, each once, or `all`; InputError for one that is not known."""

    def names(ctx: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
        there = tuple(known() if callable(known) else known)
        if given == (ALL,):
            return there
        if "" in given:
            option = parameter.opts[0]
            raise InputError(f"{option} is {value!r}; give names with one comma between them, or {ALL}.")
        for name in given:
            if name not in there:
                raise unknown(kind, name, there)
        return given

    return names


computed_on = click.option(
    "--device",
    default=CPU,
    show_default=True,
    type=click.Choice(DEVICES),
    help="Where it computes; of the accuracy and the defects of the CPU nothing is taken for known elsewhere.",
)
"""The option of commands that can ask an adapter on another device."""
WITH = "nablacheck.with"


def brought() -> tuple[str, ...]:
    """The files of `--with` of the command that runs."""
    files: tuple[str, ...] = click.get_current_context().meta.get(WITH, ())
    return files


def _extend(ctx: click.Context, parameter: click.Parameter, files: tuple[str, ...]) -> None:
    """Takes what the files and the installed packages bring, before any other option is read."""
    for refused in installed():
        Terminal(stderr=True).say(f"refused: {refused}")
    for file in files:
        extend(file)
    ctx.meta[WITH] = files


extended = click.option(
    "--with",
    "with_",
    multiple=True,
    metavar="FILE.py",
    is_eager=True,
    expose_value=False,
    callback=_extend,
    help="Take the activations, costs and adapters of this file of yours too; repeatable.",
)
"""The option of every command that can use the entries of others."""


def by_default(option: str) -> bool:
    """Whether nobody gave the option of the command that runs."""
    return click.get_current_context().get_parameter_source(option) == click.core.ParameterSource.DEFAULT


def loaded(wanted: Iterable[str], load: Callable[[str], T], all_of_them: bool) -> tuple[list[T], list[str]]:
    """What `load` gives for the names that are there, and why others are not; one that was asked for by name must be."""
    ready, skipped = [], []
    for name in wanted:
        try:
            ready.append(load(name))
        except (MissingFramework, InputError) as error:
            if not all_of_them:
                raise
            skipped.append(str(error))
    return ready, skipped


def chosen(option: str, given: str, registry: Registry[Any]) -> list[AnyEntry]:
    """The entries that an option names: `all` with every variant, `none`, or names by comma, a family with its variants."""
    if given == "none":
        return []
    wanted = list(registry) if given == ALL else parts(option, given)
    found: list[AnyEntry] = []
    for name in wanted:
        if name not in registry:
            raise unknown(f"{registry.kind} in {option}", name, (*registry, ALL, "none"))
        found += (
            [registry[member] for member in registry.families[name].variants()]
            if name in registry.families
            else [registry[name]]
        )
    return found
