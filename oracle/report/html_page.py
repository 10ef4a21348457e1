"""One page of a run or a campaign: readable offline, in the dark, by keyboard and by a screen reader, and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.campaign.replaying import found, found_in
from nablacheck.oracle.campaign.stores import fetched, place, read
from nablacheck.oracle.report.comparison import against
from nablacheck.oracle.report.html_tree import Part, e
from nablacheck.oracle.report.network_drawing import network_drawing
from nablacheck.oracle.report.page_charts import bits_chart, spread_chart
from nablacheck.oracle.report.page_content import Content
from nablacheck.oracle.report.page_parts import code, filter_of, listed, plain_table, section, table, whole_page, words
from nablacheck.oracle.report.tables import at_the_edge, of_bound
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.network import Network

DRAWN = 12
"""Layers of a network that is drawn."""
IN_FULL = 100
"""Things that are wrong, told in full."""
THIN = 4
"""A regime or a link with less than 1/4 of an equal share is thin."""


def html_page(content: Content) -> str:
    """The text of the page."""
    return whole_page(content.title, content.outcome, content.bad, _facts(content), _sections(content))


def _facts(content: Content) -> Iterator[tuple[str, str]]:
    entries = content.decided + content.inconclusive
    share = f"{content.decided / entries:.1%}" if entries else "none"
    yield f"{content.problems:,}", "problems on adapters"
    yield f"{content.decided:,}", f"numbers decided, {share} of them"
    yield f"{content.found:,}", "findings"
    yield f"{len(content.reduced):,}", "things wrong, each once"
    yield f"{len(content.known):,}", "known defects met"


def _sections(content: Content) -> Iterator[Element | None]:
    yield section("wrong", "What is wrong", *_wrong(content))
    yield section("against", "Against the earlier one", *against(content, content.earlier)) if content.earlier else None
    yield section("functions", "Each function on each adapter", *_matrix(content)) if content.functions else None
    yield section("equations", "Each equation", *_equations(content)) if content.equations else None
    charts = list(_charts(content))
    yield section("spread", "How errors are spread", *charts) if charts else None
    yield section("regimes", "Which numbers were tried", *_regimes(content)) if content.regimes else None
    yield section("links", "Which links were tried", *_links(content)) if content.links else None
    yield section("findings", "All findings", *_findings(content)) if content.findings else None
    yield section("known", "Known defects that were met", *_known(content)) if content.known else None
    yield section("again", "How to run it again", *_again(content))


# --- what is wrong ----------------------------------------------------------------------------------------------------


def _wrong(content: Content) -> Iterator[Part]:
    if not content.reduced:
        yield e("p", "No number lies outside of what rounding explains, but for known defects.")
    for number, one in enumerate(content.reduced[:IN_FULL]):
        yield _thing(one, number)
    if len(content.reduced) > IN_FULL:
        yield e("p", f"and {len(content.reduced) - IN_FULL} more, in the JSON.")


def _thing(one: Reduced, number: int) -> Element:
    signs = ", ".join(sign.says for sign in one.signs)
    says = f"found {one.count} time{'s' * (one.count > 1)}, in {' and '.join(one.dtypes)}"
    takes = f"; it takes {one.function or 'no function in particular'}, {one.numbers}" if one.small else ""
    text = _script(one)
    commands = [one.replay] * bool(one.file) + [one.again] * bool(one.again)
    return e(
        "article",
        e("h3", f"{one.adapter}: {signs}", id=f"thing-{number}"),
        e("p", says + takes),
        _drawing(one, number),
        words(one.explanation, "explanation"),
        code(text, f"script-{number}", "Copy the script") if text else None,
        *(code(command, f"command-{number}-{i}", "Copy the command") for i, command in enumerate(commands)),
        aria_labelledby=f"thing-{number}",
    )


def _script(one: Reduced) -> str:
    if not one.script:
        return ""
    try:
        return read(place(one.script)).decode()
    except (OSError, InputError):  # the folder was moved since
        return ""


def _drawing(one: Reduced, number: int) -> Element | None:
    network = _network(one)
    if network is None or network.L > DRAWN:
        return None
    says = f"The smallest network that shows it: {one.network}."
    if isinstance(network, Graph):
        return e("figure", e("ul", *(e("li", line) for line in network.lines)), e("figcaption", says))
    sigmas = [sigma.name for sigma in network.activations.values()]
    drawing = network_drawing(list(network.widths.values()), sigmas, number)
    return e("figure", drawing, e("figcaption", says))


def _network(one: Reduced) -> Network | Graph | None:
    """The network of a thing that was made small, if its file is still there, and its entries are known here."""
    if not one.small:
        return None
    try:
        if one.content:
            return found(one.content).problem.network
        with fetched(place(one.file)) as file:
            return found_in(file).problem.network
    except (FileNotFoundError, InputError):
        return None


# --- tables -----------------------------------------------------------------------------------------------------------


def _matrix(content: Content) -> Iterator[Part]:
    yield e("p", "The largest error of each function and its derivative, in units of its bound: above 1 is proven wrong.")
    yield _legend()
    cells: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in content.functions:
        cells.setdefault(row["function"], {})[row["adapter"]] = row
    head = e("tr", e("th", "function", scope="col"), *(e("th", name, scope="col") for name in content.adapters))
    rows = [
        e("tr", e("th", function, scope="row"), *(_cell(mine.get(name)) for name in content.adapters))
        for function, mine in sorted(cells.items())
    ]
    yield filter_of("matrix", len(rows), "function")
    yield table("matrix", "the largest error/bound of each function on each adapter", head, rows)


def _cell(row: Mapping[str, Any] | None) -> Element:
    if row is None:
        return e("td", "–", class_="soft")
    known = f", {row['known']:,} known" if row["known"] else ""
    says = f"{row['entries']:,} numbers, {row['inconclusive']:,} inconclusive{known}"
    mark = "✗ " if row["findings"] else ""
    return e("td", mark + of_bound(row["worst"]) + (" *" if row["known"] else ""), class_=_colour(row), title=says)


def _colour(row: Mapping[str, Any]) -> str:
    if row["findings"]:
        return "wrong"
    return "calm" if 2 * row["worst"] <= 1 else "edge" if at_the_edge(row["worst"]) else "mild"


def _legend() -> Element:
    words = (("calm", "up to ½"), ("mild", "up to 1"), ("edge", "at the edge"), ("wrong", "✗ wrong"))
    colours = [e("span", e("span", says, class_=name)) for name, says in words]
    return e("div", *colours, e("span", "* where a known defect explains some"), class_="legend")


def _equations(content: Content) -> Iterator[Part]:
    names = ("entries", "inconclusive", "error/bound", "known", "findings")
    head = e("tr", *(e("th", name, scope="col") for name in ("adapter, dtype, equation", *names)))
    rows = [
        e(
            "tr",
            e("th", f"{row['adapter']} {row['dtype']} {row['equation']}", scope="row"),
            e("td", f"{row['entries']:,}"),
            e("td", f"{row['inconclusive']:,}"),
            e("td", of_bound(row["worst"]), class_=_colour(row)),
            e("td", f"{row['known']:,}"),
            e("td", f"{row['findings']:,}"),
        )
        for row in content.equations
    ]
    yield filter_of("by-equation", len(rows), "adapter, dtype, equation")
    yield table("by-equation", "what was found of each equation", head, rows)


def _findings(content: Content) -> Iterator[Part]:
    if content.found > len(content.findings):
        yield e(
            "p", f"{len(content.findings):,} of {content.found:,} are listed; findings of a kind in a shard stand together."
        )
    head = e("tr", *(e("th", name, scope="col", class_="text") for name in ("adapter", "what", "network", "see it again")))
    yield filter_of("every", len(content.findings), "adapter, equation, function, width, …")
    yield table("every", "every finding", head, [_finding(finding) for finding in content.findings])


def _finding(finding: Finding) -> Element:
    again = finding.replay or finding.again
    what = f"{finding.dtype} {finding.sign.says}"
    return e("tr", e("td", finding.adapter), *(e("td", text, class_="text") for text in (what, finding.problem, again)))


def _regimes(content: Content) -> Iterator[Part]:
    shares = _thin({row["regime"]: row["problems"] for row in content.regimes})
    names = ("regime", "problems", "numbers", "decided", "findings", "coverage")
    head = e("tr", *(e("th", name, scope="col") for name in names))
    rows = []
    for row in content.regimes:
        numbers = f"{row['problems']:,}", f"{row['entries']:,}", f"{row['decided']:.1%}", f"{row['findings']:,}"
        cells = [e("td", text) for text in numbers]
        rows.append(e("tr", e("th", row["regime"], scope="row"), *cells, e("td", shares[row["regime"]], class_="thin")))
    yield table("by-regime", "problems by the kind of their numbers", head, rows)


def _links(content: Content) -> Iterator[Part]:
    shares = _thin(content.links)
    rows = ((name, f"{count:,}", shares[name]) for name, count in content.links.items())
    yield plain_table("by-link", "graphs by the links in them", ("link", "graphs", "coverage"), rows)


def _thin(counts: Mapping[str, int]) -> dict[str, str]:
    """A word for those that were seldom tried."""
    return {name: "thin" if THIN * len(counts) * count < sum(counts.values()) else "" for name, count in counts.items()}


def _known(content: Content) -> Iterator[Part]:
    yield e("p", "Each is in the ledger, with lines that reproduce it: nablacheck ledger.")
    yield e("ul", *(e("li", f"{says} ({count:,} times)") for says, count in sorted(content.known.items())))


# --- charts, and the end ----------------------------------------------------------------------------------------------


def _charts(content: Content) -> Iterator[Part]:
    wanted: list[tuple[str, Callable[[], Element]]] = []
    if content.spread:
        wanted.append(("The dotted line is the bound.", lambda: spread_chart(content.spread)))
    if content.depths:
        wanted.append(
            ("By the number of layers with weights.", lambda: bits_chart(content.depths, "depth", "layers with weights"))
        )
    if content.widths:
        wanted.append(("By the number of neurons.", lambda: bits_chart(content.widths, "width", "neurons")))
    try:
        figures = [e("figure", draw(), e("figcaption", says)) for says, draw in wanted]
    except MissingFramework as error:
        yield e("p", f"The charts are left out: {error}")
        return
    if figures:
        yield e("div", *figures, class_="charts")


def _again(content: Content) -> Iterator[Part]:
    yield code(content.command, "again-command", "Copy the command")
    for remark in content.remarks:
        yield e("p", remark)
    yield listed(content.facts)
