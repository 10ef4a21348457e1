"""A graph as a picture: a box for each layer, as far to the right as it is from the input, and an arrow for each link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nablacheck.oracle.report.plots import BLUE, GREEN, GREY, ORANGE, figure
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.layers import size
from nablacheck.reference.links import LAYER, NOTHING, PARAMETER

COLOURS = {PARAMETER: BLUE, NOTHING: GREY, LAYER: ORANGE}
"""Of an arrow, by what the weight of its link is."""
Places = dict[int, tuple[float, float]]
WIDTH, HEIGHT, APART = 1.2, 0.56, 1.9


def draw(graph: Graph, path: Path) -> None:
    """Writes the picture; blue arrows have a parameter, orange ones a layer for their weight, grey ones none."""
    places = placed(graph)
    last, rows = max(x for x, _ in places.values()), [y for _, y in places.values()]
    with figure(path, max(4.0, 0.95 * (last + 1)), 1.1 + 0.85 * (max(rows) - min(rows) + 1)) as page:
        axes = page.subplots()
        for l, layer in graph.layers.items():
            for edge in layer.edges:
                for k in edge.layers:
                    says, colour = edge.link.name if k == edge.layer else "", COLOURS[edge.link.weight]
                    if places[l][0] - places[k][0] > 1:
                        _around(axes, places[k], places[l], places, colour, says)
                    else:
                        _arrow(axes, places[k], places[l], colour, says)
        for l, (x, y) in places.items():
            _box(axes, (APART * x, y), f"{l}", _says(graph, l))
        axes.set(xlim=(-WIDTH, APART * last + WIDTH), ylim=(min(rows) - 0.85, max(rows) + 1.0))
        axes.axis("off")


def placed(graph: Graph) -> Places:
    """Where each layer stands: right of all that it reads, and those at one distance one above the other."""
    column = {1: 0}
    for l, layer in graph.layers.items():
        column[l] = 1 + max(column[k] for edge in layer.edges for k in edge.layers)
    beside: dict[int, list[int]] = {}
    for l, x in column.items():
        beside.setdefault(x, []).append(l)
    return {l: (x, (len(here) - 1) / 2 - here.index(l)) for x, here in beside.items() for l in here}


def _says(graph: Graph, l: int) -> str:
    sigma = "input" if l == 1 else graph.activations[l].name.partition("(")[0]
    n, p = graph.shapes[l]
    return f"{'' if sigma == 'identity' else sigma}\n{size((n, 1)) if p == 1 else f'{n} × {p}'}".strip()


def _box(axes: Any, middle: tuple[float, float], number: str, says: str) -> None:
    (x, y), w, h = middle, WIDTH / 2, HEIGHT / 2
    axes.fill([x - w, x + w, x + w, x - w], [y - h, y - h, y + h, y + h], facecolor="white", edgecolor=GREEN, zorder=2)
    axes.text(x - w, y + h + 0.03, number, ha="left", va="bottom", color=GREEN, fontsize=8, fontweight="bold", zorder=3)
    axes.text(x, y, says, ha="center", va="center", fontsize=7, linespacing=1.3, zorder=3)


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float], colour: str, says: str) -> None:
    """From one box to the next."""
    style = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0}
    begin, finish = (APART * start[0] + WIDTH / 2, start[1]), (APART * end[0] - WIDTH / 2, end[1])
    axes.annotate("", finish, begin, arrowprops=style, zorder=1)
    middle = (begin[0] + finish[0]) / 2, (begin[1] + finish[1]) / 2 + 0.06
    axes.text(*middle, says, ha="center", va="bottom", color=colour, fontsize=7)


def _around(axes: Any, start: tuple[float, float], end: tuple[float, float], places: Places, colour: str, says: str) -> None:
    """Over several columns: above all that stands in between, or below it where it starts below the middle."""
    side = -1 if start[1] < 0 else 1
    between = [side * y for x, y in places.values() if start[0] <= x <= end[0]]
    way = side * (max(between) + HEIGHT / 2 + 0.3 + 0.02 * (end[0] - start[0]))
    (x, y), (right, top) = (APART * start[0], start[1] + side * HEIGHT / 2), (APART * end[0], end[1] + side * HEIGHT / 2)
    axes.plot([x, x, right], [y, way, way], color=colour, linewidth=1, zorder=1)
    style = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (right, top), (right, way), arrowprops=style, zorder=1)
    axes.text((x + right) / 2, way + 0.03, says, ha="center", va="bottom", color=colour, fontsize=7)
