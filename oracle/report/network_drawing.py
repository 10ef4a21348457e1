"""The picture of a small network: a circle for each neuron, a column for each layer, its activation below."""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element

from nablacheck.oracle.report.html_tree import e

MOST = 7
"""Neurons that are drawn in a layer; of a wider one the first and the last ones are."""
STEP, ACROSS, RADIUS, TOP, SIDE = 22, 120, 7, 26, 70


def network_drawing(widths: list[int], activations: list[str], number: int) -> Element:
    """An SVG element that says in words what it shows; layers that are wider than can be drawn say how wide."""
    shown = [min(width, MOST) for width in widths]
    middle = TOP + STEP * max(shown) / 2
    places = [[(SIDE + ACROSS * l, middle + STEP * (i - (n - 1) / 2)) for i in range(n)] for l, n in enumerate(shown)]
    lines = [
        e("line", x1=f"{x}", y1=f"{y:g}", x2=f"{x_next}", y2=f"{y_next:g}", stroke="currentColor", stroke_opacity="0.25")
        for before, after in pairwise(places)
        for x, y in before
        for x_next, y_next in after
    ]
    circles = [
        _neuron(x, y, hidden=width > MOST and i == MOST // 2)
        for layer, width in zip(places, widths, strict=True)
        for i, (x, y) in enumerate(layer)
    ]
    height = middle * 2 + 10
    labels = [
        e("text", text, x=f"{layer[0][0]}", y=f"{y:g}", text_anchor="middle", font_size="12", fill="currentColor")
        for layer, width, sigma in zip(places, widths, ["input", *activations], strict=True)
        for text, y in ((str(width), 14), (sigma, height - 4))
    ]
    says = f"a network of {'-'.join(map(str, widths))} neurons, {', '.join(activations)}"
    size = 2 * SIDE + ACROSS * (len(widths) - 1)
    heading = e("title", says, id=f"network-{number}")
    return e(
        "svg",
        heading,
        *lines,
        *circles,
        *labels,
        viewBox=f"0 0 {size} {height:g}",
        width=size,
        height=f"{height:g}",
        role="img",
        aria_labelledby=f"network-{number}",
    )


def _neuron(x: float, y: float, hidden: bool) -> Element:
    """A circle, or three dots where neurons are left out."""
    if hidden:
        return e("text", "⋮", x=f"{x}", y=f"{y + 5:g}", text_anchor="middle", font_size="16", fill="currentColor")
    return e("circle", cx=f"{x}", cy=f"{y:g}", r=RADIUS, fill="var(--card)", stroke="currentColor")
