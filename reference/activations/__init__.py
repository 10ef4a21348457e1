"""The activations: one entry per σ, with the textbook formula of its derivative."""

from nablacheck.reference.activations import piecewise, rows, smooth
from nablacheck.reference.activations.activation import ACTIVATIONS, Activation, Array, Namespace, activation

__all__ = ["ACTIVATIONS", "Activation", "Array", "Namespace", "activation", "piecewise", "rows", "smooth"]
