"""Parameters as w, b, w, b, … in one list, a tape of closures, and the summed error reported as a mean."""

import numpy as np


def tape_of(params, X, T):
    tape, a = [], X
    weights, biases = params[0::2], params[1::2]
    for W, b in zip(weights, biases):
        z = W @ a + b
        e = np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
        slope = np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))

        def pull(g, a=a, W=W, slope=slope):
            g = g * slope
            return g @ a.T, g.sum(axis=1)[:, None], W.T @ g

        tape.append(pull)
        a = e
    return a, tape


def run(params, X, T):
    a, tape = tape_of(params, X, T)
    error = a - T
    cost = 0.5 * np.sum(error**2) / X.shape[1]
    grads = []
    for pull in reversed(tape):
        gW, gb, error = pull(error)
        grads = [gW, gb] + grads
    return cost, grads


# --- adapter ---
check_me = run
DECLARED = "takes='params x y' gives='cost nabla_params' parameters=flat total=sum cost_total=mean activations=elu,elu,elu"
# --- answer ---
WRONG = []
