"""A back end with single functions alone: tanh and relu in float32 and bfloat16, computed in float64 inside, here in NumPy."""

import numpy as np

from nablacheck import Adapter
from nablacheck.adapters import Functions

FORWARD = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
BACKWARD = {
    "tanh": lambda z, above: above / np.cosh(z) ** 2,
    "relu": lambda z, above: above * (z > 0),
}


def rounded(x, dtype):
    """A float32, or its upper half, rounded to nearest: a bfloat16."""
    x = np.asarray(x).astype(np.float32)
    if dtype == "float32":
        return x
    bits = x.view(np.uint32)
    upper = (bits + np.uint32(0x7FFF) + (bits >> np.uint32(16) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(x), x, upper.view(np.float32))


def activation(entry, z, above, dtype, strided):
    """a, and what comes from above pulled back through σ; numbers come in float64, and are held by the format."""
    if entry.family not in FORWARD:
        raise NotImplementedError(entry.name)
    with np.errstate(all="ignore"):  # what overflows is judged
        return rounded(FORWARD[entry.family](z), dtype), rounded(BACKWARD[entry.family](z, above), dtype)


ADAPTER = Adapter(
    "back-end",
    "any",  # as accurate as the least accurate library in the table
    functions=Functions(activation, dtypes=("float32", "bfloat16"), sweeps=lambda entry: entry.family in FORWARD),
)
