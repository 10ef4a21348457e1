"""Somebody's single function with its backward, against an activation: over the whole line, with random cotangents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters.pulling_back import own_function
from nablacheck.oracle.checking.foreign import Late, Unusable
from nablacheck.oracle.checking.narrow import narrower
from nablacheck.oracle.checking.texts import parts
from nablacheck.oracle.checking.vocabulary import seconds
from nablacheck.oracle.sweeping.function_calls import AGAIN, ORDERS, FunctionCall
from nablacheck.oracle.sweeping.function_names import named_function
from nablacheck.oracle.sweeping.function_report import FunctionReport
from nablacheck.oracle.sweeping.learnt import learnt_parameters, parameters_of
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.oracle.sweeping.swept_line import swept_line
from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError, a_kind, check_known

Array = np.ndarray[Any, Any]


def check_function(
    function: Any,
    *,
    like: str | Activation,
    framework: str = "",
    takes: str = "z above",
    learns: str = "",
    examples: str = "columns",
    dtypes: str | Sequence[str] = (),
    time_limit: float = 10.0,
) -> FunctionReport:
    """Whether a function of yours is an activation, and its backward the derivative, in every dtype that it takes.

    `function` is a pair of NumPy functions, σ(z) and the backward with the arguments of `takes` (z, a, above); a
    `torch.autograd.Function`, a module, a `jax.custom_vjp` or `custom_jvp`; or any function of a `framework`. `like` is the
    activation, by name or an entry of your own. `learns` names parameters of its family, which the function takes after z,
    and for which it gives gradients after that of z. `examples` says whether a function that mixes a layer has the examples
    in columns or in rows. InputError for what is no function; whatever the function does is in the report.
    """
    entry, limit = _activation(like), seconds(time_limit)
    for name, text in {"framework": framework, "takes": takes, "learns": learns}.items():
        if not isinstance(text, str):
            raise InputError(f"{name} is {a_kind(text)}; give a text, words separated by blanks.")
    if not isinstance(dtypes, str | list | tuple):
        raise InputError(f"dtypes is {a_kind(dtypes)}; give names of dtypes, a text or a list.")
    takes, learns = (" ".join(parts(name, text)) for name, text in {"takes": takes, "learns": learns}.items())
    check_known("value of examples", examples, ORDERS)
    own = own_function(function, framework, takes)
    parameters = parameters_of(entry, learns)
    wanted = tuple(parts("dtypes", dtypes) if isinstance(dtypes, str) else dtypes) or own.dtypes
    for dtype in wanted:
        check_known("dtype", dtype, own.dtypes)
    call = FunctionCall(own, parameters, examples, limit)
    swept: list[Swept] = []
    learnt: list[str] = []
    refused = list[Unusable]()
    for dtype in wanted:
        try:
            found = swept_line(entry, call, dtype)
            call.note_changes(dtype)
            learnt += learnt_parameters(entry, parameters, call.answer, call.name, dtype)
        except Unusable as error:
            refused.append(error)
            call.notes.setdefault(f"not {dtype}", f"it does not take {dtype}: {error}")
            if isinstance(error, Late):
                break  # it would be waited for in the other dtypes, too
            continue
        swept = [*found, *swept]  # the widest format, whose numbers say most, comes first
    name = entry.name or "the activation"
    if not swept:
        details = [str(refused[0]), *(f"  {line}" for line in refused[0].details)]
        return FunctionReport(call.name, name, refused="\n".join(details))
    looks_like = call.notes.pop(AGAIN, "") or _looks_like(entry, swept[:2], call)
    notes = tuple(call.notes.values())
    report = FunctionReport(call.name, name, tuple(swept), tuple(reversed(learnt)), looks_like, notes=notes)
    # what is wrong in one format is no other formula of the function in the others
    return replace(report, notes=(*notes, *call.less_accurate.values())) if report else report


def _activation(like: Any) -> Activation:
    """The activation that is named; InputError, with what to do, for a cost."""
    if isinstance(like, Cost) or (isinstance(like, str) and like not in ACTIVATIONS and like in COSTS):
        name = like.name if isinstance(like, Cost) else like
        raise InputError(
            f"{name!r} is a cost, and this is about activations; check a cost with a network before it: "
            f"nablacheck.check(fn, cost={name!r}, gives='cost nabla_b nabla_w')."
        )
    return like if isinstance(like, Activation) else activation(like)


def _looks_like(entry: Activation, found: Sequence[Swept], call: FunctionCall) -> str:
    """What explains numbers that are wrong: a narrow format inside, another activation, or what was typed."""
    for one in found:
        if narrow := narrower([one.comparison.given[np.isfinite(one.comparison.given)]], one.dtype):
            return f"every number of {one.function} is a {narrow}: something in the computation is not {one.dtype}"
    if not any((one.comparison.unexplained & np.isfinite(one.comparison.given)).any() for one in found):
        return ""
    return named_function(entry, call.in_silence(), found[0].dtype)
