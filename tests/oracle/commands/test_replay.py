"""A finding is computed again from its file, by the adapter that it names or another one."""

import json

import pytest
from click.testing import CliRunner

from nablacheck.oracle.campaign.folders import Folder
from nablacheck.oracle.campaign.signs import Sign, content
from nablacheck.oracle.checking.files import write_problem
from nablacheck.oracle.commands.cli import main

from helpers import planted_adapter
from helpers.small_problems import problem

PLANTED = planted_adapter.__file__


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path):
    whole = problem((2, 20, 3), ("tanh", "sigmoid"), batch=1)
    return Folder(tmp_path)._kept("seldom", Sign("BP2"), content(whole, "seldom", Sign("BP2")))


def test_a_finding_shows_itself_again(file):
    result = invoke("replay", file, "--with", PLANTED)

    assert result.exit_code == 1, result.output
    assert result.output.startswith("wrong\nseldom breaks BP2 at layer 2 of 3.\n")


def test_another_adapter_may_be_right(file, tmp_path, adapter_named):
    adapter_named("torch")
    record = tmp_path / "again.json"
    result = invoke("replay", file, "--adapter", "torch", "--json", record)

    assert result.exit_code == 0, result.output
    assert result.output.startswith("right\ntorch agrees with every equation")
    said = json.loads(record.read_text(encoding="utf-8"))
    assert (said["verdict"], said["found"], said["adapter"], said["equations"]) == ("right", "BP2", "torch", [])


def test_an_adapter_that_is_not_there_is_asked_for(file):
    result = invoke("replay", file)

    assert result.exit_code == 2
    assert result.output == (
        "Error: the adapter 'seldom' of the finding is not there; add the file that brings it, --with FILE.py, or "
        "--adapter NAME.\n"
    )


def test_a_problem_without_a_finding_needs_an_adapter(tmp_path):
    file = write_problem(tmp_path / "problem.npz", problem())

    assert invoke("replay", file).output == f"Error: {file} names no adapter; give one, as in --adapter torch.\n"
    assert invoke("replay", file, "--adapter", "finite-differences").exit_code == 0


@pytest.mark.parametrize(
    ("finding", "says"),
    [
        ('"torch"', "finding in spec is 'torch'; it must be a JSON object of texts."),
        ('{"layer": 2}', "finding in spec is {'layer': 2}; it must be a JSON object of texts."),
    ],
)
def test_a_finding_that_is_none_is_one_sentence(tmp_path, finding, says):
    numbers = {"x": [[1.0]], "y": [[1.0]], "w2": [[1.0]]}
    spec = f'{{"activations": {{"2": "tanh"}}, "cost": "quadratic", "finding": {finding}}}'
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({**numbers, "spec": spec}), encoding="utf-8")
    result = invoke("replay", file, "--adapter", "torch")

    assert result.exit_code == 2
    assert says in result.output


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    result = invoke("replay", tmp_path / "none.npz")

    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
