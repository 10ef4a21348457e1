"""Writes docs/accuracy.md: the accuracy table of the elementary functions, with the source of each row.

python docs/generators/accuracy_page.py
"""

from __future__ import annotations

from pathlib import Path

from nablacheck.reference.arithmetic.accuracy import LATER, ROWS, Row, Since

PAGE = Path(__file__).resolve().parent.parent / "accuracy.md"

INTRODUCTION = r"""# How accurate the elementary functions are

The numbers on this page are the only ones of a verdict that are not derived: how far g of a library may be from the exact one,
in unit roundoffs of the dtype,

$$
\left|\operatorname{fl}(g(x)) - g(x)\right| \le \kappa_g u \left|g(x)\right| + \eta
$$

and for erfc at an argument within $u\left|x\right|$ of x. One unit in the last place is at most 2u. A row is what the library
publishes, where it does and keeps it, otherwise the largest error that a scan found, with room for what the scan missed.

`nablacheck probe` measures the installed libraries against it, and the tests fail when one leaves its row. Everything else
about a bound is [derived](bounds.md). This page is written by `python docs/generators/accuracy_page.py`.
"""


def section(library: str, rows: dict[str, Row]) -> list[str]:
    """A library: a line for each dtype, then where the numbers come from."""
    functions = list(next(iter(rows.values())).kappa)
    return [
        f"\n## {library}\n",
        f"| κ of {library} | {' | '.join(functions)} |",
        "|---" * (1 + len(functions)) + "|",
        *(f"| {dtype} | {' | '.join(f'{row.kappa[g]:g}' for g in functions)} |" for dtype, row in rows.items()),
        "",
        *(f"- {dtype}: {row.source}." for dtype, row in rows.items()),
        *(f"- since {library} {since.release}, {changed(since)}: {since.source}." for since in LATER.get(library, ())),
    ]


def changed(since: Since) -> str:
    """The κ that a release changed, by dtype."""
    return ", ".join(f"κ of {g} is {kappa:g} in {dtype}" for dtype, row in since.kappa.items() for g, kappa in row.items())


def page() -> str:
    """The page, in Markdown."""
    return "\n".join([INTRODUCTION.rstrip(), *(line for library, rows in ROWS.items() for line in section(library, rows)), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
