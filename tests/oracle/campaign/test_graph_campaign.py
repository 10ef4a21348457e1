"""Random graphs in a run: what is wrong is found, made small, written, and shows itself again from its file."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck import Adapter
from nablacheck.oracle import random_graph
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.campaign.graph_minimising import minimised_graph
from nablacheck.oracle.campaign.graph_verdicts import graph_verdicts
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.judging.graph_observe import observed_on_graph
from nablacheck.reference import GraphProblem, InputError, Plan, blocks, graph_backprop

from helpers import planted_graph_adapter
from helpers.planted_graph_adapter import forgets, graph_trace
from helpers.small_graphs import block

PLANTED = planted_graph_adapter.__file__
RUN = ("run", "--problems", "0", "--data", "none", "--with", PLANTED, "--adapters", "forgets", "-j", "1")


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A run over graphs that finds the planted mistake: what was printed, and the record."""
    folder = tmp_path_factory.mktemp("run")
    record = folder / "run.json"
    result = invoke(*RUN, "--graphs", "6", "--dtype", "float64", "--findings", folder / "found", "--json", record)
    return result, json.loads(record.read_text(encoding="utf-8"))


def test_a_mistake_is_found_and_said_once(found):
    result, record = found

    assert result.exit_code == 1, result.output
    assert "looks like: what layer" in result.output
    assert "sends back to layer 2 is left out (predicts all" in result.output
    assert len(record["reduced"]) == 1
    assert record["links"]["dense"] == 6
    assert "links, by the graphs with them: dense 6," in result.output


def test_the_smallest_graph_has_a_skip_and_little_else(found):
    (one,) = found[1]["reduced"]

    assert one["small"]
    assert "a graph of 3 layers" in one["network"] or "a graph of 4 layers" in one["network"]
    assert "batch 1" in one["network"]
    assert one["numbers"] == "round numbers"


def test_a_finding_shows_itself_again(found):
    (one,) = found[1]["reduced"]
    again = invoke("replay", one["file"], "--with", PLANTED)
    elsewhere = invoke("replay", one["file"], "--adapter", "torch")

    assert again.exit_code == 1
    assert again.output.startswith("wrong\nforgets breaks BP2 at layer 2 of")
    pytest.importorskip("torch", reason="pip install 'nablacheck[torch]', and the same numbers are asked of PyTorch")
    assert elsewhere.exit_code == 0, elsewhere.output


def test_one_graph_is_seen_again_by_its_seed(found, tmp_path):
    (one,) = found[1]["reduced"]
    words = one["again"].split()
    assert words[:4] == ["nablacheck", "run", "--seed", words[3]]
    again = invoke(*words[1:], "-j", "1", "--minimise", "0", "--findings", tmp_path)

    assert again.exit_code == 1
    assert "looks like: what layer" in again.output


def test_an_adapter_without_graphs_is_left_out(tmp_path):
    given = ("run", "--problems", "1", "--draws", "1", "--graphs", "1", "--data", "none", "-j", "1", "--dtype", "float64")
    result = invoke(*given, "--adapters", "finite-differences", "--findings", tmp_path)

    assert result.exit_code == 0, result.output
    assert "left out: graphs on finite-differences: no graph_trace." in result.output


def test_graphs_alone_on_an_adapter_without_them_leave_nothing(tmp_path):
    given = ("run", "--problems", "0", "--graphs", "1", "--data", "none", "--adapters", "finite-differences")
    result = invoke(*given, "--findings", tmp_path)

    assert result.exit_code == 2
    assert result.output.startswith("Error: --graphs 1 --problems 0 --adapters finite-differences")


@pytest.mark.slow
def test_an_adapter_that_ends_its_process_on_a_graph_does_not_end_the_run(tmp_path):
    file = tmp_path / "dies.py"
    file.write_text(
        "import os, signal\n"
        "from nablacheck import Adapter\n"
        "dies = Adapter('dies', 'numpy', graph_trace=lambda problem: os.kill(os.getpid(), signal.SIGABRT))\n",
        encoding="utf-8",
    )
    given = ("run", "--problems", "0", "--graphs", "2", "--data", "none", "--dtype", "float64")
    result = invoke(*given, "--adapters", "dies", "--with", file, "--findings", tmp_path)

    assert result.exit_code == 1, result.output
    assert "2 problems with a disagreement that nothing explains." in result.output
    assert "signal" in result.output


def test_a_graph_in_a_file_is_run(tmp_path):
    file = tmp_path / "graph.npz"
    assert invoke("template", file, "--graph", "3; dense 4 tanh; residual_block 5").exit_code == 0
    result = invoke(
        "run", "--problems", "0", "--data", file, "--with", PLANTED, "--adapters", "forgets", "--findings", tmp_path
    )

    assert result.exit_code == 1
    assert "what layer 3 (skip of layer 2) sends back to layer 2 is left out" in result.output


def test_an_adapter_that_computes_no_graphs_cannot_replay_one(found):
    (one,) = found[1]["reduced"]
    result = invoke("replay", one["file"], "--adapter", "finite-differences")

    assert result.exit_code == 2
    assert "the adapter 'finite-differences' computes no graphs: give another one" in result.output


