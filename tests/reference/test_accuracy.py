"""The probe: every installed library keeps its rows of the accuracy table."""

import flint
import numpy as np
import pytest

from nablacheck.reference.arithmetic.accuracy import ACCURACY, accuracy
from nablacheck.reference.arithmetic.float import FLOAT
from nablacheck.reference.arithmetic.precision import PRECISIONS
from nablacheck.reference.errors import InputError

DOMAINS = {
    "exp": [(-80, 80), (-1, 1)],
    "expm1": [(-40, 80), (-1, 1)],
    "log": [(0.0625, 16), (0.9, 1.1)],
    "log1p": [(0, 1), (0, 0.01)],  # all that the formulas ask of it
    "tanh": [(-24, 24), (-1, 1)],
    "erf": [(-5, 5), (-1, 1)],
    "sqrt": [(0.0625, 16)],
}
POINTS = 4000


def largest_error(function, values, x, dtype):
    """max |g(x) − true| / (u |true|), with the truth in 200 bits."""
    worst = 0.0
    with flint.ctx.workprec(200):
        for point, value in zip(x.tolist(), values.tolist(), strict=True):
            true = getattr(flint.arb(point), function)()
            if true != 0:
                worst = max(worst, abs(float((flint.arb(value) - true) / true)) / PRECISIONS[dtype].u)
    return worst


def evaluate(library, function, x, adapter_named):
    if library == "numpy":
        return getattr(FLOAT, function)(x)
    adapter_named(library)
    if library == "torch":
        import torch

        return getattr(torch, function)(torch.from_numpy(x)).numpy()
    import jax

    from nablacheck.adapters.jax_grad import sixty_four_bits

    namespace = jax.scipy.special if function == "erf" else jax.numpy
    with sixty_four_bits():
        return np.asarray(jax.jit(getattr(namespace, function))(x))


@pytest.mark.parametrize("function", DOMAINS)
@pytest.mark.parametrize(("library", "dtype"), [(library, dtype) for library in ACCURACY for dtype in ACCURACY[library]])
def test_a_library_keeps_its_row(library, dtype, function, adapter_named):
    for low, high in DOMAINS[function]:
        if dtype == "float16":
            low, high = max(low, -8), min(high, 8)
        x = np.random.default_rng(0).uniform(low, high, POINTS).astype(dtype)
        values = evaluate(library, function, x, adapter_named)

        assert values.dtype == x.dtype
        assert largest_error(function, values, x, dtype) <= accuracy(library, dtype)[function]


def test_the_probe_sees_a_library_that_leaves_its_row():
    """The planted mistake: tanh from a quotient of exponentials, whose argument loses a few units."""
    x = np.random.default_rng(0).uniform(-1, 1, POINTS).astype(np.float32)
    values = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))

    assert largest_error("tanh", values, x, "float32") > accuracy("numpy", "float32")["tanh"]


def test_unknown_rows_are_named():
    with pytest.raises(InputError, match="unknown library 'torhc': did you mean torch"):
        accuracy("torhc", "float32")
    with pytest.raises(InputError, match="unknown dtype of jax 'float16'"):
        accuracy("jax", "float16")
