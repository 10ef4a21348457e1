"""Softsign units, a logistic output and squares: two derivatives from memory, and in each of them one thing is missing."""

import numpy as np


def forward(theta, x):
    cache = {"a0": x}
    depth = len(theta) // 2
    for i in range(depth):
        z = theta[f"w{i}"] @ cache[f"a{i}"] + theta[f"c{i}"]
        cache[f"z{i}"] = z
        cache[f"a{i + 1}"] = z / (1 + np.abs(z)) if i + 1 < depth else 1 / (1 + np.exp(-z))
    return cache


def backward(theta, cache, y):
    depth = len(theta) // 2
    a = cache[f"a{depth}"]
    d = (a - y) * a * (1 - y)  # the mistake: y for a
    n = y.shape[1]
    grads = {}
    for i in range(depth - 1, -1, -1):
        grads[f"w{i}"] = np.einsum("in,jn->ij", d, cache[f"a{i}"]) / n
        grads[f"c{i}"] = np.einsum("in->i", d)[:, None] / n
        if i:
            d = np.einsum("ij,in->jn", theta[f"w{i}"], d) / (1 + cache[f"z{i - 1}"]) ** 2  # the mistake: |z|
    return grads


# --- adapter ---
def check_me(w, b, x, y):
    theta = {f"w{i}": v for i, v in enumerate(w)} | {f"c{i}": v for i, v in enumerate(b)}
    return [[backward(theta, forward(theta, x), y)[f"{k}{i}"] for i in range(len(w))] for k in "wc"]


DECLARED = "gives='nabla_w nabla_b' activations=softsign,softsign,sigmoid"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)1\s*[−-]\s*y|\by\b\S* (\w+ ){0,3}(for|instead of|in place of|where|rather than"
        r"|in the place of) (an? )?a\b|\ba\b\S* (\w+ ){0,2}(replaced|became|typed as).*\by\b"
        r"|targets? (\w+ ){0,3}(for|instead|in place|in the slope|in σ′)|(σ′|slope|deriv)\S* .*(of|from|with|at|uses?"
        r"|using|has|by) (the )?(y\b|targets?)|one minus (y\b|the target)",
    ),
    (
        "BP2 2 3",
        r"(?i)\(1\s*\+\s*z\S*?\)|absolute|\babs\b|z\S* (\w+ ){0,2}(for|instead of|in place of|where|rather than) \|z"
        r"|\|z\S*\| .*(miss|forg|lack|without|gone|dropped|not)"
        r"|(without|lacks?|no|missing|forgot\w*|not) .*(\|z|\|·\||\bbars|modulus|magnitude)|(\bbars|modulus"
        r"|magnitude) .*(not|miss|forg|lack|dropped)|sign of z",
    ),
]
