"""Mistakes that are planted in graphs: caught on traces, named with layer and link, and caught from slopes alone."""

from dataclasses import replace

import pytest

from nablacheck.oracle import random_graph
from nablacheck.oracle.trust import graph_kills
from nablacheck.oracle.trust.graph_kills import GraphKills, try_graph
from nablacheck.reference import graph_backprop

from helpers.small_graphs import block


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_mistake_that_exceeds_its_bound_is_caught(dtype):
    kills = GraphKills()
    for seed in range(6):
        try_graph(random_graph(seed, dtype), kills)
    total = kills.total

    assert not kills.missed
    assert not kills.alarms
    assert total.exceeding == total.caught == total.placed > 100
    assert 100 * total.named >= 99 * total.exceeding, kills.misnamed
    assert dtype == "float32" or 100 * total.caught_alone >= 98 * total.shown > 0


def test_what_gives_the_same_numbers_as_another_mistake_is_named_by_either():
    """Of two examples, a sum in place of their mean is twice of it."""
    kills = GraphKills()
    try_graph(block("residual"), kills)

    assert kills.counts["times m"].exceeding == kills.counts["times m"].named == 6
    assert not kills.misnamed


@pytest.mark.parametrize("planted", ["sees nothing", "sees twice of every slope"])
def test_a_judge_that_is_wrong_is_seen(planted, monkeypatch):
    """The planted mistake: whatever is given, it is called right, or wrong."""
    judge = graph_kills.judge_graph_trace

    def blind(problem, trace, adapter):
        twice = {name: 2 * slope for name, slope in trace.slopes.items()}
        return judge(problem, graph_backprop(problem) if planted == "sees nothing" else replace(trace, slopes=twice), adapter)

    monkeypatch.setattr(graph_kills, "judge_graph_trace", blind)
    kills = GraphKills()
    try_graph(block("residual"), kills)

    if planted == "sees nothing":
        assert len(kills.missed) == kills.total.exceeding > 0
        assert kills.missed[0].startswith("residual, float64, BP2 at 2: ")
        assert kills.total.caught == kills.total.named == 0
    else:
        (alarm,) = kills.alarms
        assert alarm.startswith("the reference breaks BP4 at w2.")