# --- made small -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [4, 5, 17])
def test_a_random_graph_is_made_small(seed):
    problem = random_graph(seed)
    shows = lambda p: any(v.broken for v in verdicts(p, forgets, explain=False))
    assert shows(problem)
    small = minimised_graph(problem, shows, 20)

    assert shows(small)
    assert small.network.L <= 4
    assert small.batch == 1
    assert {entry.name for entry in small.network.activations.values()} == {"identity"}
    assert small.network.cost.name == "quadratic"


def test_what_does_not_show_itself_stays_as_it_is():
    problem = random_graph(1)

    assert minimised_graph(problem, lambda p: False, 1) is problem


def test_no_time_makes_nothing_smaller():
    problem = random_graph(1)

    assert minimised_graph(problem, lambda p: True, 0).network is problem.network


# --- watched ----------------------------------------------------------------------------------------------------------


def changes(problem):
    problem.x[...] += 1
    return graph_backprop(problem)


def raises(problem):
    raise RuntimeError("no")


def exits(problem):
    raise SystemExit(3)


def narrower(problem):
    found = graph_trace(problem)
    return replace(found, slopes={name: slope.astype("float32") for name, slope in found.slopes.items()})


WATCHED = {
    "another thing": (lambda problem: 1, False, "returned int; it must be a GraphTrace"),
    "slopes that are missing": (
        lambda problem: replace(graph_trace(problem), slopes={}),
        False,
        "returned slopes without 'w2'",
    ),
    "an error": (raises, False, "raised RuntimeError: no"),
    "an exit": (exits, False, "called exit(3); it must return"),
    "a changed input": (changes, True, "changed its input x"),
    "another dtype": (narrower, True, "returned slopes['w2'], slopes['b2']"),
}


@pytest.mark.parametrize("kind", WATCHED)
def test_what_an_adapter_breaks_besides_the_numbers_is_seen(kind):
    function, there, sentence = WATCHED[kind]
    problem = block("residual")
    result, (breach, *others) = observed_on_graph(function, problem)

    assert (result is not None) == there
    assert breach.startswith(sentence)
    assert others == []
    verdict = next(graph_verdicts(problem, Adapter("mine", "numpy", graph_trace=function)))
    assert breach in verdict.breaches
    assert verdict.outcome == "wrong"


def test_an_adapter_without_graphs_is_refused():
    with pytest.raises(InputError, match="the adapter 'mine' computes no graphs"):
        list(graph_verdicts(block("residual"), Adapter("mine", "numpy")))


def test_a_z_that_is_computed_once_more_may_be_read_where_somebody_declares_it():
    """Of relu(z) every bit is that of z; a z that is wrong by more than rounding stays wrong."""
    plan = Plan(2, dtype="float32")
    plan.dense(plan.dense(1, 3, "relu"), 1)
    problem = GraphProblem(plan.graph("quadratic"), np.ones((2, 2), "float32"), np.ones((1, 2), "float32")).map(abs)
    right, at = graph_backprop(problem), 2
    said = lambda adapter: next(graph_verdicts(problem, adapter)).broken

    def returning(a, **declared):
        trace = replace(right, a={**right.a, at: a})
        return Adapter("mine", "numpy", graph_trace=lambda p: trace, **declared)

    beside, far = (right.a[at] * np.float32(1 + k * np.finfo("float32").eps) for k in (1, 1024))
    assert (right.a[at] == right.z[at]).all()
    assert said(returning(beside))[0].equation == said(returning(far))[0].equation == "(23) σ"
    assert "(23) σ" not in [c.equation for c in said(returning(beside, reads_anew=lambda *link: True))]
    assert said(returning(far, reads_anew=lambda *link: True))[0].equation == "(23) σ"


def test_a_delta_that_is_computed_once_more_may_be_read_where_somebody_declares_it():
    """δ^2 is what is left of large terms: what was returned and what the slopes were made of lie in the ball of BP2 both."""
    plan = Plan(1)
    blocks.residual_block(plan, plan.dense(1, 1, "identity"), 1, "identity")
    numbers = {"w2": 1.0, "b2": 0.0, "w3": 1.0, "b3": 0.0, "w4": -1 + 2**-20, "b4": 0.0}
    parameters = {name: np.full((1, 1), number, "float32") for name, number in numbers.items()}
    problem = GraphProblem(plan.graph("quadratic").with_parameters(parameters), *np.ones((2, 1, 1), "float32"))
    right = graph_backprop(problem)
    u = np.finfo("float32").eps / 2
    once_more = right.slopes["w2"] + (abs(right.delta[3]) * u).astype("float32")
    trace = replace(right, slopes={**right.slopes, "w2": once_more})
    said = lambda adapter: next(graph_verdicts(problem, adapter)).broken

    assert once_more != right.slopes["w2"]
    assert said(Adapter("mine", "numpy", graph_trace=lambda p: trace))
    assert not said(Adapter("mine", "numpy", graph_trace=lambda p: trace, reads_anew=lambda *link: True))
