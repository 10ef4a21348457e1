"""The slope of tanh was written as 1 + tanh², as if it were the tangent."""

import numpy as np


def tanh_network(theta, x, y):
    a, cache = x, []
    for l in range(1, len(theta) // 2 + 1):
        cache.append(a)
        a = np.tanh(theta[f"W{l}"] @ a + theta[f"b{l}"])
    grads, da = {}, a - y
    dz = da * (1 - a * a)
    for l in range(len(cache), 0, -1):
        grads[f"dW{l}"] = dz @ cache[l - 1].T
        grads[f"db{l}"] = np.sum(dz, axis=1, keepdims=True)
        dz = theta[f"W{l}"].T @ dz * (1 + cache[l - 1] ** 2)  # the mistake
    return grads


# --- adapter ---
check_me = tanh_network
DECLARED = "takes='params x y' gives=nabla_params parameters=dict total=sum activations=tanh,tanh,tanh"
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)1 ?\+|\+ ?1|plus|\btan\b|wrong sign|sign of|[-−] ?a(²|\^2)|2 ?[-−] ?σ′")]
