"""Other tools' rules are called for real: each accepts what is right, refuses what is grossly wrong, and leaves no trace."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging import sharpening
from nablacheck.oracle.trust import compare, rivals
from nablacheck.oracle.trust.compare import SMALL, Score, book_case, case, small_cases, try_22, try_small, wrong_gradients
from nablacheck.oracle.trust.ours import OURS
from nablacheck.oracle.trust.stages import QUICK, _score
from nablacheck.oracle.trust.twentytwo import faults
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError, MissingFramework

from conftest import missing

pytestmark = pytest.mark.slow

NUMPY = Adapter("numpy", "numpy", gradient=backprop, trace=backprop)


@pytest.fixture(scope="module")
def plain():
    """3-5-4-3 in float64."""
    return next(given for given in small_cases(NUMPY, 1) if given.problem.dtype == np.float64)


@pytest.fixture(params=rivals.names())
def tool(request):
    try:
        return rivals.rival(request.param)
    except MissingFramework as error:
        missing(request.config, "tools", str(error))


def grossly(trace):
    """Every partial derivative off by a thousand: what a tolerance of 0.01 for each entry of an array still sees."""
    nabla_b, nabla_w = ({l: array + 1000 for l, array in layers.items()} for layers in (trace.nabla_b, trace.nabla_w))
    return replace(trace, nabla_b=nabla_b, nabla_w=nabla_w)


def test_a_tool_accepts_the_correct_gradient_and_refuses_a_grossly_wrong_one(tool, plain):
    accepts = tool.prepare(plain)

    assert accepts(plain.correct)
    assert not accepts(grossly(plain.correct))


def test_a_tool_is_not_asked_in_a_dtype_that_it_is_not_made_for(tool):
    single = next(given for given in small_cases(NUMPY, 1) if given.problem.dtype == np.float32)
    score = Score(tool.name, tool.rule)
    try_small(tool, single, (), score)

    assert score.correct == ({"float32": 1} if "float32" in tool.dtypes else {})


def test_a_tool_leaves_the_global_generator_and_the_problem_alone(tool, plain):
    state, before = np.random.get_state()[1].copy(), {name: array.copy() for name, array in plain.problem.arrays.items()}
    tool.prepare(plain)(plain.correct)

    assert (np.random.get_state()[1] == state).all()
    assert all((before[name] == array).all() for name, array in plain.problem.arrays.items())


@pytest.mark.parametrize(
    ("name", "needs", "extra"),
    [
        ("gradcheck", "torch", "torch"),
        ("jax check_grads", "jax", "jax"),
        ("chex assert_numerical_grads", "chex", "trust"),
        ("autograd check_grads", "autograd", "trust"),
        ("scipy check_grad", "scipy", "trust"),
    ],
)
def test_a_tool_that_is_not_installed_says_what_to_type(name, needs, extra, monkeypatch):
    for loaded in [needs, *(module for module in sys.modules if module.startswith(f"{needs}."))]:
        monkeypatch.setitem(sys.modules, loaded, None)
    monkeypatch.delitem(sys.modules, f"nablacheck.oracle.trust.rivals.{rivals._HOMES[name][0]}", raising=False)

    with pytest.raises(
        MissingFramework, match=f"{name} needs {needs}, which is not installed: pip install 'nablacheck.{extra}.'"
    ):
        rivals.rival(name)


def test_an_unknown_tool_is_refused():
    with pytest.raises(InputError, match="unknown tool 'gradchek': did you mean gradcheck"):
        rivals.rival("gradchek")


# --- the 22 -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book():
    return book_case(NUMPY)


def test_there_are_22_and_each_changes_a_gradient(book):
    changed = {
        name: any((mine != right).any() for mine, right in rivals.pairs(fault(book.problem, book.correct), book.correct))
        for name, fault in faults().items()
    }

    assert len(changed) == 22
    assert all(changed.values())


@pytest.mark.parametrize("ours", OURS, ids=lambda rival: rival.name)
def test_all_22_are_caught_and_the_control_is_clean(ours, book):
    score = Score(ours.name, ours.rule)
    try_22(ours, book, score)

    assert (score.of_22, score.control, score.missed) == (22, True, [])


def test_a_tool_that_accepts_everything_catches_none(book):
    score = Score("credulous", "")
    try_22(rivals.Rival("credulous", "", lambda given: lambda claimed: True), book, score)

    assert (score.of_22, score.control) == (0, True)
    assert score.missed == list(faults())


# --- the sample -------------------------------------------------------------------------------------------------------


def test_the_wrong_gradients_are_wrong_and_all_of_them_are_caught_on_a_trace(plain):
    wrong = wrong_gradients(plain, 40)
    accepts = OURS[0].prepare(plain)

    assert len(wrong) >= 40
    assert len({fault.family for fault in wrong}) >= 5
    assert not any(accepts(fault.trace) for fault in wrong)


def test_nothing_decided_is_no_alarm_and_nothing_caught(monkeypatch):
    """Gradients alone at float32 behind many layers: in balls, rounding could explain more than zonotopes allow."""
    deep = compare.Architecture((4,) * 20 + (3,), ("sigmoid",) * 20, "quadratic", 3, 1.0, "contiguous")
    given = compare.problem(compare.Seeded(1), deep, "float32", 1, "deep", ("full",)).problem.draw(0)
    blind, scores = case(given, NUMPY), {}
    for work in (0, sharpening.WORK):
        monkeypatch.setattr(sharpening, "WORK", work)
        scores[work] = score = Score("", "")
        try_small(OURS[1], blind, wrong_gradients(blind, 40), score)
        assert score.alarms == {"float32": 0}

    balls, both = scores.values()
    assert balls.caught < both.caught <= both.wrong


def test_what_a_tool_raises_that_is_no_refusal_is_its_row(plain):
    def broken(given):
        raise TypeError("no such thing\nmore")

    score = Score("broken", "")
    _score(QUICK, rivals.Rival("broken", "", broken), score, plain, [])

    assert score.error == "TypeError: no such thing"
    assert len(SMALL) == 3
