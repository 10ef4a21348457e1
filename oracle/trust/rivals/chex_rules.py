"""chex.assert_numerical_grads: jax.test_util.check_grads with a tolerance of 0.01 for each entry of the first array."""

import chex

from nablacheck.oracle.trust.rivals import Rival
from nablacheck.oracle.trust.rivals.jax_rules import checked

RIVALS = (
    Rival(
        "chex assert_numerical_grads",
        "along one direction, 0.01 for each entry of the first array",
        checked(lambda function, point: chex.assert_numerical_grads(function, point, order=1, modes=["rev"])),
    ),
)
