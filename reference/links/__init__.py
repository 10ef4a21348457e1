"""Links: what may join two layers in place of the book's w a, each with its two transposes."""

from nablacheck.reference.links.convolution import Conv, Pool
from nablacheck.reference.links.elementwise import Gain, Skip, Times
from nablacheck.reference.links.link import LAYER, NOTHING, PARAMETER, Dense, Lengths, Link, Misfit, Shape, Term, Transposed
from nablacheck.reference.links.moves import (
    Move,
    arranged,
    at_positions,
    enlarged,
    flattened,
    placed,
    placed_at,
    some_neurons,
)
from nablacheck.reference.links.products import Mix, Scores
from nablacheck.reference.links.window import Window

__all__ = [
    "LAYER",
    "NOTHING",
    "PARAMETER",
    "Conv",
    "Dense",
    "Gain",
    "Lengths",
    "Link",
    "Misfit",
    "Mix",
    "Move",
    "Pool",
    "Scores",
    "Shape",
    "Skip",
    "Term",
    "Times",
    "Transposed",
    "Window",
    "arranged",
    "at_positions",
    "enlarged",
    "flattened",
    "placed",
    "placed_at",
    "some_neurons",
]
