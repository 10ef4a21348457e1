"""The page of `nablacheck trust`: every table of a run, what was missed, and how small a fault is certain to be caught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from nablacheck.oracle.report.html_tree import Part, e
from nablacheck.oracle.report.page_charts import ON_A_PAGE, drawing_of
from nablacheck.oracle.report.page_parts import code, listed, plain_table, section, whole_page
from nablacheck.oracle.report.sensitivity_plot import draw
from nablacheck.oracle.report.trust_tables import DTYPES, grids, sentences
from nablacheck.oracle.trust.modes import TRACE
from nablacheck.oracle.trust.record import Record, total, trusted
from nablacheck.oracle.trust.sensitivity import Sensitivity
from nablacheck.reference.errors import MissingFramework

KINDS = (("missed", "missed"), ("misnamed", "caught, but named wrongly"), ("alarms", "called wrong, and correct"))
"""The lists of a record, with what is in them."""


def trust_page(record: Record, rows: Sequence[Sensitivity], command: str) -> str:
    """The text of the page of a run; `rows` are the points of its drawing, `command` is what was typed."""
    outcome = "Each fault that exceeds its bound is caught, and nothing correct is called wrong."
    if not trusted(record):
        outcome = "A fault is missed, or something correct is called wrong."
    counts = [total(record, TRACE, dtype) for dtype in DTYPES]
    numbers = (
        (
            f"{sum(count.caught for count in counts):,}",
            f"of {sum(count.exceeding for count in counts):,} faults of traces caught",
        ),
        (f"{sum(line['cases'] for line in record['correct']):,}", "correct cases"),
        *((f"{len(record[kind]):,}", says) for kind, says in KINDS),
    )
    return whole_page("nablacheck trust", outcome, not trusted(record), numbers, _sections(record, rows, command))


def _sections(record: Record, rows: Sequence[Sensitivity], command: str) -> Iterator[Element | None]:
    for grid in grids(record):
        yield section(grid.name, grid.title, plain_table(f"{grid.name}-table", grid.title, grid.headings, grid.rows))
    yield section("drawn", "The smallest fault that is certain to be caught", *_drawing(rows)) if rows else None
    yield section("sentences", "In sentences", *(e("p", sentence) for sentence in sentences(record)))
    for kind, says in KINDS:
        yield section(kind, says.capitalize(), e("ul", *(e("li", str(one)) for one in record[kind]))) if record[kind] else None
    left = [e("p", f"skipped: {line}") for line in record["skipped"]]
    yield section(
        "again", "How to run it again", code(command, "again-command", "Copy the command"), *left, listed(record["libraries"])
    )


def _drawing(rows: Sequence[Sensitivity]) -> Iterator[Part]:
    try:
        drawn = drawing_of(lambda path: draw(rows, path, ON_A_PAGE), "in unit roundoffs, against fan-in and depth", "smallest")
    except MissingFramework as error:
        yield e("p", f"The drawing is left out: {error}")
        return
    yield e("figure", drawn, e("figcaption", "Crosses are what correct frameworks committed."))
