"""TensorFlow's graphs: `tf.function`, whose optimiser rewrites what was traced, and XLA, which compiles it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from nablacheck.adapters.contract import Adapter
from nablacheck.adapters.tensorflow_tape import KINKS, TENSORFLOW, taped
from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE

Array = Any
XLA_KINKS = {**KINKS, "selu": {0.0: SELU_SCALE * SELU_ALPHA}}
"""XLA takes the derivative on the left at 0, and the kernel of TensorFlow that on the right."""


def graphed(compiled: bool) -> Callable[..., tuple[Any, list[Any], list[Any]]]:
    """The way to gradients through `tf.function`, with `jit_compile` or without; the tape is inside of the graph."""

    def gradients(
        function: Callable[..., Any], leaves: Sequence[Array], constants: Sequence[Array], dtype: str
    ) -> tuple[Any, list[Any], list[Any]]:
        given, watched = ([tf.constant(np.asarray(part), dtype=dtype) for part in parts] for parts in (constants, leaves))
        # our formulas are traced as they are, not rewritten first
        graph = tf.function(lambda watched, given: taped(function, watched, given), jit_compile=compiled, autograph=False)
        with _quietly():
            value, beside, slopes = graph(watched, given)
        return value.numpy(), [part.numpy() for part in beside], [slope.numpy() for slope in slopes]

    return gradients


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the advice to trace less: each problem has shapes of its own."""
    logger = tf.get_logger()
    before = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(before)


def mode(name: str, compiled: bool) -> Adapter:
    """Eager TensorFlow, but for the way to the numbers; its functions are swept eagerly, since each shape is traced anew."""
    traced = replace(TENSORFLOW, name=name, gradients=graphed(compiled)).adapter()
    return replace(traced, library=TENSORFLOW.name, functions=None, bias_last=False)


ADAPTERS = {
    "tensorflow-function": mode("tensorflow-function", compiled=False),
    "tensorflow-xla": replace(mode("tensorflow-xla", compiled=True), kinks=XLA_KINKS),
}
