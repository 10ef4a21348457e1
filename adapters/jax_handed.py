"""What is handed to code that is written for JAX: arrays of its own.

It imports nothing of this library, and so runs without it.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp


def tensor(array: Any, trained: bool) -> Any:
    """A copy of an array as one of JAX's; nothing says there whether it is `trained`.

    Without jax_enable_x64 it is float32, as all that JAX makes of float64.
    """
    return jnp.array(array)
