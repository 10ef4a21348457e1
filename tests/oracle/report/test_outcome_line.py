"""The sentence at the end of a run, a sweep, a training and a campaign."""

import pytest

from nablacheck.oracle.report.outcome_line import in_verdicts, outcome_line


@pytest.mark.parametrize(
    ("wrong", "decided", "says"),
    [
        (0, 7, "Nothing unexplained."),
        (0, 0, "Nothing was decided, which is no pass."),
        (1, 7, "1 thing that nothing explains."),
        (2, 0, "2 things that nothing explains."),
    ],
)
def test_what_is_wrong_comes_before_what_is_not_decided(wrong, decided, says):
    assert outcome_line(wrong, decided, "thing", "things") == says


def test_one_verdict_is_one():
    assert [in_verdicts(count) for count in (1, 2, 1000)] == ["in 1 verdict", "in 2 verdicts", "in 1,000 verdicts"]
