"""Cross-entropies, of probabilities and of logits."""

from nablacheck.reference.activations.rows import log_softmax_of, softmax_of
from nablacheck.reference.activations.smooth import log1p_exp, logistic
from nablacheck.reference.costs.entry import COSTS, UNIT, Cost

cross_entropy = COSTS.add(
    Cost(
        "cross-entropy",
        value=lambda a, y, xp: -(y * xp.log(a) + (1 - y) * xp.log(1 - a)),
        nabla_a=lambda a, y, xp: (1 - y) / (1 - a) - y / a,
        outputs=UNIT,
        targets=UNIT,
    )
)

categorical_cross_entropy = COSTS.add(
    Cost(
        "categorical-cross-entropy",
        value=lambda a, y, xp: -y * xp.log(a),
        nabla_a=lambda a, y, xp: -y / a,
        outputs=UNIT,
        targets=UNIT,
    )
)

cross_entropy_with_logits = COSTS.add(
    Cost(
        "cross-entropy-with-logits",  # cross-entropy of σ(a), a the logits
        value=lambda a, y, xp: log1p_exp(a, xp) - y * a,
        nabla_a=lambda a, y, xp: logistic(a, xp) - y,
        targets=UNIT,
    )
)

categorical_cross_entropy_with_logits = COSTS.add(
    Cost(
        "categorical-cross-entropy-with-logits",  # categorical cross-entropy of softmax(a)
        value=lambda a, y, xp: -y * log_softmax_of(a, xp),
        nabla_a=lambda a, y, xp: softmax_of(a, xp) * y.sum(axis=-2, keepdims=True) - y,
        targets=UNIT,
    )
)
