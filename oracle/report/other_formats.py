"""A run or a campaign for machines and pull requests: Markdown, JUnit XML, annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from nablacheck.oracle.report.html_tree import clean, e
from nablacheck.oracle.report.page_content import Content
from nablacheck.oracle.report.tables import of_bound


def markdown(content: Content) -> str:
    """A summary, as in the step summary of an action: the outcome, each thing that is wrong, a table of the equations."""
    lines = [f"## {_plain(content.title)}: {content.outcome}", ""]
    lines.append(f"{content.problems:,} problems on adapters, {content.decided:,} numbers decided.")
    for one in content.reduced:
        lines += [
            "",
            f"### {_plain(one.adapter)}: {_plain(', '.join(sign.says for sign in one.signs))}",
            "",
            *_fenced(one.explain()),
        ]
    if content.equations:
        lines += ["", "| adapter | dtype | equation | entries | inconclusive | error/bound | known | findings |"]
        lines.append("|---|---|---|--:|--:|--:|--:|--:|")
        for row in content.equations:
            who = (_plain(str(row[name])) for name in ("adapter", "dtype", "equation"))
            counts = f"{row['known']:,}", f"{row['findings']:,}"
            numbers = f"{row['entries']:,}", f"{row['inconclusive']:,}", of_bound(row["worst"])
            lines.append(f"| {' | '.join((*who, *numbers, *counts))} |")
    lines += ["", *_fenced(content.command)]
    return "\n".join(lines) + "\n"


def _fenced(text: str) -> list[str]:
    """Lines as they are, whatever signs are in them: the fence is longer than any in the text."""
    longest = max((len(run) for run in text.split() if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + "text", text, fence]


def _plain(text: str) -> str:
    """Without what Markdown would take for more than a letter."""
    signs = "\\`*_{}[]<>|#!"
    return "".join(f"\\{sign}" if sign in signs else sign for sign in text.replace("\n", " "))


def junit(content: Content) -> str:
    """A test for each equation of an adapter in a dtype, and one for each thing that is wrong."""
    suite = e("testsuite", name=content.title, failures=len(content.reduced), errors=0)
    for row in content.equations:
        suite.append(e("testcase", classname=f"{row['adapter']}.{row['dtype']}", name=str(row["equation"])))
    for one in content.reduced:
        says = ", ".join(sign.says for sign in one.signs)
        failure = e("failure", one.explain(), message=one.explanation.splitlines()[0], type=says)
        suite.append(e("testcase", failure, classname=f"{one.adapter}.{'.'.join(one.dtypes)}", name=f"{says}: {one.network}"))
    suite.set("tests", str(len(suite)))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(e("testsuites", suite), encoding="unicode") + "\n"


def github(content: Content) -> Iterator[str]:
    """A line for each thing that is wrong, which an action of GitHub shows beside the code."""
    for one in content.reduced:
        title = f"{one.adapter}: {', '.join(sign.says for sign in one.signs)}"
        yield f"::error title={_escaped(title, ':,')}::{_escaped(one.explain())}"
    if not content.reduced:
        yield f"::notice title={_escaped(content.title, ':,')}::{_escaped(content.outcome)}"


def _escaped(text: str, more: str = "") -> str:
    """As the commands of a workflow want it."""
    text = clean(text)
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
