"""A campaign draws graphs too: what is wrong with one is made small to its condition, said once, and shown by a script."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle import random_graph
from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.finishing import links
from nablacheck.oracle.campaign.graph_narrowing import fewer_positions, narrower
from nablacheck.oracle.campaign.graph_scripts import has_words, lines_of_graph
from nablacheck.oracle.campaign.graph_verdicts import graph_verdicts
from nablacheck.oracle.campaign.plans import GRAPHS, CampaignPlan
from nablacheck.oracle.campaign.scripts import MOST, script
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.generating.random_graphs import linked
from nablacheck.reference import GraphProblem, Plan, blocks
from nablacheck.reference.links import Dense, Gain, Window, flattened

from helpers import planted_twice

PLANTED = planted_twice.__file__
START = ["--problems", "0", "--adapters", "twice", "--dtype", "float64", "--with", PLANTED, "-j", "1", "--minimise", "20"]
PLAN = CampaignPlan(3, 5, 24, 3, ("chains", "both"), ("float64",), 2 * GRAPHS + 1, ("both",))


def invoke(*arguments):
    return CliRunner().invoke(main, ["campaign", *(str(argument) for argument in arguments)])


# --- the defect that takes a weight used twice ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A campaign that meets the planted defect: its folder, what was printed, and the record."""
    pytest.importorskip("duckdb", reason="pip install 'nablacheck[campaign]'")
    pytest.importorskip("pyarrow", reason="pip install 'nablacheck[campaign]'")
    folder = tmp_path_factory.mktemp("campaign") / "c"
    result = invoke("start", folder, *START, "--graphs", 24, "--json", folder.with_suffix(".json"))
    return folder, result, json.loads(folder.with_suffix(".json").read_text(encoding="utf-8"))


def ran(script, *arguments):
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)
    return f"{done.returncode} {done.stdout}{done.stderr}"


@pytest.mark.slow
def test_it_is_found_made_small_to_its_condition_and_said_once(found):
    _, result, record = found
    (one,) = record["reduced"]

    assert result.exit_code == 1, result.output
    assert "1 thing that nothing explains." in result.output
    assert one["count"] > 1
    assert one["network"].startswith("a graph of 3 layers, 1 to 1, with dense, quadratic cost, batch 1, float64")
    assert (one["function"], one["numbers"]) == ("", "round numbers")
    assert "twice breaks BP4 at shared2." in one["explanation"]
    assert "is the weight of layer 2 (dense of shared2 and layer 1), and of layer 3 (dense of shared2 and" in one["explanation"]


@pytest.mark.slow
def test_its_script_fails_in_a_clean_process_with_the_adapter_and_passes_with_another(found):
    (one,) = found[2]["reduced"]

    assert ran(one["script"]).startswith("1 slopes['shared2'][0, 0] is ")
    assert ran(one["script"], "right").startswith("0 slopes['shared2'][0, 0] is ")
    with open(one["script"], encoding="utf-8") as file:
        assert len(file.readlines()) <= MOST


@pytest.mark.slow
def test_links_are_counted_where_they_are_told(found):
    folder, result, record = found
    counted = linked(random_graph(seed) for seed in range(24))
    page = folder / "report.html"

    assert record["links"] == dict(counted) == links(Campaign.there(folder))
    assert f"links, by the graphs with them: dense {counted['dense']}, " in result.output
    assert record["progress"]["problems"] == 24
    assert invoke("report", folder).exit_code == 1
    text = page.read_text(encoding="utf-8")
    assert "Which links were tried" in text
    assert "nablacheck campaign start NEW --problems 0 --pool 256 --seed 0 --graphs 24 --adapters twice" in text
    assert "<li>layer 3, 1: identity(dense of shared2 and layer 2)</li>" in text


# --- the work ---------------------------------------------------------------------------------------------------------


def test_the_shards_of_graphs_come_behind_those_of_chains_and_each_graph_is_there_once():
    chains = [part for part in PLAN.parts() if part[0] < 5]
    graphs = [part for part in PLAN.parts() if part[0] >= 5]
    seeds = [seed for shard, _ in graphs for seed in PLAN.seeds(shard)]

    assert len(chains) == 2 * 5
    assert graphs == [(5, "both"), (6, "both"), (7, "both")]
    assert seeds == list(range(3, 3 + 2 * GRAPHS + 1))
    assert [PLAN.count(shard) for shard in (0, 5, 7)] == [24, GRAPHS, 1]
    assert list(PLAN.seeds(4)) == []
    assert CampaignPlan.of(PLAN.as_json()) == PLAN
    assert [str(problem) for problem, _ in PLAN.given(7, "float64")] == [str(random_graph(3 + 2 * GRAPHS))]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--problems", "0"], "--problems 0 --graphs 0 leaves nothing to check."),
        (["--graphs", "2", "--only", "1"], "--only 1 is a shard of --problems: leave out --graphs, and give their number."),
        (
            ["--graphs", "2", "--adapters", "finite-differences", "-j", "1"],
            "--graphs 2: finite-differences computes no graphs: give another, as in --adapters torch.",
        ),
    ],
)
def test_what_leaves_nothing_to_do_is_one_sentence(campaign_extra, tmp_path, options, says):
    result = invoke("start", tmp_path / "c", *options)

    assert (result.exit_code, result.output) == (2, f"Error: {says}\n")
    assert not (tmp_path / "c").exists()


