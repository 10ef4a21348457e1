"""The files for other people's CI call commands that there are, with options that they have."""

import re
import shlex
from pathlib import Path

import click
import pytest

from nablacheck.oracle.commands.cli import main

RECIPES = Path(__file__).resolve().parents[3] / "examples" / "ci"
COMMAND = re.compile(r"(?:run|entry): (nablacheck .+)")


def commands(text):
    """The words of each command; what the CI fills in stands for one option's value, and `|| true` for nothing."""
    for line in COMMAND.findall(text):
        yield shlex.split(re.sub(r"\$\{\{.*?\}\}", "", line).replace("|| true", "").replace("$(date +%j)", "17"))[1:]


def unknown(words):
    """The options that the command has not, after the names of the command and the groups around it."""
    command = main
    while isinstance(command, click.Group):
        name, *words = words
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    return [word for word in words if word.startswith("-") and word not in known]


@pytest.mark.parametrize("file", sorted(RECIPES.rglob("*.y*ml")), ids=lambda file: file.name)
def test_a_recipe_calls_what_there_is(file):
    found = list(commands(file.read_text(encoding="utf-8")))

    assert found
    assert [wrong for words in found for wrong in unknown(words)] == []
    assert "\t" not in file.read_text(encoding="utf-8")


def test_an_option_or_a_command_that_is_gone_is_seen():
    assert unknown(["run", "--problems", "3", "--gone"]) == ["--gone"]
    assert unknown(["campaign", "gone"]) == ["gone"]
    assert list(commands("- run: nablacheck run ${{ inputs.arguments }} --github")) == [["run", "--github"]]
