"""Every mistake of the tables, planted alone: the first line blames its equation, and a name predicts every number."""

import pytest

from nablacheck import check

from miswritten import planted

EVERY = list(planted())
SOME = EVERY[::12]


def blamed_and_named(one):
    report = check(one.function, activations=list(one.activations), cost=one.cost)
    equation, l = one.equation, one.layer

    assert report.outcome == "wrong", str(report)
    assert report.explanation.startswith(f"the function breaks {equation} at layer {l} of 4.\n"), str(report)
    assert len(report.diagnoses) == 1, str(report)
    mistakes = report.diagnoses[0].mistakes
    assert {mistake.equation for mistake, _ in mistakes} <= {equation}, str(report)
    assert {frozenset(layers) for _, layers in mistakes} <= {frozenset({l})}, str(report)
    assert "(predicts every number)" in report.explanation


@pytest.mark.slow
@pytest.mark.parametrize("one", SOME, ids=str)
def test_some_mistakes_are_blamed_and_named(one):
    blamed_and_named(one)


@pytest.mark.slow
@pytest.mark.parametrize("one", EVERY, ids=str)
def test_every_mistake_of_the_tables_is_blamed_and_named(one):
    blamed_and_named(one)


def test_there_are_many():
    assert len(EVERY) > 90
