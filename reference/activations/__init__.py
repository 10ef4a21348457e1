"""The activations: one entry per σ, with the textbook formula of its derivative."""

from nablacheck.reference.activations import piecewise, rows, smooth
from nablacheck.reference.activations.activation import ACTIVATIONS, Activation, activation
from nablacheck.reference.arithmetic import Array, Namespace

__all__ = ["ACTIVATIONS", "Activation", "Array", "Namespace", "activation", "piecewise", "rows", "smooth"]
