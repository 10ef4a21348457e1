"""The judge in blocks of rows says what it says of whole arrays, and takes no more memory than it was given."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.judging.in_blocks import judge_trace_in_blocks
from nablacheck.oracle.judging.settled import Settled
from nablacheck.oracle.ledger import Defect, Shown, with_defects
from nablacheck.oracle.ledger.defect import LINE
from nablacheck.oracle.measuring.memory import peak
from nablacheck.oracle.measuring.speed import drawn
from nablacheck.reference.activations.smooth import tanh
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

from helpers.planted import PLANTED, entry
from helpers.small_problems import problem as example

MINE = Adapter("mine", "numpy", gradient=backprop, trace=backprop)
FUSED, AGAIN = replace(MINE, fuses=True), replace(MINE, recomputes=True)
ROOM = 2**20
"""Bytes in which a problem of the tests fits many times."""


def least(problem, trace, adapter=MINE):
    """The least memory in which a problem can be judged: then most blocks are a row or two."""
    memory = 1.0
    while memory < ROOM:
        try:
            judge_trace_in_blocks(problem, trace, adapter, memory)
        except InputError:
            memory *= 2
        else:
            return memory
    raise AssertionError(f"{problem} does not fit into {ROOM} bytes.")


def told(verdict):
    """Of each comparison what a verdict tells of it, in whole numbers."""
    return [
        (c.equation, c.layer, c.letter, c.outcome, c.entries, c.decided, c.many_drowned, c.many_unexplained, c.unbounded)
        for c in verdict.comparisons
    ]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("adapter", [MINE, FUSED, AGAIN], ids=["plain", "fused", "computed again"])
@pytest.mark.parametrize("activation", ["sigmoid", "relu", "softmax", "gelu"])
def test_blocks_and_whole_arrays_say_the_same(activation, adapter, dtype):
    problem = example(activations=("sigmoid", activation, "sigmoid"), dtype=dtype)
    trace = backprop(problem)
    blocks = judge_trace_in_blocks(problem, trace, adapter, least(problem, trace, adapter))

    assert all(isinstance(c, Settled) for c in blocks.comparisons)
    assert told(blocks) == told(judge_trace(problem, trace, adapter))


@pytest.mark.parametrize("planted", PLANTED, ids=str)
@pytest.mark.parametrize("draws", [False, True])
def test_a_planted_mistake_is_told_in_the_same_words(planted, draws):
    problem = example()
    if draws:
        problem = problem.map(lambda array: np.stack([array, array]))
    wrong = planted.plant(problem, backprop(problem))
    whole = judge_trace(problem, wrong, MINE)
    blocks = judge_trace(problem, wrong, MINE, memory=least(problem, wrong))
    lines = lambda verdict: [line for line in verdict.explain().splitlines() if "looks like" not in line]

    assert whole.disagrees
    assert told(blocks) == told(whole)
    assert lines(blocks) == lines(replace(whole, looks_like=None, remarks=()))


@pytest.mark.parametrize("letter", ["z", "a", "delta", "nabla_b", "nabla_w"])
def test_nan_is_wrong_in_blocks_as_well(letter):
    problem = example()
    wrong = entry(letter, 3, lambda number: np.nan)(problem, backprop(problem))

    assert told(judge_trace_in_blocks(problem, wrong, MINE, ROOM)) == told(judge_trace(problem, wrong, MINE))


def test_masks_and_weights_of_examples_are_taken_by_rows():
    plain = example()
    rng = np.random.default_rng(0)
    masks = {
        l: rng.integers(0, 2, (n, plain.batch)).astype(float)
        for l, n in plain.network.widths.items()
        if 1 < l < plain.network.L
    }
    problem = replace(plain, masks=masks, weights_of_examples=np.arange(1.0, plain.batch + 1)[None])
    trace = backprop(problem)
    blocks = judge_trace_in_blocks(problem, trace, MINE, least(problem, trace))

    assert blocks.agrees, blocks.explain()
    assert judge_trace_in_blocks(replace(problem, masks={}), trace, MINE, ROOM).disagrees


@pytest.mark.parametrize("scale", [2.0**-900, 2.0**900])
def test_norms_of_parts_add_up_far_out_as_well(scale):
    """Squares of such numbers leave float64."""
    rng = np.random.default_rng(0)
    network = Network({2: rng.normal(size=(7, 5)) * scale}, {2: np.zeros((7, 1))}, {2: "identity"}, "quadratic")
    problem = Problem(network, rng.normal(size=(5, 2)), np.zeros((7, 2)))
    trace = backprop(problem)

    assert told(judge_trace_in_blocks(problem, trace, MINE, least(problem, trace))) == told(judge_trace(problem, trace, MINE))


def test_what_a_defect_explains_is_known_in_blocks_as_well(monkeypatch):
    steep = tanh.variant(prime=lambda z, a, xp: 2 * (1 - a * a))
    shown = Shown("print(1)", "1", "2")
    defect = Defect(steep.name, True, "numpy", ("float64",), LINE, "too large", shown, uses=lambda entry: steep)
    monkeypatch.setattr(Defect, "present", True)  # as if the installed release had answered so
    problem = example()
    wrong = backprop(with_defects(problem, [defect], MINE))

    assert judge_trace_in_blocks(problem, wrong, MINE, ROOM, ledger=[]).disagrees
    assert judge_trace_in_blocks(problem, wrong, MINE, ROOM, ledger=[defect]).agrees


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_more_memory_is_taken_than_was_given(dtype):
    problem = drawn((700, 500, 10), 8, dtype)
    trace, memory = backprop(problem), 2 * ROOM
    in_blocks, whole = partial(judge_trace_in_blocks, memory=memory), judge_trace
    most, at_once = (peak(lambda judge=judge: judge(problem, trace, MINE)) for judge in (in_blocks, whole))

    assert most <= memory < at_once


@pytest.mark.parametrize(
    ("memory", "says"),
    [
        (100, "(23) z of layer 2 needs"),
        (0, "memory is 0; give a positive number of bytes."),
        (-1.0, "memory is -1.0; give"),
        (float("nan"), "memory is nan; give"),
        ("4 GB", "memory is '4 GB'; give"),
        (True, "memory is True; give"),
        (1j, "memory is 1j; give"),
        (np.complex64(1), "give a positive number of bytes."),
        (-np.inf, "memory is -inf; give"),
        (np.array([1e9]), "give a positive number of bytes."),
    ],
)
def test_what_is_no_memory_is_refused(memory, says):
    problem = example()

    with pytest.raises(InputError, match="memory") as refused:
        judge_trace(problem, backprop(problem), MINE, memory=memory)
    assert says in str(refused.value)


@pytest.mark.parametrize("memory", [np.inf, 10**400, np.float32(1e9), np.int64(10**9)])
def test_more_than_enough_is_enough(memory):
    problem = example()

    assert judge_trace(problem, backprop(problem), MINE, memory=memory).agrees
