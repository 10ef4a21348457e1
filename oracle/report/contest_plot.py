"""The plots of `bench speed`: the ratios of commit after commit, and how time and memory grow with the work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nablacheck.oracle.report.plots import BLUE, GREEN, GREY, ORANGE, figure

Record = dict[str, Any]
SHOWN = {"reference": BLUE, "judge of a trace": ORANGE, "judge in balls": GREEN, "bare products": GREY}


def draw_history(history: Sequence[Record], path: Path) -> None:
    """A panel a network and dtype, the commits from left to right, ratios to a pass of PyTorch."""
    last = history[-1]["settings"]
    with figure(path, 9, 4.4) as page:
        panels = page.subplots(2, (len(last) + 1) // 2, sharex=True, squeeze=False)
        for axes, setting in zip(panels.T.ravel(), last, strict=False):
            for name, colour in SHOWN.items():
                points = [(i, time["ratio"]) for i, run in enumerate(history) for time in _times(run, setting, name)]
                if points:
                    axes.plot(*zip(*points, strict=True), "o-", color=colour, label=name)
            axes.set(yscale="log")
            axes.set_title(f"{setting['network']}, {setting['dtype']}", fontsize=8)
            axes.tick_params(which="both", labelsize=7)
            axes.set_xticks(range(len(history)), [run["commit"] for run in history], rotation=45)
        panels[0, 0].legend(fontsize=7)


def _times(run: Record, setting: Record, name: str) -> list[Record]:
    same = [s for s in run["settings"] if all(s[key] == setting[key] for key in ("network", "batch", "dtype"))]
    return [time for s in same for time in s["times"] if time["name"] == name]


def draw_growth(growth: Sequence[Record], path: Path) -> None:
    """Seconds, and bytes at most, against weights times examples; full lines for width, dotted ones for depth."""
    with figure(path, 9, 3.6) as page:
        panels = page.subplots(1, 2)
        for axes, measured, unit in zip(panels, ("seconds", "memory"), ("seconds", "bytes"), strict=True):
            for each, marker in zip(growth, "os", strict=False):
                for name in dict.fromkeys(row["name"] for row in each["rows"]):
                    for varied, line in (("width", "-"), ("depth", ":")):
                        rows = [row for row in each["rows"] if (row["name"], row["varied"]) == (name, varied)]
                        label = f"{name}, {each['dtype']}" if varied == "width" else None
                        points = [row["work"] for row in rows], [row[measured] for row in rows]
                        axes.plot(*points, marker + line, color=SHOWN[name], markersize=4, label=label)
            axes.set(xscale="log", yscale="log", xlabel="weights × examples", ylabel=unit)
        panels[0].legend(fontsize=7)
