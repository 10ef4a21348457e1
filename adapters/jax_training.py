"""JAX's optimizers: optax where it is installed, else the formulas of the rules themselves in jax.numpy."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters.jax_grad import sixty_four_bits
from nablacheck.adapters.trainers import Array, Name, Step, Trainer
from nablacheck.reference.errors import MissingFramework, optional, unknown
from nablacheck.reference.rules import Letters, Rule

try:
    with optional("optax", who="the optimizers of the jax adapter need optax"):
        import optax
except MissingFramework:
    optax = None

OPTIMIZERS: dict[str, Callable[[Mapping[str, float]], Any]] = {
    "sgd": lambda c: optax.sgd(c["eta"]),
    "momentum": lambda c: optax.sgd(c["eta"], momentum=c["mu"]),
    "adam": lambda c: optax.adam(c["eta"], b1=c["beta_1"], b2=c["beta_2"], eps=c["epsilon"]),
}
STATE: dict[str, dict[str, str]] = {"sgd": {}, "momentum": {"v": "trace"}, "adam": {"m": "mu", "v": "nu"}}
"""Where an optimizer keeps the letters of its rule."""

FORMULAS = SimpleNamespace(exp=jnp.exp, log=jnp.log, sqrt=jnp.sqrt, like=lambda value, z: jnp.full_like(z, value))
"""The namespace in which the formulas of a rule run."""


def start_optax(rule: Rule, parameters: Mapping[Name, Array]) -> Step:
    """The jitted step function of optax's optimizer for the rule."""
    if rule.name not in OPTIMIZERS:
        raise unknown("rule of the jax adapter", rule.name, OPTIMIZERS)
    optimizer = OPTIMIZERS[rule.name](rule.constants)

    def moved(w: Any, state: Any, nabla: Any) -> Any:
        updates, state = optimizer.update(nabla, state, w)
        return optax.apply_updates(w, updates), state

    compiled = jax.jit(moved)
    with sixty_four_bits():
        w = {name: jnp.asarray(array) for name, array in parameters.items()}
        state = optimizer.init(w)

    def step(nabla: Mapping[Name, Array]) -> Mapping[Name, Letters]:
        nonlocal w, state
        with sixty_four_bits():
            w, state = compiled(w, state, dict(nabla))
        kept = {letter: optax.tree_utils.tree_get(state, key) for letter, key in STATE[rule.name].items()}
        return {
            name: {"w": np.asarray(w[name]), **{letter: np.asarray(part[name]) for letter, part in kept.items()}} for name in w
        }

    return step


def start_formulas(rule: Rule, parameters: Mapping[Name, Array]) -> Step:
    """The jitted formulas of the rule."""
    moved = jax.jit(
        lambda letters, nabla, k: {name: rule.step({**letters[name], "nabla": nabla[name]}, k, FORMULAS) for name in letters}
    )
    with sixty_four_bits():
        letters: Any = {
            name: {letter: jnp.zeros_like(array) if letter in rule.state else jnp.asarray(array) for letter in rule.equations}
            for name, array in parameters.items()
        }
    k = 0

    def step(nabla: Mapping[Name, Array]) -> Mapping[Name, Letters]:
        nonlocal letters, k
        k += 1
        with sixty_four_bits():
            after = moved(letters, dict(nabla), k)
        letters = {name: {letter: after[name][letter] for letter in rule.equations} for name in after}
        return {name: {letter: np.asarray(array) for letter, array in each.items()} for name, each in letters.items()}

    return step


TRAINERS = {"jax": Trainer("optax", start_optax) if optax else Trainer("the formulas in jax.numpy", start_formulas)}
