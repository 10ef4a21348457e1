"""The commands are imported one by one."""

import subprocess
import sys

import click
import pytest

from nablacheck.oracle.commands.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_the_name_that_it_is_asked_for_by(name):
    command = main.commands[name]

    assert isinstance(command, click.Command)
    assert command.name == name


def test_names_are_in_the_order_of_the_alphabet():
    assert list(main.commands) == sorted(COMMANDS)
    assert len(main.commands) == len(COMMANDS)


def imported(*asks):
    lines = ["import sys", "from nablacheck.oracle.commands.cli import main", *asks, "print(*sys.modules)"]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    return {name.rpartition(".")[2] for name in done.stdout.split() if ".oracle.commands." in name}


def test_a_command_imports_no_other():
    others = {module.partition(":")[0] for name, module in COMMANDS.items() if name != "check"}

    assert others.isdisjoint(imported("main.commands['check']"))
    assert others <= imported("[*main.commands.values()]")


def test_an_unknown_command_is_one_sentence():
    done = subprocess.run([sys.executable, "-m", "nablacheck", "chek"], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "No such command 'chek'." in done.stderr  # from click 8.3 on it asks whether 'check' was meant
