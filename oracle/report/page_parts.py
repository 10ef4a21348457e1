"""What every page of ours is made of: its frame, sections, tables that can be filtered, and text to copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from xml.etree.ElementTree import Element

from nablacheck.oracle.report.html_tree import Part, e, page


def whole_page(
    title: str, outcome: str, bad: bool, facts: Iterable[tuple[str, str]], sections: Iterable[Element | None]
) -> str:
    """The text of a page: what it comes to, a few numbers with what they are, then its sections; None is left out."""
    here = files(__package__)
    style, script = (here.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    shown = [section for section in sections if section is not None]
    links = [e("li", e("a", section[0].text, href=f"#{section.get('id')}")) for section in shown]
    return page(
        f"{title}: {outcome}",
        style,
        script,
        e("a", "Skip to what was found", class_="skip", href="#main"),
        e(
            "header",
            e("p", title, class_="soft"),
            e("h1", outcome, class_="outcome bad" if bad else "outcome"),
            e("ul", *(e("li", e("b", number), said) for number, said in facts), class_="facts"),
            e("nav", e("ul", *links), aria_label="On this page"),
        ),
        e("main", *shown, id="main"),
        e("p", id="said", role="status", aria_live="polite", class_="soft"),
    )


def section(name: str, title: str, *parts: Part) -> Element:
    """A section, to which the beginning of the page has a link."""
    return e("section", e("h2", title), *parts, id=name)


def code(text: str, name: str, label: str) -> Element:
    """Text with a button that copies it."""
    button = e("button", label, type="button", class_="copy", data_copies=name)
    return e("div", e("pre", e("code", text, id=name), tabindex=0, aria_label=label), button, class_="code")


def words(text: str, label: str) -> Element:
    """Text in lines, as a terminal shows it."""
    return e("pre", e("code", text), tabindex=0, aria_label=label)


def table(name: str, caption: str, head: Element, rows: Sequence[Element]) -> Element:
    """A table that can be scrolled, with the keyboard too; `caption` is read in its place."""
    shown = e("table", e("thead", head), e("tbody", *rows), id=name, aria_label=caption)
    return e("div", shown, class_="scroll", tabindex=0, role="region", aria_label=caption)


def plain_table(name: str, caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Element:
    """A table of texts, of which the first of each row says what the row is about."""
    head = e("tr", *(e("th", heading, scope="col") for heading in headings))
    cells = [e("tr", e("th", first, scope="row"), *(e("td", text) for text in others)) for first, *others in rows]
    return table(name, caption, head, cells)


def filter_of(name: str, count: int, of: str) -> Element:
    """A field that hides the rows of a table of that name without the words in it; `of` are words that may be there."""
    label = e("label", "Filter", e("input", type="search", placeholder=of, aria_controls=name))
    said = e("span", f"{count} of {count} shown", id=f"{name}-shown", role="status", class_="soft")
    return e("div", label, said, class_="filter", data_filter=name)


def listed(facts: Mapping[str, str]) -> Element:
    """Names with what belongs to them."""
    return e("dl", *(part for name, value in facts.items() for part in (e("dt", name), e("dd", value))))