@pytest.mark.slow
def test_a_graph_that_ends_its_process_is_a_finding_with_the_command_that_asks_again(campaign_extra, tmp_path):
    file = tmp_path / "dies.py"
    file.write_text(
        "from posix import _exit\nfrom nablacheck import Adapter\n"
        "dies = Adapter('dies', 'numpy', graph_trace=lambda problem: _exit(7))\n",
        encoding="utf-8",
    )
    options = ["--problems", "0", "--graphs", "2", "--seed", "5", "--dtype", "float64", "-j", "1"]
    result = invoke("start", tmp_path / "c", *options, "--adapters", "dies", "--with", file)

    assert result.exit_code == 1, result.output
    assert "network: the graphs of seeds 5 to 6, seed 5, shard 0" in result.output
    assert "nablacheck campaign start NEW --seed 5 --problems 0 --graphs 2 --adapters dies" in result.output


# --- narrower ---------------------------------------------------------------------------------------------------------


def of(plan, batch=2):
    graph = plan.graph("quadratic")
    (n, p), (rows, places) = graph.inputs, graph.shapes[graph.L]
    return GraphProblem(graph, np.ones((n, p * batch)), np.ones((rows, places * batch)))


def cut(problem):
    """What the steps come to where everything that is smaller is gone on with."""
    while True:
        smaller = next((make() for make in (*fewer_positions(problem), *narrower(problem))), None)
        if smaller is None:
            return problem
        problem = smaller


def test_what_is_joined_is_cut_together():
    plan = Plan((6, 2))
    tied = blocks.tied_autoencoder(plan, 1, 5, "tanh")
    added = plan.adds(1, tied)
    plan.dense(blocks.gated_unit(plan, added, 4), 3)
    small = cut(of(plan))

    assert set(small.network.shapes.values()) == {(1, 1)}
    assert {array.shape for array in small.network.parameters.values()} == {(1, 1)}
    assert (small.x.shape, small.y.shape) == ((1, 2), (1, 2))


def test_what_moves_entries_stays_as_wide_as_it_is():
    plan = Plan((4, 3))
    seen = blocks.convolution(plan, 1, 5, Window(3, 2), "tanh")
    plan.dense(plan.dense(plan.reads(seen, flattened(plan.shapes[seen])), 6), 2)
    small = cut(of(plan))

    assert small.network.widths == {1: 4, 2: 5, 3: 10, 4: 1, 5: 1}


def test_a_table_of_what_is_moved_has_no_words():
    plan = Plan((4, 3))
    plan.dense(plan.reads(1, flattened((4, 3))), 2)
    other = Plan((4, 3))
    blocks.convolution(other, 1, 5, Window(3, 2), "tanh")

    assert not has_words(of(plan))
    assert has_words(of(other))


def test_the_lines_of_a_graph_are_the_graph():
    several = [problem for problem in map(random_graph, range(48)) if has_words(problem)]
    kinds = linked(several)
    for problem in several:
        made = {"parameters": problem.network.parameters, "x": problem.x, "y": problem.y}
        exec("\n".join(lines_of_graph(problem)), made)

        assert made["graph"].lines == problem.network.lines
        assert made["graph"].shapes == problem.network.shapes
        assert str(made["problem"].network) == str(problem.network)
    assert {"dense", "conv", "pool", "times", "gain"} <= set(kinds)


@pytest.mark.slow
def test_lines_in_the_framework_s_words_compute_what_the_adapter_does(adapter_named):
    """To the last bit: it is what the adapter does."""
    torch = adapter_named("torch")
    plan = Plan((3, 2))
    plan.layer("tanh", plan.edge(Gain(), 1, 3))
    problems = (of(plan), *map(random_graph, range(48)))
    several = [(problem, lines) for problem in problems if (lines := torch.graph_script(problem))]
    for problem, lines in several:
        made = {"np": np, "parameters": problem.network.parameters, "x": problem.x, "y": problem.y}
        exec("\n".join(lines), made)
        found = torch.graph_trace(problem)

        assert all(np.array_equal(made["slopes"][name], found.slopes[name]) for name in found.slopes)
        assert all(np.array_equal(made["delta"][l], found.delta[l]) for l in found.delta)
        assert all(np.array_equal(made[letter][l].detach(), getattr(found, letter)[l]) for letter in "za" for l in found.z)
        assert made["C"].detach() == found.cost
    assert {"dense", "transposed", "skip", "times", "conv", "gain"} <= set(linked(problem for problem, _ in several))


@pytest.mark.slow
def test_a_script_of_a_framework_needs_nothing_of_ours(adapter_named, tmp_path):
    """Here it is right in a clean process, and the finding was planted."""
    torch = adapter_named("torch")
    wrong = replace(torch, graph_trace=planted_twice.graph_trace)
    problem = cut(of(shared()))
    verdict = next(graph_verdicts(problem, wrong))
    text = script(verdict, "BP4", wrong)
    (tmp_path / "s.py").write_text(text, encoding="utf-8")

    assert "nablacheck." not in text
    assert len(text.splitlines()) <= MOST
    assert ran(tmp_path / "s.py").startswith("0 slopes['shared2'][0, 0] is ")
    assert script(verdict, "BP4", replace(wrong, graph_script=None)) is None
    (tmp_path / "s.py").write_text(text.replace("p['shared2'] @ a[2]", "1.001 * p['shared2'] @ a[2]"), encoding="utf-8")
    assert ran(tmp_path / "s.py").startswith("1 slopes['shared2'][0, 0] is ")


def shared():
    """A weight that two layers read."""
    plan = Plan(3)
    for layer in (1, 2):
        plan.layer("identity", plan.edge(Dense(), layer, 3, "shared2"))
    return plan
