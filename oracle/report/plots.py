"""What every plot shares: matplotlib, which is optional, a quiet style, and colours that everybody can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nablacheck.oracle.checking.places import check_file
from nablacheck.reference.errors import InputError, optional

BLUE, ORANGE, GREEN, GREY, LIGHT = "#0072B2", "#D55E00", "#009E73", "#777777", "#e5e5e5"
"""Colours that people with any colour vision can tell apart (Okabe and Ito 2008)."""
FORMATS = (".svg", ".png", ".pdf")
STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "svg.hashsalt": "nablacheck",  # the same file from the same numbers
}


def plottable(path: Path) -> None:
    """InputError for a file that no plot can be written to, MissingFramework where matplotlib is not installed."""
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path} ends with {path.suffix or 'nothing'!r}; a plot's file ends with {', '.join(FORMATS)}.")
    check_file(str(path), path)
    _matplotlib()


def _matplotlib() -> Any:
    with optional("matplotlib", who="a plot needs matplotlib", install="'nablacheck[plots]'"):
        import matplotlib.figure
    return matplotlib


@contextmanager
def figure(path: Path, width: float, height: float, style: Mapping[str, Any] = {}) -> Iterator[Any]:
    """An empty figure of so many inches, written to `path` at the end; pyplot and the user's settings are left alone."""
    plottable(path)
    matplotlib = _matplotlib()
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE, **style}):
        result = matplotlib.figure.Figure(figsize=(width, height), layout="constrained")
        yield result
        undated = {"CreationDate": None} if path.suffix.lower() == ".pdf" else {"Date": None}
        result.savefig(path, dpi=150, metadata={} if path.suffix.lower() == ".png" else undated)
