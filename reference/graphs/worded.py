"""A graph in words: the inputs, and then the blocks one after the other, each reading the one before.

    4 at 28x28; convolution 8 kernel=3 padding=1; max_pool kernel=2 stride=2; flatten; dense 10 softmax

`4` are the neurons of layer 1, `at 28x28` the map of its positions; a block has its numbers in the order of its function, or by
name. What a block does to the map, the next one knows. A graph that does not follow from block to block is built with a `Plan`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any, NamedTuple

from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError, a_kind, unknown
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import Pool, Window, flattened

Size = tuple[int, ...]
OF_WINDOW = ("kernel", "stride", "padding", "dilation")
YES_OR_NO, TRUTH = ("bias", "causal"), {"yes": True, "no": False}


def mean_pool(plan: Plan, of: int, window: Window) -> int:
    """The mean of what a window sees, for each neuron by itself."""
    return plan.reads(of, Pool(window))


def flatten(plan: Plan, of: int) -> int:
    """All positions side by side as neurons of one."""
    return plan.reads(of, flattened(plan.shapes[of]))


class WordedBlock(NamedTuple):
    """What adds a block to a plan, and what becomes of the map of positions; None where the window says it."""

    add: Callable[..., int]
    size: Callable[[Size], Size] | None = lambda size: size


def _one(size: Size) -> Size:
    return (1,)


BLOCKS: Mapping[str, WordedBlock] = {
    "dense": WordedBlock(Plan.dense),
    "residual_block": WordedBlock(blocks.residual_block),
    "layer_norm": WordedBlock(blocks.layer_norm),
    "rms_norm": WordedBlock(blocks.rms_norm),
    "convolution": WordedBlock(blocks.convolution, None),
    "bottleneck": WordedBlock(blocks.bottleneck),
    "max_pool": WordedBlock(blocks.max_pool, None),
    "mean_pool": WordedBlock(mean_pool, None),
    "flatten": WordedBlock(flatten, _one),
    "gated_unit": WordedBlock(blocks.gated_unit),
    "tied_autoencoder": WordedBlock(blocks.tied_autoencoder),
    "embedding": WordedBlock(blocks.embedding),
    "with_positions": WordedBlock(blocks.with_positions),
    "attention": WordedBlock(blocks.attention),
    "causal_attention": WordedBlock(blocks.causal_attention),
    "transformer_block": WordedBlock(blocks.transformer_block),
    "lstm": WordedBlock(blocks.lstm, _one),
    "gru": WordedBlock(blocks.gru, _one),
}
"""The blocks by the word for them."""


def graph_in_words(text: str, cost: Cost | str = "quadratic", seed: int = 0, dtype: Any = "float64") -> Graph:
    """The graph that a text describes, with parameters of a seed; InputError, which says where, for what is none."""
    if not isinstance(text, str):
        raise InputError(f"a graph in words is a text, as '3; dense 4 tanh; dense 2', and this is {a_kind(text)}.")
    first, *steps = (part.strip() for part in text.strip().removesuffix(";").split(";"))
    n, size = _inputs(first)
    if not steps:
        raise InputError(f"{text!r} has no blocks; write them after the inputs, as in '3; dense 4 tanh; dense 2'.")
    plan, last = Plan((n, math.prod(size)), seed, dtype), 1
    for step in steps:
        last, size = _added(plan, last, size, step)
    return plan.graph(cost)


def _inputs(text: str) -> tuple[int, Size]:
    match = re.fullmatch(r"(\d+)(?:\s+at\s+(\d+(?:x\d+)*))?", text)
    if not match or not all(map(int, numbers := [match[1], *(match[2] or "1").split("x")])):
        raise InputError(f"the graph begins with {text!r}; write neurons of the input, or neurons at positions, as 4 at 28x28.")
    n, *size = map(int, numbers)
    return n, tuple(size)


def _added(plan: Plan, last: int, size: Size, step: str) -> tuple[int, Size]:
    """The number of the last layer of a block, and the map of its positions."""
    word, *arguments = step.split() or [""]
    if word not in BLOCKS:
        raise unknown("block", word, BLOCKS)
    block = BLOCKS[word]
    parameters = dict(list(signature(block.add).parameters.items())[2:])
    try:
        given = _arguments(arguments, parameters)
        if "window" in parameters:
            given["window"] = _window(size, given)
        for name, parameter in parameters.items():
            if parameter.default is Parameter.empty and name not in given:
                raise InputError(f"{name} is missing; it takes {_takes(parameters)}.")
        layer = block.add(plan, last, **given)
    except InputError as error:
        raise InputError(f"{step!r} in the graph: {error}") from error
    return layer, block.size(size) if block.size else given["window"].steps


def _arguments(arguments: list[str], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Numbers and words by the name of the parameter: in its order, and with = by name."""
    order = [name for name in parameters if name not in ("window", "memory")]
    known = [*order, *(OF_WINDOW if "window" in parameters else ())]
    given: dict[str, Any] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or "(" in name:  # elu(alpha=0.5) is a name
            name, value = next((free for free in order if free not in given), ""), argument
            if not name:
                raise InputError(f"{argument!r} is one too many; it takes {_takes(parameters)}.")
        if name not in known:
            raise unknown("word", name, known)
        if name in given:
            raise InputError(f"{name} is there twice; take one of them out.")
        given[name] = _value(name, value)
    return given


def _takes(parameters: Mapping[str, Parameter]) -> str:
    named = [name for name in parameters if name not in ("window", "memory")]
    return ", ".join([*named, *(OF_WINDOW if "window" in parameters else ())]) or "nothing"


def _value(name: str, text: str) -> Any:
    """A whole number, several along axes, a number with a point, yes or no, or the name of an activation."""
    if name == "activation":
        return text
    if name in YES_OR_NO and text in TRUTH:
        return TRUTH[text]
    if name == "epsilon" and re.fullmatch(r"[\d.]+(e-?\d+)?", text) and float(text) > 0:
        return float(text)
    if re.fullmatch(r"\d{1,30}(x\d{1,30})*", text):
        numbers = tuple(map(int, text.split("x")))
        if (name in OF_WINDOW or len(numbers) == 1) and (all(numbers) or name == "padding"):
            return numbers if len(numbers) > 1 else numbers[0]
    allowed = "yes or no" if name in YES_OR_NO else "a number above 0" if name == "epsilon" else "a whole number of at least 1"
    raise InputError(f"{name} is {text!r}; it must be {allowed}{', or several as 3x3' * (name in OF_WINDOW)}.")


def _window(size: Size, given: dict[str, Any]) -> Window:
    """The window over the map, out of what was given for it."""
    if "kernel" not in given:
        raise InputError("kernel is missing, as in kernel=3.")
    return Window(size, **{name: given.pop(name) for name in OF_WINDOW if name in given})
