"""Keras on PyTorch: its activations and losses, differentiated by autograd.

Not in float64, of which the mean in which losses end is taken in float32.
"""

from __future__ import annotations

from dataclasses import replace

from nablacheck.adapters.keras_functions import NARROW, WHERE, activations, costs, keras_on
from nablacheck.adapters.torch_autograd import Autograd
from nablacheck.adapters.torch_functions import KINKS

NAME = "keras-torch"
_KERAS = keras_on("torch", NAME)
LEFT_OUT: dict[str, str] = {
    "squareplus": "z² overflows, and (z + √(z² + b))/2 cancels",
    "sparse_plus": "the branch that is not chosen overflows, and 0 · ∞ is NaN",
}
"""Activations, by family, of which PyTorch differentiates our formula."""
_TABLE = {family: mine for family, mine in activations(_KERAS).items() if family not in LEFT_OUT}
_ADAPTER = Autograd(_TABLE, costs(_KERAS)).adapter(NAME)
assert _ADAPTER.functions
ADAPTERS = {
    NAME: replace(
        _ADAPTER,
        dtypes=("float32",),
        functions=replace(_ADAPTER.functions, dtypes=NARROW),
        kinks={**KINKS, **WHERE, "sparse_sigmoid": {-1.0: 0.0, 1.0: 0.0}, "hinge": 0.5},
        title="Keras on PyTorch",
        comes_with="keras",
        also=(NAME,),
        script=None,
        graph_script=None,
        timed=None,
        on_request=True,
    )
}
