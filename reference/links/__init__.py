"""Links: what may join two layers in place of the book's w a, each with its two transposes."""

from nablacheck.reference.links.link import LAYER, NOTHING, PARAMETER, Dense, Link, Misfit, Shape, Term

__all__ = ["LAYER", "NOTHING", "PARAMETER", "Dense", "Link", "Misfit", "Shape", "Term"]
