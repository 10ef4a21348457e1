"""In a terminal no line is wider than it, and a command that is told can be copied; a pipe gets whole lines."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from nablacheck.oracle import commands
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.commands.exits import ending
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.reference.errors import InputError

from helpers import planted_adapter

TERMINAL = {"FORCE_COLOR": "1", "COLUMNS": "80", "TERM": "xterm"}
PIPE = {"FORCE_COLOR": None, "COLUMNS": None}
PLANTED = planted_adapter.__file__
LONG = "word " * 60 + "δ^2[0, 3]"


def told(arguments, env):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=env)
    return result.exit_code, click.unstyle(result.output)


def words(text):
    """The words of a text, whatever its lines."""
    return text.replace(" \\\n", "\n").split()


def narrow(text, width=80):
    return [line for line in re.split(r"[\r\n]", text) if cell_len(line) > width] == []  # a bar that moves is one line


TOLD = [
    ["ledger"],
    ["template", "t.npz", "--widths", "3,4,3,4,3", "--activations", "relu,softmax,relu,softmax", "--cost", "quadratic"],
    ["template", "t.npz", "--graph", "3; dense 4 relu; dense 4 relu; add 2 3; dense 2 softmax"],
    ["sweep", "--activations", "sigmoit"],
    ["sweep", "--dtype", "float8"],
    ["run", "--adapters", "trch"],
    ["run", "--problems", "0", "--data", "none"],
    ["check", "mine.py:f", "-c", "foo=1"],
    ["check", "mine.py:f", "-c", "activations=sigmoit"],
    ["check"],
    ["nothing"],
    ["judge", "a/folder/that/is/not/there/and/has/a/long/name/so/that/it/is/wider/than/a/terminal/file.npz"],
    ["replay", "none.npz"],
    ["list", "--frameworks", "torch"],
]


@pytest.mark.parametrize("arguments", TOLD, ids=" ".join)
def test_no_line_of_a_command_is_wider_than_a_terminal(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def f(w, b, x, y): return b, w\n", encoding="utf-8")
    code, shown = told(arguments, TERMINAL)
    (tmp_path / "t.npz").unlink(missing_ok=True)
    same, whole = told(arguments, PIPE)

    assert narrow(shown), shown
    assert code == same
    assert "".join(words(shown)) == "".join(words(whole))
    assert whole


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["sheet", "numpy", "--activations", "relu", "--costs", "none", "--dtype", "float64"],
        ["list", "--conventions", "--frameworks", "torch,jax"],
        ["adopt", f"{PLANTED}:alone"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_line_of_an_answer_is_wider_than_a_terminal(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    _, shown = told(arguments, TERMINAL)

    assert narrow(shown), shown
    assert len(shown.splitlines()) > 5


@pytest.mark.slow
def test_the_commands_of_a_finding_can_be_copied_out_of_a_terminal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = "--problems 24 --draws 1 --seed 31 --data none --dtype float64 --minimise 1 -j 1 --adapters seldom --with"
    shutil.copy(PLANTED, "my adapters.py")
    _, shown = told(["run", *options.split(), "my adapters.py", "--findings", "what was found"], TERMINAL)
    commands = re.findall(r"^(?:see it again|try it alone):\s+((?:.*\\\n)*.*)$", shown, re.MULTILINE)

    assert narrow(shown), shown
    assert len(commands) >= 2
    assert any("\\\n" in command for command in commands)
    for command in commands:
        program, *arguments = shlex.split(command.replace("\\\n", ""))  # as a shell does
        assert program == "nablacheck"
        code, again = told(arguments, PIPE)
        assert code == 1, again


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_signs_are_spelled_before_lines_are_broken(encoding):
    @click.command()
    def command():
        console = Terminal()
        console.say("∇_a C ⊙ σ′(z) " * 20)
        console.answer("wrong", "wrong\n" + "∇_a C ⊙ σ′(z) " * 20)

    result = CliRunner(charset=encoding).invoke(command, env=TERMINAL)
    shown = click.unstyle(result.output)

    assert result.exit_code == 0, result.exception
    assert narrow(shown), shown
    assert ("nabla" in shown) == (encoding == "ascii")


@pytest.mark.parametrize("error", [InputError(LONG), click.UsageError(LONG), OSError(5, LONG), RuntimeError(LONG)])
def test_no_error_is_wider_than_a_terminal(error):
    @click.command()
    def command():
        with ending():
            raise error

    shown, whole = (click.unstyle(CliRunner().invoke(command, env=env).output) for env in (TERMINAL, PIPE))

    assert narrow(shown), shown
    assert LONG in whole


def test_in_a_pipe_a_line_stays_as_it_is():
    text = "a\tb  " + LONG + "  [bold]x[/bold] :smile: \n  2"

    @click.command()
    def command():
        Terminal().say(text)
        Terminal(stderr=True).say(text)
        Terminal().answer("wrong", text)

    result = CliRunner().invoke(command, env=PIPE)

    assert (result.stdout, result.stderr) == (f"{text}\n" * 2, f"{text}\n")


def elsewhere(text):
    """The lines of a module by which it would tell something past the terminal."""
    return re.findall(r"^.*(?:\becho\(|\bsecho\(|soft_wrap|(?<![\w.])print\().*$", text, re.MULTILINE)


RECORDS = {"output.py": 1, "reports.py": 1}
"""Modules that write for a machine: the record of --json, annotations of GitHub."""


def test_every_command_tells_its_lines_through_the_terminal():
    (folder,) = commands.__path__
    found = {path.name: len(elsewhere(path.read_text(encoding="utf-8"))) for path in Path(folder).glob("*.py")}

    assert {name: count for name, count in found.items() if count and name != "terminal.py"} == RECORDS


@pytest.mark.parametrize("planted", ["    click.echo(x)", "console.print(x, soft_wrap=True)", "print(1)", "echo(x, err=True)"])
def test_a_planted_line_past_the_terminal_is_seen(planted):
    assert elsewhere(f"x = 1\n{planted}\nconsole.say(x)\nconsole.print(table)") == [planted]
