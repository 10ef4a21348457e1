"""A file that is judged in little memory: the same answer, in blocks of rows."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.files import contents
from nablacheck.oracle.checking.problem_files import judged, read_problem
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.judging.compared import RIGHT, WRONG
from nablacheck.oracle.judging.settled import Settled
from nablacheck.oracle.measuring.memory import peak
from nablacheck.oracle.measuring.speed import drawn
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem as example

PLENTY = 2**20
WORDS = "3; dense 4 tanh; residual_block 5"


def invoke(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def claimed(path, problem, change=lambda name, array: array):
    """The file of a problem with the gradients of the reference, changed by name."""
    arrays, trace = contents(problem), backprop(problem)
    for letter, layers in (("nabla_b", trace.nabla_b), ("nabla_w", trace.nabla_w)):
        arrays |= {f"{letter}{l}": change(f"{letter}{l}", array) for l, array in layers.items()}
    np.savez(path, **arrays)
    return path


def one_off(name):
    """Doubles the largest entry of an array, and leaves the others."""

    def change(of, array):
        array = array.copy()
        if of == name:
            array[np.unravel_index(np.argmax(abs(array)), array.shape)] *= 2
        return array

    return change


def least(claim):
    """The least memory in which a claim can be judged, by doubling."""
    memory = 1.0
    while memory < PLENTY:
        try:
            judged(claim, memory)
        except InputError:
            memory *= 2
        else:
            return memory
    raise AssertionError(f"it does not fit into {PLENTY} bytes.")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ["tanh", "relu", "softmax"])
def test_a_right_claim_is_right_in_any_memory(activation, dtype, tmp_path):
    problem = example(activations=("sigmoid", activation, "sigmoid"), dtype=dtype)
    claim = read_problem(claimed(tmp_path / "claim.npz", problem))
    whole, blocks = judged(claim), judged(claim, least(claim))

    assert whole.outcome == blocks.outcome == RIGHT, blocks.explain()
    assert all(isinstance(c, Settled) for c in blocks.verdict.comparisons)
    assert blocks.verdict.decided == whole.verdict.decided
    assert blocks.on_its_network().keys() == whole.on_its_network().keys()


@pytest.mark.parametrize("name", ["nabla_w2", "nabla_w3", "nabla_w4", "nabla_b2", "nabla_b3", "nabla_b4"])
def test_a_wrong_entry_is_found_in_any_memory(name, tmp_path):
    claim = read_problem(claimed(tmp_path / "claim.npz", example(), one_off(name)))
    whole, blocks = judged(claim), judged(claim, least(claim))
    where = lambda judgement: [(c.letter, c.many_unexplained, c.telling.at) for c in judgement.verdict.broken]

    assert blocks.outcome == WRONG
    assert where(blocks) == where(whole)


@pytest.mark.parametrize("declared", [{"l2": 0.5}, {"l1": 0.25}, {"l2": 0.5, "l2_on_biases": True}])
def test_what_is_declared_is_taken_by_rows(declared, tmp_path):
    """The reference adds no penalty: what is declared is then missing, in every array that it is in."""
    claim = replace(read_problem(claimed(tmp_path / "claim.npz", example())), **declared)
    broken = lambda judgement: [(c.letter, c.many_unexplained) for c in judgement.verdict.broken]

    assert broken(judged(claim, least(claim))) == broken(judged(claim)) != []


def test_no_more_memory_is_taken_than_was_given(tmp_path):
    claim = read_problem(claimed(tmp_path / "claim.npz", drawn((700, 500, 10), 4)))
    memory = 2 * PLENTY
    most, whole = peak(lambda: judged(claim, memory)), peak(lambda: judged(claim))

    assert most <= memory < whole


def test_the_command_takes_a_memory_limit(tmp_path):
    right, wrong = claimed(tmp_path / "right.npz", example()), claimed(tmp_path / "wrong.npz", example(), one_off("nabla_w3"))

    assert invoke("judge", right, "--memory", PLENTY).exit_code == 0
    answer = invoke("judge", wrong, "--memory", PLENTY)
    assert answer.exit_code == 1
    assert "∇w^3[" in answer.output


@pytest.mark.parametrize(
    ("memory", "says"),
    [("100", "needs"), ("0", "memory is 0.0; give a positive number of bytes."), ("nan", "memory is nan; give")],
)
def test_what_is_no_memory_is_refused(memory, says, tmp_path):
    answer = invoke("judge", claimed(tmp_path / "claim.npz", example()), "--memory", memory)

    assert answer.exit_code == 2
    assert says in answer.output


def test_a_graph_takes_none(tmp_path):
    graph = tmp_path / "graph.npz"
    assert invoke("template", graph, "--graph", WORDS).exit_code == 0
    answer = invoke("judge", graph, "--memory", PLENTY)

    assert answer.exit_code == 2
    assert "a memory limit is there for chains of layers alone" in answer.output
