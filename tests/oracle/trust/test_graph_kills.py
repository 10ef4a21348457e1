"""Mistakes that are planted in graphs: caught on traces, named with layer and link, and caught from slopes alone."""

from dataclasses import replace

import pytest

from nablacheck.oracle import random_graph
from nablacheck.oracle.trust import graph_kills
from nablacheck.oracle.trust.graph_kills import try_graph
from nablacheck.oracle.trust.kill import Kills
from nablacheck.oracle.trust.modes import GRAPH_GRADIENT, GRAPH_TRACE
from nablacheck.oracle.trust.stages import NUMPY
from nablacheck.reference import graph_backprop

from helpers.small_graphs import block


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_mistake_that_exceeds_its_bound_is_caught(dtype):
    kills = Kills()
    for seed in range(6):
        try_graph(random_graph(seed, dtype), NUMPY, kills)
    trace, alone = (kills.total(mode, dtype) for mode in (GRAPH_TRACE, GRAPH_GRADIENT))

    assert not kills.missed
    assert not kills.alarms
    assert kills.correct == {("numpy, graphs", dtype): 6}
    assert trace.exceeding == trace.caught == trace.of_trace_caught > 100
    assert 100 * trace.named >= 99 * trace.exceeding, kills.misnamed
    assert alone.exceeding == alone.caught > 0
    assert dtype == "float32" or 100 * alone.of_trace_caught >= 98 * alone.of_trace > 0


def test_what_gives_the_same_numbers_as_another_mistake_is_named_by_either():
    """Of two examples, a sum in place of their mean is twice of it."""
    kills = Kills()
    try_graph(block("residual"), NUMPY, kills)
    count = kills.counts[GRAPH_TRACE, "float64", "times m"]

    assert count.exceeding == count.named == 6
    assert not kills.misnamed


@pytest.mark.parametrize("planted", ["sees nothing", "sees twice of every slope"])
def test_a_judge_that_is_wrong_is_seen(planted, monkeypatch):
    """The planted mistake: whatever is given, it is called right, or wrong."""
    judge = graph_kills.judge_graph_trace

    def blind(problem, trace, adapter):
        twice = {name: 2 * slope for name, slope in trace.slopes.items()}
        return judge(problem, graph_backprop(problem) if planted == "sees nothing" else replace(trace, slopes=twice), adapter)

    monkeypatch.setattr(graph_kills, "judge_graph_trace", blind)
    kills = Kills()
    try_graph(block("residual"), NUMPY, kills)
    total = kills.total(GRAPH_TRACE, "float64")

    if planted == "sees nothing":
        assert len(kills.missed) == total.exceeding > 0
        assert kills.missed[0].startswith("trace of a graph, numpy: what layer 3 (dense of w3 and layer 2) sends back")
        assert total.caught == total.named == 0
    else:
        (alarm,) = kills.alarms
        assert alarm.startswith("numpy breaks BP4 at w2.")
