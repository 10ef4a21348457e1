"""A picture of the σ′ that was used, for a notebook: its points, and those of the book."""

from __future__ import annotations

from html import escape

from nablacheck.oracle.explaining.observed_prime import ObservedPrime

WIDTH, HEIGHT, MARGIN = 320, 160, 20
COLOURS = {"your σ′": "#cf222e", "the book's": "#0969da"}


def picture(prime: ObservedPrime) -> str:
    """SVG with both σ′ over z, each point of the examples a dot."""
    z = [row[0] for row in prime.rows]
    values = [value for row in prime.rows for value in row[1:]]
    low, high = min(0.0, *values), max(0.0, *values)

    def x(point: float) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (point - min(z)) / ((max(z) - min(z)) or 1)

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / ((high - low) or 1)

    dots = [
        f'<circle cx="{x(row[0]):.1f}" cy="{y(row[column]):.1f}" r="3" fill="{colour}"/>'
        for row in prime.rows
        for column, colour in enumerate(COLOURS.values(), start=1)
    ]
    words = [
        f'<text x="{MARGIN + 100 * i}" y="12" font-size="11" fill="{colour}">{escape(name)}</text>'
        for i, (name, colour) in enumerate(COLOURS.items())
    ]
    axis = f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y(0):.1f}" y2="{y(0):.1f}" stroke="#6e7781"/>'
    title = f"<title>σ′ of layer {prime.layer}, {escape(prime.activation)}, over z</title>"
    return f'<svg width="{WIDTH}" height="{HEIGHT}" role="img">{title}{axis}{"".join(dots)}{"".join(words)}</svg>'
