"""`nablacheck check`: a function in a module or a file, its conventions on the command line, the verdict as exit code."""

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.commands.output import Output

CODE = """
import numpy as np

print("imported")

def row(w, b, x, y, prime=lambda a: a * (1 - a)):
    a = [x]
    for weight, bias in zip(w, b):
        a.append(1 / (1 + np.exp(-(a[-1] @ weight + bias))))
    delta = (a[-1] - y) * prime(a[-1])
    nabla_w, nabla_b = [], []
    for l in reversed(range(len(w))):
        nabla_w.insert(0, a[l].T @ delta)
        nabla_b.insert(0, delta.sum(axis=0))
        delta = delta @ w[l].T * a[l] * (1 - a[l])
    return nabla_w, nabla_b

def wrong(w, b, x, y):
    return row(w, b, x, y, prime=lambda a: 1)

def broken(w, b, x, y):
    raise RuntimeError("no gradient today")
"""
DECLARED = "It is right as soon as examples='rows', weights='(in, out)', biases='(n,)', gives='nabla_w nabla_b', total='sum' is"
ROWS = ["examples=rows", "weights=(in, out)", "biases=(n,)", "total=sum", "gives=nabla_w nabla_b"]


@pytest.fixture
def target(tmp_path, request):
    """A module of its own name, so that no test sees another's."""
    path = tmp_path / f"mine_{abs(hash(request.node.name))}.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def invoke(target, function, *options):
    conventions = [part for convention in ROWS for part in ("-c", convention)]
    return CliRunner().invoke(main, ["check", f"{target}:{function}", *conventions, *options])


def test_a_right_function_exits_0(target):
    result = invoke(target, "row")

    assert result.exit_code == 0, result.output
    assert result.output.startswith("right to ")


def test_a_wrong_function_exits_1_and_the_json_names_the_mistake(target):
    result = invoke(target, "wrong", "--json")
    record = json.loads(result.stdout)

    assert result.exit_code == 1
    assert (record["verdict"], record["mistake"]) == ("wrong", "sigma prime missing at the output")
    assert "δ^L is ∇_a C, without ⊙ σ′(z^L)" in record["explanation"]


@pytest.mark.slow
def test_a_function_that_cannot_be_used_exits_2(target):
    result = invoke(target, "broken")

    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert (lines[0], lines[2]) == ("unusable", "  It was called as broken(w, b, x, y) with")
    assert re.fullmatch(r"mine_\d+\.py:\d+, in broken: RuntimeError: no gradient today\.", lines[1])


def test_conventions_that_are_not_the_function_s_exit_2(target):
    """In a process of its own, as it is typed: the search has so many seconds of a processor, which other tests slow down."""
    command = [sys.executable, "-m", "nablacheck", "check", f"{target}:row"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 2, result.stderr
    assert ", in row: ValueError: " in result.stdout
    assert DECLARED in result.stdout


@pytest.mark.parametrize(
    ("function", "options", "message"),
    [
        ("rwo", (), "': did you mean row or wrong?"),
        ("row", ("-c", "examples"), "'examples' is no convention; write NAME=VALUE, as in examples=rows."),
        ("row", ("-c", "example=rows"), "unknown convention 'example': did you mean examples"),
        ("row", ("-c", "cost=quadratisch"), "unknown cost 'quadratisch'"),
    ],
)
def test_wrong_use_exits_2_with_one_sentence(target, function, options, message):
    result = invoke(target, function, *options)

    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("mine", "'mine' names no function; write module:function, or file.py:function."),
        ("no.such.module:f", "there is no module no; give the name of one, or a file that ends in .py."),
        ("no_such_file.py:f", "there is no file no_such_file.py; give a file or the name of a module."),
        ("math:pi", "math:pi is of type float; give a function."),
    ],
)
def test_a_target_that_is_not_there_exits_2(target, message):
    result = CliRunner().invoke(main, ["check", target])

    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_a_file_may_bear_the_name_of_a_module(tmp_path):
    path = tmp_path / "random.py"
    path.write_text(CODE, encoding="utf-8")

    assert invoke(path, "row").exit_code == 0


def test_a_record_goes_where_it_was_asked_for_whatever_folder_the_code_goes_to(tmp_path, monkeypatch):
    """A relative path is taken before the function is called."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    output = Output("check", "out.json")
    monkeypatch.chdir(tmp_path / "elsewhere")
    output.write({"verdict": "right"})

    assert (tmp_path / "out.json").exists()
    assert not (tmp_path / "elsewhere" / "out.json").exists()


@pytest.mark.parametrize("command", ["judge", "template", "grade"])
def test_a_name_that_no_file_can_have_exits_2(command):
    result = CliRunner().invoke(main, [command, "mine\0.npz"])

    assert result.exit_code == 2
    assert "is no name of a file: it has a null character in it." in " ".join(result.output.split())
