"""Graphs by command: a template, a claim that is judged, a function that is checked; and what is none of these."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.problem_files import read_problem
from nablacheck.oracle.commands.cli import main
from nablacheck.reference import graph_backprop

WORDS = "3; dense 4 tanh; residual_block 5"
MINE = """
import numpy as np
from nablacheck.reference import Plan, blocks

def backprop(p, x, y, skip=1.0):
    m = x.shape[1]
    a2 = np.tanh(p["w2"] @ x + p["b2"])
    a3 = np.tanh(p["w3"] @ a2 + p["b3"])
    a4 = np.tanh(p["w4"] @ a3 + p["b4"] + a2)
    d4 = (a4 - y) / m * (1 - a4**2)
    d3 = p["w4"].T @ d4 * (1 - a3**2)
    d2 = (p["w3"].T @ d3 + skip * d4) * (1 - a2**2)
    total = lambda d: d.sum(axis=1, keepdims=True)
    slopes = {"w2": d2 @ x.T, "b2": total(d2), "w3": d3 @ a2.T, "b3": total(d3), "w4": d4 @ a3.T, "b4": total(d4)}
    return {name: slope.astype(x.dtype) for name, slope in slopes.items()}

def forgets(p, x, y):
    return backprop(p, x, y, skip=0.0)

def raises(p, x, y):
    return p["w9"]

def planned():
    plan = Plan(3)
    blocks.residual_block(plan, plan.dense(1, 4, "tanh"), 5)
    return plan

PLAN, GRAPH, NUMBER = planned(), planned().graph("quadratic"), 3

def broken():
    raise RuntimeError("no")
"""


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE, encoding="utf-8")
    return path


@pytest.mark.parametrize("graph", [WORDS, "{mine}:planned", "{mine}:PLAN", "{mine}:GRAPH"])
def test_a_right_function_is_right(mine, graph):
    result = invoke("check", f"{mine}:backprop", "--graph", graph.format(mine=mine))

    assert result.exit_code == 0, result.output
    assert result.output.startswith("right to ")


def test_a_graph_in_a_file_is_one_too(mine, tmp_path):
    file = tmp_path / "graph.json"
    assert invoke("template", file, "--graph", WORDS).exit_code == 0

    assert invoke("check", f"{mine}:backprop", "--graph", file, "-c", "dtype=float32", "-c", "seed=4").exit_code == 0


def test_a_wrong_function_is_wrong_with_layer_and_link(mine):
    result = invoke("check", f"{mine}:forgets", "--graph", WORDS)

    assert result.exit_code == 1
    assert "looks like: what layer 4 (skip of layer 2) sends back to layer 2 is left out" in result.output
    said = json.loads(invoke("check", f"{mine}:forgets", "--graph", WORDS, "--json", "-").output)
    assert (said["mistake"]["layer"], said["mistake"]["link"]) == (4, "skip")


def test_a_function_that_raises_is_unusable(mine):
    result = invoke("check", f"{mine}:raises", "--graph", WORDS)

    assert result.exit_code == 2
    assert result.output.startswith(
        "unusable\nmine.py:21, in raises: KeyError: 'w9'.\n  It was called as raises(parameters, x, y)"
    )


@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_a_template_is_judged_with_slopes(tmp_path, suffix):
    file, claimed = tmp_path / f"graph{suffix}", tmp_path / "claimed.npz"
    result = invoke("template", file, "--graph", WORDS, "--batch", "3", "--dtype", "float32", "--cost", "mse")
    assert result.exit_code == 0
    assert "layer 4, 4: tanh(dense of w4 and layer 3 + skip of layer 2 + b4)" in result.output
    assert "Add nabla_w2, nabla_b2, nabla_w3, nabla_b3, nabla_w4, nabla_b4, then: nablacheck judge" in result.output
    problem = read_problem(file).problem
    slopes = {f"nabla_{name}": slope for name, slope in graph_backprop(problem).slopes.items()}
    spec = json.dumps(json.loads(file.read_text())["spec"]) if suffix == ".json" else np.load(file)["spec"]
    for factor, code in ((1, 0), (2, 1)):
        np.savez(claimed, spec=spec, **problem.arrays, **{name: factor * slope for name, slope in slopes.items()})
        judged = invoke("judge", claimed, "--json", "-")
        assert judged.exit_code == code, judged.output
        schema = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(json.loads(judged.output))


def test_a_template_without_slopes_is_unusable(tmp_path):
    invoke("template", tmp_path / "graph.npz", "--graph", WORDS)
    result = invoke("judge", tmp_path / "graph.npz")

    assert result.exit_code == 2
    assert "it claims no slopes; add nabla_w2, nabla_b2" in result.output


BAD = {
    "words that are none": (("--graph", "3; dens 4"), "unknown block 'dens'"),
    "a thing that is not there": (("--graph", "{mine}:plan"), "unknown graph of"),
    "a thing that is none": (("--graph", "{mine}:NUMBER"), "is of type int; give a Graph, a Plan, or a function for one."),
    "a function that raises": (("--graph", "{mine}:broken"), "was called without arguments: RuntimeError: no."),
    "a function for none": (("--graph", "{mine}:backprop"), "was called without arguments: TypeError"),
    "a file that is not there": (("--graph", "none.npz"), "there is no file none.npz."),
    "a chain in a file": (("--graph", "{chain}"), "holds a chain of the book, and no graph"),
    "a convention of chains": (("--graph", WORDS, "-c", "widths=2,3"), "widths is about a chain; with --graph there are cost,"),
    "an unknown cost": (("--graph", WORDS, "-c", "cost=cce"), "unknown cost 'cce'"),
    "a cost that does not fit": (("--graph", WORDS, "-c", "cost=cross-entropy"), "needs outputs between 0 and 1"),
    "a narrow dtype": (("--graph", WORDS, "-c", "dtype=float16"), "a graph is checked in 'float32' or 'float64'."),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_asked_is_one_sentence(mine, tmp_path, kind):
    options, sentence = BAD[kind]
    invoke("template", tmp_path / "chain.npz")
    given = [str(option).format(mine=mine, chain=tmp_path / "chain.npz") for option in options]
    result = invoke("check", f"{mine}:backprop", *given)

    assert result.exit_code == 2, result.output
    assert result.output.startswith("Error: ")
    assert sentence in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("option", [("--widths", "2,3"), ("--activations", "tanh"), ("--targets", "one-hot")])
def test_a_template_of_a_graph_takes_nothing_of_chains(tmp_path, option):
    result = invoke("template", tmp_path / "graph.npz", "--graph", WORDS, *option)

    assert result.exit_code == 2
    assert result.output == f"Error: {option[0]} is about a chain; a graph has its own: leave it out.\n"
