"""How accurate the elementary functions of the libraries are: the only table of numbers that the verdicts rest on.

κ_g bounds the relative error of g in unit roundoffs, |fl(g(x)) − g(x)| ≤ κ_g u |g(x)| + η; of erfc it bounds that at an
argument within u|x| of x, since e^−x² is computed of an x² that is rounded. One ULP is at most 2u. A row is the library's
published budget where it has one and keeps it; otherwise the largest error found by a scan, with room for what the scan
missed. The scans are `oracle/commands/probe.py`; tests fail when an installed library leaves its row. The row of pow is for
exponents that are no whole numbers; with those a power may be a product as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nablacheck.reference.errors import unknown
from nablacheck.reference.releases import age, running

Accuracy = Mapping[str, float]


@dataclass(frozen=True)
class Row:
    """κ_g by the name of g, and where the numbers come from."""

    kappa: Accuracy
    source: str


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of somebody's own, by dtype; a function that a row leaves out is taken for the least accurate that is known."""

    of: Mapping[str, Row]

    def _key(self) -> Any:
        return frozenset((dtype, row.source, frozenset(row.kappa.items())) for dtype, row in self.of.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


FARTHEST: Mapping[str, float] = {"sin": 2.0**48, "cos": 2.0**48}
"""Up to which arguments a row is held, where it is not everywhere: of what is beyond a ball says nothing."""

HALF = dict.fromkeys(("exp", "expm1", "log", "log1p", "tanh", "erf", "erfc", "sin", "cos", "atan", "sigmoid", "pow"), 2) | {
    "sqrt": 1
}
"""Computed in float32 and rounded once more."""
EVERY_NUMBER = "computed in float32 and rounded once more; every number of the format scanned"

ROWS: dict[str, dict[str, Row]] = {
    "numpy": {
        "float64": Row(
            {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 4, "erf": 2, "erfc": 10, "sqrt": 1}
            | {"sin": 2, "cos": 2, "atan": 2, "sigmoid": 5, "pow": 8},
            "NumPy's own accuracy tests allow 1 ULP, 2 for tanh; erf and erfc are the C library's, whose manual (glibc) gives "
            "1 and 5 ULP; sigmoid is ours, the error of exp and two roundings; pow is 1.0u in the C library, with room for the "
            "kernels that NumPy has for AVX-512",
        ),
        "float32": Row(
            {"exp": 6, "expm1": 6, "log": 8, "log1p": 4, "tanh": 4, "erf": 2, "erfc": 2, "sqrt": 1}
            | {"sin": 4, "cos": 4, "atan": 6, "sigmoid": 9, "pow": 8},
            "NumPy's accuracy tests: exp, expm1 and atan 3 ULP, log 4, log1p, tanh, sin and cos 2; erf and erfc are computed "
            "in double; sigmoid and pow as in float64",
        ),
        "float16": Row(HALF | {"sigmoid": 5}, f"{EVERY_NUMBER}; sigmoid is ours, the error of exp and two roundings"),
    },
    "torch": {
        "float64": Row(
            {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 2, "erf": 2, "erfc": 3, "sqrt": 2}
            | {"sin": 2, "cos": 2, "atan": 2, "sigmoid": 5, "pow": 3},
            "SLEEF's u10 functions and MKL's VML in its high-accuracy mode: 1.0 ULP, so sqrt is not correctly rounded (1.45u); "
            "SLEEF's erfc_u15 1.5 ULP; sigmoid is 1/(1 + e^−x), the error of exp and two roundings, 2.5u in scans; pow with "
            "−½ is 1/√x, 1.5u in scans",
        ),
        "float32": Row(
            {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 2, "erf": 2, "erfc": 3, "sqrt": 2}
            | {"sin": 2, "cos": 2, "atan": 2, "sigmoid": 5, "pow": 3},
            "as in float64",
        ),
        "float16": Row(HALF | {"erf": 10}, f"{EVERY_NUMBER}; erf 8.8u near 0, from a polynomial with an absolute error"),
        "bfloat16": Row(HALF | {"erf": 264}, f"{EVERY_NUMBER}; erf is 0 below 2e-7: a polynomial with an absolute error"),
    },
    "jax": {
        "float64": Row(
            {"exp": 4, "expm1": 9, "log": 2, "log1p": 4, "tanh": 12, "erf": 3, "erfc": 10, "sqrt": 1}
            | {"sin": 3, "cos": 3, "atan": 3, "sigmoid": 7, "pow": 4},
            "XLA's budget is 1 ULP for exp and log, 4 for tanh; scans found 2.2u, 1.0u and 9.4u (tanh near 16), expm1 5.7u "
            "for |x| < 1/2, erf 1.6u, erfc 8.6u near 0.92; log1p is held to 2.8u for x ≥ 0, all that the formulas ask of it: "
            "for x between 1 − √2 and −0.35 it loses 241u (jax#39707); sin, cos and atan 1.0u, sigmoid 3.1u, where exp and two "
            "roundings would have 6u, pow 1.0u",
        ),
        "float32": Row(
            {"exp": 6, "expm1": 8, "log": 3, "log1p": 5, "tanh": 10, "erf": 8, "erfc": 8, "sqrt": 1}
            | {"sin": 3, "cos": 3, "atan": 4, "sigmoid": 9, "pow": 4},
            "XLA's budget is 6 ULP for exp, 1 for log, 3 for tanh; all floats scanned: exp 5.5u just under overflow and 1.5u "
            "elsewhere, log 2.1u, expm1 7.0u, log1p 3.6u, tanh 4.9u (9.4u without AVX-512), erf 6.7u near 3.8, erfc 6.2u; "
            "sampled: sin and cos 1.1u, atan 1.4u, sigmoid 2.5u, where exp and two roundings would have 8u, pow 1.0u",
        ),
        "float16": Row(
            HALF | {"expm1": 3, "log1p": 3, "sigmoid": 4},
            f"{EVERY_NUMBER}; log1p 2.7u in JAX 0.4; sigmoid 2.2u, of exp, a sum and a quotient in the format itself",
        ),
        "bfloat16": Row(HALF | {"sigmoid": 4}, f"{EVERY_NUMBER}; sigmoid as in float16"),
    },
}

"""By library and dtype the row of the oldest supported release, and of the later ones, as far as `LATER` has none."""


@dataclass(frozen=True)
class Since:
    """What holds from a release on: other κ_g of some functions, by dtype, and where the numbers come from."""

    release: str
    kappa: Mapping[str, Accuracy]
    source: str


LATER: Mapping[str, tuple[Since, ...]] = {
    "jax": (
        Since(
            "0.12",
            {"float64": {"expm1": 3, "atan": 7}, "float32": {"expm1": 3, "atan": 7}},
            "expm1 is no longer made of tanh (jax#40820): 1.4u in float64 and 1.2u in float32 among six million numbers; atan "
            "lost two bits: 4.8u in float64 and 4.4u in float32, near 1, among fourteen million numbers",
        ),
    )
}
"""By library what changed in a release, the oldest first."""


def rows_of(library: str, release: str | None) -> dict[str, Row]:
    """The rows of a release of a library, by dtype; without one, those of the newest."""
    rows = dict(ROWS[library])
    for since in LATER.get(library, ()):
        if release is None or age(since.release) <= age(release):
            rows |= {
                dtype: Row({**rows[dtype].kappa, **kappa}, f"{rows[dtype].source}; since {since.release}: {since.source}")
                for dtype, kappa in since.kappa.items()
            }
    return rows


ACCURACY: dict[str, dict[str, Row]] = {library: rows_of(library, running(library)) for library in ROWS}
"""The rows of the releases that are installed."""


def accuracy(library: str | Rows, dtype: str) -> Accuracy:
    """κ_g in unit roundoffs, by the name of g; InputError for a library or dtype without a row.

    The library `any` has the least accurate of all rows: for numbers of which nobody says what computed them.
    """
    if isinstance(library, Rows):
        if dtype not in library.of:
            raise unknown("dtype of rows of one's own", dtype, library.of)
        return {**accuracy("any", dtype), **library.of[dtype].kappa}
    if library == "any":
        rows = [rows[dtype].kappa for rows in ACCURACY.values() if dtype in rows]
        return {function: max(row[function] for row in rows) for function in rows[0]}
    if library not in ACCURACY:
        raise unknown("library", library, ACCURACY)
    if dtype not in ACCURACY[library]:
        raise unknown(f"dtype of {library}", dtype, ACCURACY[library])
    return ACCURACY[library][dtype].kappa
