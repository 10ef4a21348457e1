"""A bar where somebody sees it; elsewhere a line now and then, with a total and the time that is left."""

import io

from rich.console import Console

from nablacheck.oracle.report.progress import Bar, Lines, progress


def seen(total, seconds_each, **options):
    now, out = [0.0], io.StringIO()

    def work():
        for i in range(5):
            now[0] += seconds_each
            yield i

    with Lines(Console(file=out, width=40), clock=lambda: now[0]) as bar:
        assert list(bar.track(work(), total=total, description="problems", **options)) == [0, 1, 2, 3, 4]
    return out.getvalue().splitlines()


def test_a_line_is_printed_after_every_ten_seconds():
    assert seen(5, 4) == ["problems: 3 of 5 done in 0:00:12, about 0:00:08 left"]
    assert len(seen(5, 10)) == 5
    assert seen(5, 1) == []


def test_without_a_total_no_time_is_left():
    assert seen(None, 60)[-1] == "problems: 5 done in 0:05:00"


def test_what_is_printed_goes_to_standard_error_where_nobody_sees_a_bar(capsys):
    bar = progress(Console(file=io.StringIO()))

    assert isinstance(bar, Lines)
    assert bar.console.stderr
    assert isinstance(progress(Console(file=io.StringIO(), force_terminal=True)), Bar)


def test_a_dumb_terminal_gets_lines(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")

    assert isinstance(progress(Console(file=io.StringIO(), force_terminal=True)), Lines)
