"""The plot of a training: how far each framework has drifted from the reference, over what random rounding does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.report.plots import BLUE, GREEN, GREY, LIGHT, ORANGE, figure
from nablacheck.oracle.training.digit_trainings import Training
from nablacheck.oracle.training.divergence import Drift
from nablacheck.reference.arithmetic import precision


def draw(trainings: Sequence[Training], drifts: Sequence[Drift], title: str, path: Path) -> None:
    """A panel for each dtype; the file format is that of the path's suffix."""
    dtypes = list(dict.fromkeys(training.record.dtype for training in trainings))
    with figure(path, 7.5, 1 + 2.6 * len(dtypes)) as page:
        panels = page.subplots(len(dtypes), 1, sharex=True, squeeze=False)[:, 0]
        for axes, dtype in zip(panels, dtypes, strict=True):
            _predicted(axes, np.asarray(drifts) * precision(dtype).u)
            here = [training for training in trainings if training.record.dtype == dtype]
            for training, colour in zip(here, (ORANGE, BLUE, GREEN), strict=False):
                _trained(axes, training, colour)
            axes.set(title=dtype, yscale="log")
            axes.set_ylabel("‖w − w_ref‖ / ‖w_ref‖")
            axes.legend(loc="best")
        panels[-1].set_xlabel("step")
        page.suptitle(title, fontsize=11, x=0.02, ha="left")


def _predicted(axes: Any, band: Any) -> None:
    k = np.arange(1, len(band) + 1)
    axes.fill_between(k, band[:, 0], band[:, 2], color=LIGHT, linewidth=0, label="random rounding, least to most")
    axes.plot(k, band[:, 1], color=GREY, linewidth=1, linestyle=":", label="random rounding, median")


def _trained(axes: Any, training: Training, colour: str) -> None:
    record, distances = training.record, np.asarray(training.distances)
    shown = np.where(distances > 0, distances, np.nan)  # a distance of 0 has no logarithm
    axes.plot(np.arange(1, len(shown) + 1), shown, color=colour, linewidth=1.2, label=record.adapter)
    if record.first:
        step = record.first[0]
        axes.axvline(step, color=colour, linewidth=1, linestyle="--", label=f"{record.adapter} first disagrees at step {step}")
