"""Negative log-likelihoods and divergences, of outputs that are log-probabilities, rates or means."""

from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.cost import COSTS, LINE, POSITIVE, UNIT, Cost, over_outputs
from nablacheck.reference.costs.entropies import checked_ratio, weights
from nablacheck.reference.costs.targets import CLASSES, LABELS, LOG_PROBABILITIES, PROBABILITIES
from nablacheck.reference.errors import InputError


@COSTS.family(ratio=(1.0, 0.5, 2.0, 0.0))
def nll(ratio: float) -> Cost:
    """−a_k of the label k, a the log-probabilities, with the class weight ratio^k; a column of zeros is ignored"""
    checked_ratio(ratio, "nll")

    def weighted(a: Array, y: Array, xp: Namespace) -> Array:
        return y if ratio == 1 else weights(ratio, a, xp) * y

    return Cost(
        "",
        also=("negative log likelihood",),
        value=lambda a, y, xp: -weighted(a, y, xp) * a,
        nabla_a=lambda a, y, xp: -weighted(a, y, xp),
        targets=UNIT,
        kind=LABELS,
        meant=CLASSES,
    )


def _times_log(y: Array, xp: Namespace) -> Array:
    """y log y, and 0 at y = 0"""
    return y * xp.log(xp.where(y > 0, y, 1))


@COSTS.family(mean=(0.0, 1.0))
def kl_div(mean: float) -> Cost:
    """Σ y (log y − a), the divergence of e^a from y, where a are log-probabilities"""
    return over_outputs(
        Cost(
            "",
            also=("kl", "kullback leibler", "kl divergence"),
            value=lambda a, y, xp: _times_log(y, xp) - a * y,
            nabla_a=lambda a, y, xp: -y,
            targets=POSITIVE,
            meant=PROBABILITIES,
        ),
        mean,
    )


@COSTS.family(mean=(0.0, 1.0))
def kl_div_log_targets(mean: float) -> Cost:
    """The same of targets that are log-probabilities too"""
    return over_outputs(
        Cost(
            "",
            value=lambda a, y, xp: xp.exp(y) * (y - a),
            nabla_a=lambda a, y, xp: -xp.exp(y),
            meant=LOG_PROBABILITIES,
        ),
        mean,
    )


def _excess(a: Array, y: Array, xp: Namespace) -> Array:
    """e^a − y, each with its weight in the cost, which may be multiplied in before they are subtracted"""
    return 1 * xp.exp(a) - 1 * y


generalized_kl = COSTS.add(
    Cost(
        "generalized-kl",  # of numbers that need not add up to 1: the Bregman divergence of x log x − x
        value=lambda a, y, xp: xp.exp(a) - a * y + (_times_log(y, xp) - y),
        nabla_a=lambda a, y, xp: _excess(a, y, xp),
        targets=POSITIVE,
    )
)


def _stirling(y: Array, xp: Namespace) -> Array:
    """Stirling's approximation of log y!, y log y − y + ½ log(2πy), where y exceeds 1"""
    large = xp.maximum(y, 1)
    return xp.where(y > 1, large * xp.log(large) - large + xp.log(2 * xp.pi * large) / 2, 0)


def _poisson(plain: Cost, full: float, mean: float) -> Cost:
    if full not in (0, 1):
        raise InputError(f"full of a likelihood is {full:g}; it must be 1, with the terms that are free of a, or 0.")
    value = (lambda a, y, xp: plain.value(a, y, xp) + _stirling(y, xp)) if full else plain.value
    return over_outputs(Cost("", value, plain.nabla_a, plain.outputs, POSITIVE), mean)


@COSTS.family(full=(0.0, 1.0), mean=(0.0, 1.0))
def poisson_nll(full: float, mean: float) -> Cost:
    """e^a − y a, for counts y of rate e^a; in full with log y!"""
    return _poisson(Cost("", value=lambda a, y, xp: xp.exp(a) - a * y, nabla_a=lambda a, y, xp: _excess(a, y, xp)), full, mean)


@COSTS.family(eps=(0.0, 0.0625), full=(0.0, 1.0), mean=(0.0, 1.0))
def poisson_nll_of_rates(eps: float, full: float, mean: float) -> Cost:
    """a − y log(a + ε), for counts y of rate a; in full with log y!"""
    if eps < 0:
        raise InputError(f"eps of poisson-nll-of-rates is {eps:g}; it must not be negative.")
    return _poisson(
        Cost(
            "",
            value=lambda a, y, xp: a - y * xp.log(a + eps),
            nabla_a=lambda a, y, xp: 1 - y / (a + eps),
            outputs=POSITIVE,
        ),
        full,
        mean,
    )


@COSTS.family(var=(1.0, 0.25, 4.0), full=(0.0, 1.0), mean=(0.0, 1.0))
def gaussian_nll(var: float, full: float, mean: float) -> Cost:
    """½ (log v + (a − y)²/v), for numbers y of mean a and variance v; in full with ½ log 2π"""
    if var <= 0:
        raise InputError(f"var of gaussian-nll is {var:g}; it must be positive.")
    if full not in (0, 1):
        raise InputError(f"full of a likelihood is {full:g}; it must be 1, with the terms that are free of a, or 0.")

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        half = (xp.log(xp.like(var, a)) + (a - y) * (a - y) / var) / 2
        return half + xp.log(xp.like(2 * xp.pi, a)) / 2 if full else half

    return over_outputs(Cost("", value, nabla_a=lambda a, y, xp: (a - y) / var, outputs=LINE), mean)
