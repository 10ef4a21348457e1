"""What is handed to code that is written for JAX: arrays of its own.

It imports nothing of this library, and so runs without it.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np


def tensors(held: Any, trained: bool) -> Any:
    """Copies of arrays as JAX's, in lists, dictionaries and objects as these are; nothing says there what is `trained`.

    Without jax_enable_x64 they are float32, as all that JAX makes of float64.
    """
    if isinstance(held, np.ndarray):
        return jnp.array(held)
    if isinstance(held, list | tuple):
        return type(held)(tensors(part, trained) for part in held)
    if isinstance(held, dict):
        return {key: tensors(part, trained) for key, part in held.items()}
    if is_dataclass(held) and not isinstance(held, type):
        return replace(held, **{one.name: tensors(getattr(held, one.name), trained) for one in fields(held)})
    return held
