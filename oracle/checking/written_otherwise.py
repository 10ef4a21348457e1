"""How else the arrays of a file may be written: thought of where they cannot be read as declared, or give wrong gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from nablacheck.oracle.checking.alternatives import Changes, in_words
from nablacheck.oracle.checking.arranging import REVERSED
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.conventions import DEFAULTS
from nablacheck.oracle.checking.files import Claim, claim_in
from nablacheck.oracle.checking.vocabulary import FOLDED, ONE_HOT
from nablacheck.oracle.judging.compared import RIGHT
from nablacheck.reference.errors import InputError

WAYS: Mapping[str, tuple[str, ...]] = {
    "examples": ("columns", "rows"),
    "weights": ("(out, in)", "(in, out)"),
    "targets": ("", *ONE_HOT),
    "biases": ("(n, 1)", "shared", *FOLDED),
}
"""The ways that change the shapes of a file, those that people mean first."""


def written_otherwise(arrays: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[tuple[Changes, Claim]]:
    """Every other way in which the arrays can be read, one change of the declarations first, then two, and so on."""
    others = {name: [way for way in ways if way != declared.get(name, DEFAULTS[name])] for name, ways in WAYS.items()}
    for count in range(1, len(others) + 1):
        for names in combinations(others, count):
            for ways in product(*(others[name] for name in names)):
                changes = dict(zip(names, ways, strict=True))
                try:
                    claim = claim_in(arrays, "the file", {**declared, **changes})
                except InputError:
                    continue
                yield changes, claim


def way_out(arrays: Mapping[str, Any], declared: Mapping[str, Any]) -> str:
    """What to declare where a file cannot be read as it was declared, as a sentence; nothing where that is not it."""
    readable: Changes = {}
    # whoever declares it right needs no axis reversed
    for changes, claim in sorted(written_otherwise(arrays, declared), key=lambda one: REVERSED in one[1].notes):
        if is_right(claim):
            return f" It is right as soon as {in_words(changes)} is declared."
        readable = readable or changes
    return f" It can be read as soon as {in_words(readable)} is declared." if readable else ""


def is_right(claim: Claim) -> bool:
    """Whether a file claims gradients, and right ones."""
    try:
        return judge_claim(claim).outcome == RIGHT
    except InputError:
        return False
