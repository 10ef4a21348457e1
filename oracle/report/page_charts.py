"""The charts of a page, by matplotlib as SVG, in the colours of the page around them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from nablacheck.oracle.campaign.part_rows import BINS, LEAST
from nablacheck.oracle.report.html_tree import svg_of
from nablacheck.oracle.report.plots import BLUE, GREEN, ORANGE, figure

INK = "#010203"
"""Stands for the colour of text, whichever the page has."""
COLOURS = (BLUE, ORANGE, GREEN, "#CC79A7", "#56B4E9", "#E69F00")
ON_A_PAGE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
    **dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor"), "none"),
}
Rows = Sequence[Mapping[str, Any]]


def spread_chart(rows: Rows) -> Element:
    """The share of the entries by error/bound, a line for each adapter and dtype."""

    def draw(axes: Any) -> None:
        for colour, style, row in _styled(rows):
            counts = [row[name] for name in BINS[1:]]
            whole = sum(row[name] for name in BINS) or 1
            where = [LEAST + i for i in range(len(counts))]
            axes.step(
                where, [count / whole or None for count in counts], where="pre", color=colour, linestyle=style, label=_who(row)
            )
        axes.axvline(0, color=INK, linewidth=1, linestyle=":")
        axes.set(yscale="log", xlabel="log₂ of error/bound; right of 0 is wrong", ylabel="share of the entries")

    return _chart(draw, "How large errors are, in units of their bounds", "spread")


def bits_chart(rows: Rows, over: str, label: str) -> Element:
    """The most bits that rounding took from an entry, over depth or width."""

    def draw(axes: Any) -> None:
        series: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in rows:
            series.setdefault((row["adapter"], row["dtype"]), []).append(row)
        firsts = [several[0] for several in series.values()]
        for (colour, style, row), several in zip(_styled(firsts), series.values(), strict=True):
            line = [each[over] for each in several], [each["bits"] for each in several]
            axes.plot(*line, color=colour, linestyle=style, marker="o", markersize=3, label=_who(row))
        axes.set(xlabel=label, ylabel="bits lost, the worst")
        if over == "width":
            axes.set_xscale("log", base=2)

    return _chart(draw, f"Bits lost against {over}", over)


def _styled(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    """A colour for each adapter, a dash for each dtype."""
    rows = list(rows)
    adapters, dtypes = (list(dict.fromkeys(row[name] for row in rows)) for name in ("adapter", "dtype"))
    for row in rows:
        yield COLOURS[adapters.index(row["adapter"]) % len(COLOURS)], ("-", "--", ":")[dtypes.index(row["dtype"]) % 3], row


def _who(row: Mapping[str, Any]) -> str:
    return f"{row['adapter']} {row['dtype']}"


def _chart(draw: Callable[[Any], None], title: str, name: str) -> Element:
    def write(path: Path) -> None:
        with figure(path, 6.2, 3.6, ON_A_PAGE) as page:
            axes = page.subplots()
            draw(axes)
            axes.legend(fontsize=8)

    return drawing_of(write, title, name)


def drawing_of(write: Callable[[Path], None], title: str, name: str) -> Element:
    """What `write` draws into a file with the style `ON_A_PAGE`; `title` is read in its place, `name` is of the page alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.svg"
        write(path)
        text = path.read_text(encoding="utf-8").replace(INK, "currentColor")
    drawing = svg_of(text, name)
    drawing.set("role", "img")
    drawing.set("aria-label", title)
    return drawing
