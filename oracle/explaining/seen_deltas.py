"""δ as the examples by themselves show it, and as it then may be in a batch."""

from __future__ import annotations

import numpy as np

from nablacheck.oracle.explaining.factors import Interval, ratio
from nablacheck.oracle.explaining.processed import coarse, near
from nablacheck.oracle.explaining.witnesses import Witnesses
from nablacheck.reference.arithmetic import Ball


def in_a_batch(seen: Ball, book: Ball) -> Ball:
    """δ of examples by themselves, as it may be in a batch, where the same equation is rounded otherwise.

    Each of the two is within the radius of its equation, which is granted in units of the terms that were added.
    """
    with np.errstate(all="ignore"):
        relative = float(np.nanmax(np.where(book.size > 0, book.rad / book.size, 0.0)))
    size = np.maximum(abs(seen.mid), book.size)
    return Ball(seen.mid, seen.rad + 2 * relative * size, size, book.model)


def roughly_seen(seen: Ball, witnesses: Witnesses) -> Ball | None:
    """What the examples by themselves show, as far as a narrow format goes, if that is what the batch has too.

    They are wrong by themselves, and a number that was narrowed is another one in a batch.
    """
    narrow = near(*((view(seen), target) for view, target in witnesses.targets))
    return coarse(seen, narrow) if narrow else None


def seen_times(seen: Ball, witnesses: Witnesses) -> Ball | None:
    """What the examples show times the number with which the batch has it: what is wrong of them may go with its size."""
    times = Interval()
    for view, target in witnesses.targets:
        times &= ratio(target, view(seen))
    if not (times and times.bounded):
        return None
    middle = (times.low + times.high) / 2
    reach = seen.rad * abs(middle) + abs(seen.mid) * (times.high - times.low)
    return Ball(seen.mid * middle, reach, seen.size * abs(middle), seen.model)
