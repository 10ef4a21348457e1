"""The page of `nablacheck grade`: a line for each submission, and what is said of each that is not right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from nablacheck.oracle.report.grade_table import reason, whose
from nablacheck.oracle.report.html_tree import Part, e
from nablacheck.oracle.report.page_parts import code, filter_of, listed, section, table, whole_page, words

COLOURS = {"right": "calm", "inconclusive": "mild", "unusable": "edge", "wrong": "wrong"}
"""Of the verdicts."""


def grade_page(record: Mapping[str, Any], command: str, facts: Mapping[str, str]) -> str:
    """The text of the page of a record of submissions; `command` is what was typed, `facts` are told at the end."""
    submissions = record["submissions"]
    count = Counter(one["verdict"] for one in submissions)
    outcome = f"{count['right']} of {len(submissions)} submissions are right."
    numbers = ((f"{count[verdict]}", verdict) for verdict in COLOURS)
    sections = _sections(record, command, facts)
    return whole_page("nablacheck grade", outcome, bool(record["not_graded"]) or not submissions, numbers, sections)


def _sections(record: Mapping[str, Any], command: str, facts: Mapping[str, str]) -> Iterator[Element | None]:
    submissions = record["submissions"]
    yield section("submissions", "Submissions", e("p", whose(record)), *_table(submissions))
    told = [one for one in submissions if one["explanation"]]
    articles = [_article(one, number) for number, one in enumerate(told)]
    yield section("told", "What is said of each", *articles) if told else None
    yield section("again", "How to run it again", code(command, "again-command", "Copy the command"), listed(facts))


def _table(submissions: list[Mapping[str, Any]]) -> Iterator[Part]:
    headings = ("submission", "verdict", "mistake or reason", "seconds")
    head = e("tr", *(e("th", name, scope="col", class_="text" if name == headings[2] else None) for name in headings))
    rows = [
        e(
            "tr",
            e("th", one["name"], scope="row"),
            e("td", one["verdict"], class_=COLOURS[one["verdict"]]),
            e("td", reason(one), class_="text"),
            e("td", f"{one['seconds']:.1f}"),
        )
        for one in submissions
    ]
    yield filter_of("every", len(rows), "name, verdict, mistake")
    yield table("every", "one line a submission", head, rows)


def _article(one: Mapping[str, Any], number: int) -> Element:
    notes = [e("p", f"note: {note}") for note in one["notes"]]
    heading = e("h3", f"{one['name']}: {one['verdict']}", id=f"submission-{number}")
    return e("article", heading, words(one["explanation"], "explanation"), *notes, aria_labelledby=f"submission-{number}")
