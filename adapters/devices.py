"""An adapter on another device than the CPU: the same functions, called inside of what makes a framework compute there.

Nothing of what is known of the CPU is taken for known there: neither how accurate its functions are, nor its defects. Which
bits products and sums keep there, as those of TF32 in a float32 run, is measured: `oracle.campaign.significand`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from nablacheck.adapters.contract import Adapter, Functions
from nablacheck.reference.errors import InputError, unknown

CPU = "cpu"
DEVICES = (CPU, "cuda")
F = TypeVar("F", bound=Callable[..., Any])
Around = Callable[[], AbstractContextManager[Any]]
"""The context in which a framework computes on the device."""


def on_device(adapter: Adapter, device: str) -> Adapter:
    """The adapter on a device; InputError for one that it does not know, MissingFramework where there is none."""
    if device not in DEVICES:
        raise unknown("device", device, DEVICES)
    if device == CPU:
        return adapter
    if adapter.on is None:
        raise InputError(f"adapter {adapter.name!r} computes on the CPU alone: leave --device out.")
    return adapter.on(adapter, device)


def moved(adapter: Adapter, device: str, around: Around) -> Adapter:
    """The adapter with everything that it computes inside of the context of a device."""
    functions = adapter.functions
    return replace(
        adapter,
        name=f"{adapter.name}-{device}",
        library="any",
        accuracy=None,
        also=(),
        gradient=_within(around, adapter.gradient),
        trace=_within(around, adapter.trace) if adapter.trace else None,
        tangents=_within(around, adapter.tangents) if adapter.tangents else None,
        hessian_vector=_within(around, adapter.hessian_vector) if adapter.hessian_vector else None,
        functions=_functions(functions, around) if functions else None,
        timed=None,
        script=None,
        graph_script=None,
        on=None,
        graph_trace=None,
        together=None,
    )


def _functions(functions: Functions, around: Around) -> Functions:
    return replace(
        functions,
        activation=_within(around, functions.activation),
        cost=_within(around, functions.cost) if functions.cost else None,
        elementary=_within(around, functions.elementary) if functions.elementary else None,
    )


def _within(around: Around, function: F) -> F:
    def called(*given: Any) -> Any:
        with around():
            return function(*given)

    return called  # type: ignore[return-value]
