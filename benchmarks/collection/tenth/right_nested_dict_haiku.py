"""Parameters in a dictionary of modules, gradients collected into a dictionary of the same shape."""

import numpy as np

SLOPES = {"tanh": lambda a: 1 - a * a, "linear": lambda a: np.ones_like(a)}


def apply(params, x):
    names = sorted(params)
    kinds = {name: "tanh" for name in names} | {names[-1]: "linear"}
    tape = {"input": x}
    for name in names:
        z = params[name]["kernel"] @ x + params[name]["bias"]
        x = np.tanh(z) if kinds[name] == "tanh" else z
        tape[name] = x
    return x, tape, kinds


def value_and_grad(params, x, y, strength):
    out, tape, kinds = apply(params, x)
    m = x.shape[1]
    value = 0.5 * np.sum((out - y) ** 2) / m + 0.5 * strength * sum(np.sum(p["kernel"] ** 2) for p in params.values())
    grad, names = {}, sorted(params)
    cot = (out - y) / m
    for name, before in zip(names[::-1], (["input", *names[:-1]])[::-1]):
        cot = cot * SLOPES[kinds[name]](tape[name])
        grad[name] = {"kernel": cot @ tape[before].T + strength * params[name]["kernel"], "bias": cot.sum(1, keepdims=True)}
        cot = params[name]["kernel"].T @ cot
    return value, grad


# --- adapter ---
def check_me(params, x, y):
    return value_and_grad(params, x, y, 0.25)


DECLARED = (
    "takes='params x y' gives='cost nabla_params' parameters=dict w_key=layer{}/kernel b_key=layer{}/bias "
    "activations=tanh,tanh,identity l2=0.25"
)
# --- answer ---
WRONG = []
