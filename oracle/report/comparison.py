"""What is new and what is gone since an earlier run or campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.report.html_tree import Part, e
from nablacheck.oracle.report.page_content import Content
from nablacheck.oracle.report.page_parts import plain_table
from nablacheck.oracle.report.tables import of_bound

Row = Mapping[str, Any]


def against(now: Content, before: Content) -> Iterator[Part]:
    """Things that are wrong now alone, or were before; functions that are wrong in one of the two; other versions."""
    yield e("p", f"Compared with {before.title}: {before.problems:,} problems on adapters there, {now.problems:,} here.")
    mine, theirs = ({_known_by(one): one for one in content.reduced} for content in (now, before))
    for says, things in (
        ("New here:", [mine[key] for key in mine if key not in theirs]),
        ("No longer found:", [theirs[key] for key in theirs if key not in mine]),
        ("In both:", [mine[key] for key in mine if key in theirs]),
    ):
        yield e("p", f"{says} {len(things)}")
        if things:
            yield e("ul", *(e("li", _told(one)) for one in things))
    changed = list(_functions(now, before))
    if changed:
        headings = ("function on adapter", "error/bound there", "here", "")
        yield plain_table("changed", "functions that are wrong in one of the two", headings, changed)
    versions = list(_facts(now, before))
    if versions:
        yield plain_table("versions", "what else is not the same", ("", "there", "here"), versions)


def _known_by(one: Reduced) -> tuple[Any, ...]:
    """What is the same thing, of whatever network it was made small."""
    return one.adapter, one.function, tuple(sign.says for sign in one.signs)


def _told(one: Reduced) -> str:
    signs = ", ".join(sign.says for sign in one.signs)
    return f"{one.adapter}: {signs}, {one.function or 'no function in particular'}, {one.network}"


def _functions(now: Content, before: Content) -> Iterator[tuple[str, ...]]:
    of: Callable[[Content], dict[str, Row]] = lambda content: {
        f"{row['function']} on {row['adapter']}": row for row in content.functions
    }
    here, there = of(now), of(before)
    for name in sorted(set(here) & set(there)):
        if bool(here[name]["findings"]) != bool(there[name]["findings"]):
            says = "new" if here[name]["findings"] else "gone"
            yield name, of_bound(there[name]["worst"]), of_bound(here[name]["worst"]), says


def _facts(now: Content, before: Content) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys((*before.facts, *now.facts)):
        there, here = before.facts.get(name, "–"), now.facts.get(name, "–")
        if there != here:
            yield name, there, here
