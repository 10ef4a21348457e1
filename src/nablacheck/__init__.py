"""nablacheck: is this backpropagation right, to the last rounding error?"""

from nablacheck.reference import Gradient, InputError, MissingFramework, Network, Problem, Trace, backprop, feedforward

__version__ = "0.1.0"

__all__ = [
    "Gradient",
    "InputError",
    "MissingFramework",
    "Network",
    "Problem",
    "Trace",
    "__version__",
    "backprop",
    "feedforward",
]
