"""Writes docs/which-equation.svg, the picture of the README: `python docs/generators/readme_picture.py`.

It shows a judgement: every equation of a backpropagation at every layer, where BP2 was typed without σ′.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np

import nablacheck
from nablacheck.oracle import template_problem
from nablacheck.reference import BOOK

PICTURE = Path(__file__).resolve().parent.parent / "which-equation.svg"
TEXTS = {
    "(23) z": "z = w a + b",
    "(23) σ": "a = σ(z)",
    "BP1": "δ = ∇ₐC ⊙ σ′(z)",
    "BP2": "δ = wᵀδ ⊙ σ′(z)",
    "BP3": "∇b = Σ δ",
    "BP4": "∇w = Σ δ aᵀ",
}
INK, QUIET, PAPER, RIGHT, WRONG = "#24292f", "#57606a", "#ffffff", "#d7eee6", "#d55e00"
LEFT, TOP, WIDE, HIGH, GAP = 250, 78, 130, 34, 6
"""Where the cells begin, their size, and what is between them."""


def verdict() -> nablacheck.Verdict:
    """What is said of a backpropagation whose BP2 lacks σ′."""
    problem, mine = template_problem(0), nablacheck.Adapter("mine", library="numpy", gradient=nablacheck.backprop)
    trace = nablacheck.backprop(problem, replace(BOOK, bp2=lambda t, l: t.w[l + 1].mT @ t.delta[l + 1]))
    return nablacheck.judge_trace(problem, trace, mine)


def shares(of: nablacheck.Verdict) -> dict[tuple[str, int], float]:
    """The largest error of each equation at each layer, as a multiple of what rounding can explain."""
    return {(c.equation, c.layer): float(np.max(c.error_over_bound)) for c in of.comparisons if c.layer is not None}


def picture() -> str:
    """The picture, as the text of an SVG file."""
    said = verdict()
    mistake = (said.looks_like or ("",))[0].partition(" (BP")[0]
    return "\n".join(_lines(shares(said), mistake)) + "\n"


def _lines(found: dict[tuple[str, int], float], mistake: str) -> Iterator[str]:
    layers = sorted({layer for _, layer in found})
    width, height = LEFT + len(layers) * (WIDE + GAP) + 14, TOP + len(TEXTS) * (HIGH + GAP) + 44
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    yield f'     font-family="sans-serif" font-size="15" fill="{INK}">'
    yield f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>'
    yield _text(20, 30, "The error of each equation alone, over the most that rounding can explain", size=15)
    for column, layer in enumerate(layers):
        yield _text(_middle(column), TOP - 12, f"layer {layer}", "middle", QUIET)
    for row, (equation, text) in enumerate(TEXTS.items()):
        at = TOP + row * (HIGH + GAP)
        yield _text(20, at + 23, equation.split()[0])
        yield _text(84, at + 23, text, colour=QUIET)
        yield from (
            _cell(column, at, found[equation, layer]) for column, layer in enumerate(layers) if (equation, layer) in found
        )
    yield _text(20, height - 18, f"looks like: {mistake}", colour=WRONG)
    yield "</svg>"


def _middle(column: int) -> float:
    return LEFT + column * (WIDE + GAP) + WIDE / 2


def _cell(column: int, at: float, share: float) -> str:
    """Within rounding, or so many times outside of it."""
    wrong = share > 1
    box = f'<rect x="{LEFT + column * (WIDE + GAP)}" y="{at}" width="{WIDE}" height="{HIGH}" rx="4"'
    says = f"wrong, {share:.0e} times".replace("e+", "e") if wrong else "right"
    return f'{box} fill="{WRONG if wrong else RIGHT}"/>' + _text(
        _middle(column), at + 22, says, "middle", PAPER if wrong else INK
    )


def _text(x: float, y: float, says: str, anchor: str = "start", colour: str = INK, size: int = 14) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">{escape(says)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
