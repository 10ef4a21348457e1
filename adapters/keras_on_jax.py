"""Keras on JAX: its activations and losses, jitted and differentiated by `jax.grad`.

Not in float64: tanh of it returns float32, and the mean in which losses end is taken in float32, whatever JAX is told.
"""

from __future__ import annotations

from dataclasses import replace

from nablacheck.adapters.jax_functions import KINKS
from nablacheck.adapters.jax_grad import Grad
from nablacheck.adapters.keras_functions import NARROW, WHERE, activations, costs, keras_on

NAME = "keras-jax"
_KERAS = keras_on("jax", NAME)
_GRAD = Grad(activations(_KERAS), costs(_KERAS))
_ADAPTER = _GRAD.adapter(NAME, {**KINKS, **WHERE, "l1": 0.0, "hinge": 0.5}, on_request=True)
assert _ADAPTER.functions
ADAPTERS = {
    NAME: replace(
        _ADAPTER,
        dtypes=("float32",),
        functions=replace(_ADAPTER.functions, dtypes=NARROW),
        title="Keras on JAX",
        comes_with="keras",
        also=(NAME,),
        script=None,
    )
}
