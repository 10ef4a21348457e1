"""What activations are called among PyTorch's modules, for whoever has not imported it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError


@dataclass(frozen=True)
class InTorch:
    """An activation in torch.nn: its class, and what its parameters are called there, by ours.

    `along` says that it has a `dim`, which must be that of the neurons.
    """

    module: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    along: bool = False


ROWS: Mapping[str, InTorch] = {
    "identity": InTorch("Identity"),
    "sigmoid": InTorch("Sigmoid"),
    "tanh": InTorch("Tanh"),
    "relu": InTorch("ReLU"),
    "relu6": InTorch("ReLU6"),
    "leaky_relu": InTorch("LeakyReLU", {"slope": "negative_slope"}),
    "elu": InTorch("ELU", {"alpha": "alpha"}),
    "selu": InTorch("SELU"),
    "celu": InTorch("CELU", {"alpha": "alpha"}),
    "silu": InTorch("SiLU"),
    "mish": InTorch("Mish"),
    "softplus": InTorch("Softplus", {"beta": "beta", "threshold": "threshold"}),
    "softsign": InTorch("Softsign"),
    "tanhshrink": InTorch("Tanhshrink"),
    "softshrink": InTorch("Softshrink", {"lambd": "lambd"}),
    "hardshrink": InTorch("Hardshrink", {"lambd": "lambd"}),
    "hardtanh": InTorch("Hardtanh", {"min_val": "min_val", "max_val": "max_val"}),
    "hardsigmoid": InTorch("Hardsigmoid"),
    "hardswish": InTorch("Hardswish"),
    "logsigmoid": InTorch("LogSigmoid"),
    "threshold": InTorch("Threshold", {"threshold": "threshold", "value": "value"}),
    "softmax": InTorch("Softmax", along=True),
    "softmin": InTorch("Softmin", along=True),
    "log_softmax": InTorch("LogSoftmax", along=True),
}
"""By family the class of torch.nn."""
GELU = {"none": "gelu", "tanh": "gelu_tanh"}
"""Two entries of ours, by the word that PyTorch tells them apart with."""


def module_named(entry: Activation) -> tuple[str, dict[str, Any]]:
    """The class of torch.nn that computes an entry, and its arguments; InputError where there is none."""
    row = ROWS.get(entry.family)
    if row is not None:
        along = {"dim": -1} if row.along else {}
        return row.module, along | {row.parameters[name]: value for name, value in entry.parameters.items()}
    word = next((word for word, family in GELU.items() if family == entry.family), None)
    if word is None:
        raise InputError(
            f"parameters is 'model', and torch.nn has no module for {entry.name}; declare parameters='module', which has the "
            "linear layers alone."
        )
    return "GELU", {"approximate": word}
