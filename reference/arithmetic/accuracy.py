"""How accurate the elementary functions of the libraries are: the only table of numbers that the verdicts rest on.

κ_g bounds the relative error of g in unit roundoffs, |fl(g(x)) − g(x)| ≤ κ_g u |g(x)| + η. One ULP is at most 2u. A row is
the library's published budget where it has one and keeps it; otherwise the largest error found by a scan, with room for
what the scan missed. `tests/reference/test_accuracy.py` fails when an installed library leaves its row.
"""

from collections.abc import Mapping

from nablacheck.reference.errors import unknown

Accuracy = Mapping[str, float]

ACCURACY: dict[str, dict[str, Accuracy]] = {
    "numpy": {
        # NumPy's own accuracy tests allow 1 ULP, 2 for tanh; erf is the C library's, whose manual gives 1 ULP (glibc).
        "float64": {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 4, "erf": 2, "sqrt": 1},
        # NumPy's accuracy tests: exp and expm1 3 ULP, log 4, log1p and tanh 2; erf is computed in double.
        "float32": {"exp": 6, "expm1": 6, "log": 8, "log1p": 4, "tanh": 4, "erf": 2, "sqrt": 1},
        # computed in float32 and rounded once more
        "float16": {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 2, "erf": 2, "sqrt": 1},
    },
    "torch": {
        # SLEEF's u10 functions and MKL's VML in its high-accuracy mode: 1.0 ULP. So sqrt is not correctly rounded (1.45u).
        "float64": {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 2, "erf": 2, "sqrt": 2},
        "float32": {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 2, "erf": 2, "sqrt": 2},
    },
    "jax": {
        # XLA's budget is 1 ULP for exp and log, 4 for tanh; scans found 2.2u, 1.0u and 9.4u (tanh near 16), expm1 5.7u for
        # |x| < 1/2, erf 1.6u. log1p is held to 2.8u for x ≥ 0, all that the formulas ask of it: for x between 1 − √2 and
        # −0.35 it loses 241u (jax#39707).
        "float64": {"exp": 4, "expm1": 9, "log": 2, "log1p": 4, "tanh": 12, "erf": 3, "sqrt": 1},
        # XLA's budget is 6 ULP for exp, 1 for log, 3 for tanh; all floats scanned: exp 5.5u just under overflow and 1.5u
        # elsewhere, log 2.1u, expm1 7.0u, log1p 3.6u, tanh 4.9u (9.4u without AVX-512), erf 6.7u near 3.8.
        "float32": {"exp": 6, "expm1": 8, "log": 3, "log1p": 5, "tanh": 10, "erf": 8, "sqrt": 1},
    },
}


def accuracy(library: str, dtype: str) -> Accuracy:
    """κ_g in unit roundoffs, by the name of g; InputError for a library or dtype without a row.

    The library `any` has the least accurate of all rows: for numbers of which nobody says what computed them.
    """
    if library == "any":
        rows = [row[dtype] for row in ACCURACY.values() if dtype in row]
        return {function: max(row[function] for row in rows) for function in rows[0]}
    if library not in ACCURACY:
        raise unknown("library", library, ACCURACY)
    if dtype not in ACCURACY[library]:
        raise unknown(f"dtype of {library}", dtype, ACCURACY[library])
    return ACCURACY[library][dtype]
