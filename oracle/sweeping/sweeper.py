"""The sweep: single functions of a framework over the whole line, every number against the ball of its formula.

Where the ball is infinite because a step of the formula may overflow, certified arithmetic still tells whether the truth is
finite; then a NaN or an infinity is wrong. At ±∞ the truth is what certified arithmetic has at ±2^2000.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter, Functions, load
from nablacheck.oracle.generating.arguments import NOT_FINITE, columns, cotangents, line
from nablacheck.oracle.generating.outputs import outputs_and_targets
from nablacheck.oracle.generating.shapes import Arrangement, natural, odd, pieces, transposed, whole
from nablacheck.oracle.judging.bound import entry_named
from nablacheck.oracle.judging.single_functions import Pair, activation_text, cost_text
from nablacheck.oracle.sweeping.judged import Reply, judged
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.errors import InputError, MissingFramework, check_handed_in, check_known

Array = np.ndarray[Any, Any]
TURNS = 4
"""Turns of cotangents that arrangements ask for."""
JUDGED = 2
"""The first calls have the whole line, each with the cotangents of its turn, and are judged whole."""


def sweep(entry: AnyEntry | str, adapter: Adapter | str, dtype: str, ulps: bool = False) -> tuple[Swept, Swept]:
    """A function and its derivative, as an adapter computes them in a dtype; with the error in ULP as well, if it is asked.

    Each may be given by its name. InputError for what is neither, and where the adapter has no single functions in that dtype.
    """
    asked, whose = entry_named(entry), load(adapter) if isinstance(adapter, str) else adapter
    check_handed_in(adapter=(whose, Adapter))
    check_known("dtype", dtype, _functions(whose).dtypes)
    with np.errstate(all="ignore"):  # overflow and NaN are what is looked for
        if isinstance(asked, Cost):
            return _of_cost(asked, whose, dtype, ulps)
        return _of_rows(asked, whose, dtype, ulps) if asked.prime is None else _elementwise(asked, whose, dtype, ulps)


def _elementwise(entry: Activation, adapter: Adapter, dtype: str, ulps: bool) -> tuple[Swept, Swept]:
    """Natural arrays first, then those with odd strides, then the natural ones again, which must give what they gave.

    A number that was judged once for its argument and cotangent is not judged again in another array where it is the same.
    """
    z = np.concatenate([line(entry, dtype), [] if adapter.composes(entry) else NOT_FINITE])
    beside = np.stack([cotangents(z, precision(dtype), turn) for turn in range(TURNS)])
    many = _functions(adapter).pieces
    usual = [*whole(z.size), *(pieces(z.size) if many else ())]
    plan = [*usual, *(odd(z.size) if many else ())]
    answers = [_asked(entry, adapter, dtype, z, beside, each) for each in plan]
    again = [_asked(entry, adapter, dtype, z, beside, each) for each in usual]
    differ = [_differing(each, answer, answers[:2]) for each, answer in zip(plan, answers, strict=True)]
    parts = [
        _taken(z, beside, each, answer, np.logical_or(*unlike) | (i < JUDGED or each.turn >= JUDGED))
        for i, (each, answer, unlike) in enumerate(zip(plan, answers, differ, strict=True))
    ]
    results = judged(entry, adapter, dtype, activation_text(adapter), [_flat(parts)], elementwise=True, ulps=ulps)
    value, pulled = (
        _varying(
            swept,
            varies=z[_all(each.places[unlike[d]] for each, unlike in zip(plan, differ, strict=True))],
            stale=z[_all(each.places[~_same(now[d], then[d])] for each, now, then in zip(usual, again, answers, strict=False))],
        )
        for d, swept in enumerate(results)
    )
    return value, pulled


def _differing(each: Arrangement, answer: Pair, first: list[Pair]) -> Pair:
    """Where σ and σ′ are other numbers than in the first calls, which have the whole line, with cotangents of two turns."""
    value, pulled = answer
    unlike = np.zeros(value.shape, dtype=bool)
    return (
        ~_same(value, first[0][0][each.places]),
        ~_same(pulled, first[each.turn][1][each.places]) if each.turn < JUDGED else unlike,
    )


def _taken(z: Array, beside: Array, each: Arrangement, answer: Pair, take: Array) -> Reply:
    """Some of the numbers of an answer."""
    value, pulled = answer
    return Reply(z[each.places][take], beside[each.turn][each.places][take], (value[take], pulled[take]))


def _flat(parts: list[Reply]) -> Reply:
    """Numbers that have nothing to do with each other, in one row."""
    at, beside = (np.concatenate([np.ravel(getattr(part, name)) for part in parts])[None] for name in ("at", "beside"))
    value, pulled = (np.concatenate([np.ravel(part.given[d]) for part in parts])[None] for d in (0, 1))
    return Reply(at, beside, (value, pulled))


def _all(places: Iterable[Array]) -> Array:
    return np.unique(np.concatenate([np.zeros(0, dtype=int), *places]))


def _varying(swept: Swept, varies: Array, stale: Array) -> Swept:
    """The function with the arguments at which it varies, and with the defects that say so."""
    varies = varies[~np.isnan(varies)]
    known = tuple(defect for defect in swept.expected if defect.varies and varies.size)
    return replace(swept, varies=varies, stale=stale, shows=(*swept.shows, *known))


def _asked(entry: Activation, adapter: Adapter, dtype: str, z: Array, beside: Array, each: Arrangement) -> tuple[Array, Array]:
    """What the adapter returns for an arrangement of the line."""
    return called(entry, adapter, dtype, each.of(z), each.of(beside[each.turn]), each.strided)


def called(
    entry: Activation, adapter: Adapter, dtype: str, z: Array, cotangent: Array, strided: bool = False
) -> tuple[Array, Array]:
    """The two arrays that an adapter returns; InputError where it returns something else."""
    call = _functions(adapter).activation
    try:
        value, pulled = (np.array(part, dtype=np.float64) for part in call(entry, z, cotangent, dtype, strided))
    except (NotImplementedError, InputError, MissingFramework):
        raise
    except Exception as error:  # an adapter may be foreign code
        raise InputError(
            f"adapter {adapter.name!r}: {entry.name} of an array {z.shape} in {dtype}: {type(error).__name__}: {error}"
        ) from error
    if value.shape != z.shape or pulled.shape != z.shape:
        raise InputError(
            f"adapter {adapter.name!r} returned arrays {value.shape} and {pulled.shape} for {entry.name} of an array "
            f"{z.shape}; σ and the cotangent pulled back have the shape of z."
        )
    return value, pulled


def _functions(adapter: Adapter) -> Functions:
    if adapter.functions is None:
        raise InputError(f"adapter {adapter.name!r} has no single functions to sweep.")
    return adapter.functions


def _same(x: Array, y: Array) -> Array:
    return np.asarray((x == y) | (np.isnan(x) & np.isnan(y)))


def _of_rows(entry: Activation, adapter: Adapter, dtype: str, ulps: bool) -> tuple[Swept, Swept]:
    """Columns of layers, with a NaN in one of them, with neurons side by side where strides may run other code, and again."""
    parts, stale, swallowed = list[Reply](), tuple[list[Array], list[Array]](([], [])), list[Array]()
    for z, cotangent in columns(dtype):
        usual = called(entry, adapter, dtype, natural(z), natural(cotangent))
        parts.append(Reply(z, cotangent, usual))
        if _functions(adapter).pieces:
            parts.append(Reply(z, cotangent, called(entry, adapter, dtype, transposed(z), transposed(cotangent), strided=True)))
        part, lost = _beside_nan(entry, adapter, dtype, z, cotangent)
        parts.append(part)
        swallowed.append(lost)
        again = called(entry, adapter, dtype, natural(z), natural(cotangent))
        for d in (0, 1):
            stale[d].append(z[~_same(again[d], usual[d])])
    value, pulled = judged(entry, adapter, dtype, activation_text(adapter), parts, ulps=ulps)
    value = replace(value, stale=np.concatenate(stale[0]), swallows=np.concatenate(swallowed))
    return value, replace(pulled, stale=np.concatenate(stale[1]))


def _beside_nan(entry: Activation, adapter: Adapter, dtype: str, z: Array, cotangent: Array) -> tuple[Reply, Array]:
    """The columns beside one with a NaN, and the arguments of that column for which a number came back."""
    j = z.shape[1] // 2
    with_nan, others = natural(z), np.arange(z.shape[1]) != j
    with_nan[0, j] = np.nan
    value, pulled = called(entry, adapter, dtype, with_nan, natural(cotangent))
    return Reply(z[:, others], cotangent[:, others], (value[:, others], pulled[:, others])), z[~np.isnan(value[:, j]), j]


def _of_cost(entry: Cost, adapter: Adapter, dtype: str, ulps: bool) -> tuple[Swept, Swept]:
    call = _functions(adapter).cost
    if call is None:
        raise InputError(f"adapter {adapter.name!r} has no costs to sweep: leave them out.")
    parts = [Reply(a, y, call(entry, a, y, dtype)) for a, y in outputs_and_targets(entry, dtype)]
    return judged(entry, adapter, dtype, cost_text(adapter), parts, ulps=ulps)
