"""Costs of a difference d = a − y."""

from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.cost import COSTS, Cost, jump, over_outputs
from nablacheck.reference.errors import InputError

quadratic = COSTS.add(
    Cost(
        "quadratic",  # (27), and with ∇_a C = a − y (30)
        also=("squared error", "half squared error", "sum of squares", "sse", "l2"),
        value=lambda a, y, xp: (a - y) * (a - y) / 2,
        nabla_a=lambda a, y, xp: a - y,
        halved=True,
    )
)


ABSOLUTE = Cost(
    "",
    also=("mae", "mean absolute error", "absolute error"),
    value=lambda a, y, xp: abs(a - y),
    nabla_a=lambda a, y, xp, at_kink: jump(a - y, -1, 1, at_kink, xp),
    kinked=True,
)


@COSTS.family(mean=(1.0, 0.0))
def mse(mean: float) -> Cost:
    """d², with the mean over the outputs unless it is said"""
    return over_outputs(
        Cost(
            "",
            also=("mean squared error", "squared error", "l2"),
            value=lambda a, y, xp: (a - y) * (a - y),
            nabla_a=lambda a, y, xp: 2 * (a - y),
        ),
        mean,
    )


@COSTS.family(mean=(0.0, 1.0))
def l1(mean: float) -> Cost:
    """|d|"""
    return over_outputs(ABSOLUTE, mean)


def _clipped(a: Array, y: Array, bound: float, xp: Namespace) -> Array:
    """d between −bound and bound"""
    return xp.minimum(xp.maximum(a - y, -bound), bound)


@COSTS.family(beta=(1.0, 0.5, 2.0, 0.0), mean=(0.0, 1.0))
def smooth_l1(beta: float, mean: float) -> Cost:
    """d²/2β, and |d| − β/2 where |d| exceeds β (Girshick 2015)"""
    if beta < 0:
        raise InputError(f"beta of smooth-l1 is {beta:g}; it must not be negative.")
    if beta == 0:
        return over_outputs(ABSOLUTE, mean)

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        clipped = _clipped(a, y, beta, xp)
        return clipped / beta * ((a - y) - clipped / 2)

    return over_outputs(Cost("", value, nabla_a=lambda a, y, xp: _clipped(a, y, beta, xp) / beta), mean)


@COSTS.family(delta=(1.0, 0.5, 2.0), mean=(0.0, 1.0))
def huber(delta: float, mean: float) -> Cost:
    """d²/2, and δ(|d| − δ/2) where |d| exceeds δ (Huber 1964)"""
    if delta <= 0:
        raise InputError(f"delta of huber is {delta:g}; it must be positive.")

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        clipped = _clipped(a, y, delta, xp)
        return clipped * ((a - y) - clipped / 2)

    return over_outputs(Cost("", value, nabla_a=lambda a, y, xp: _clipped(a, y, delta, xp)), mean)


def _log_cosh(d: Array, xp: Namespace) -> Array:
    """½ log(1 + sinh² d) for |d| up to 1, beyond it |d| + log(1 + e^−2|d|) − log 2: neither cancels where it is used"""
    far = abs(d) > 1
    e = xp.expm1(abs(xp.where(far, 0, d)))
    sinh = e * (e + 2) / (2 * (e + 1))
    large = abs(xp.where(far, d, 1))
    return xp.where(far, large + (xp.log1p(xp.exp(-2 * large)) - xp.log(xp.like(2, d))), xp.log1p(sinh * sinh) / 2)


log_cosh = COSTS.add(Cost("log-cosh", value=lambda a, y, xp: _log_cosh(a - y, xp), nabla_a=lambda a, y, xp: xp.tanh(a - y)))
