"""The batch example by example; inside, the gradient of an example is added to what there is, and outside once more."""

import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def evaluate(weights, biases, examples):
    total_w = [np.zeros_like(w) for w in weights]
    total_b = [np.zeros_like(b) for b in biases]
    grad_w = [np.zeros_like(w) for w in weights]  # the mistake: these belong into the loop
    grad_b = [np.zeros_like(b) for b in biases]
    for x, y in examples:
        a = [x]
        for w, b in zip(weights, biases):
            a.append(sigmoid(w.dot(a[-1]) + b))
        d = a[-1] - y
        for i in reversed(range(len(weights))):
            grad_w[i] += np.outer(d, a[i])
            grad_b[i] += d
            d = weights[i].T.dot(d) * a[i] * (1 - a[i])
        for total, grad in zip(total_w + total_b, grad_w + grad_b):
            total += grad
    m = len(examples)
    return [t / m for t in total_w], [t / m for t in total_b]


# --- adapter ---
def check_me(w, b, x, y):
    return evaluate(w, b, list(zip(x, y)))


DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)' cost=cross-entropy"
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)weigh\w*.*(\bm\b|example|[0-9])|(example|first|earlier|previous|later|before).*(count|times|again|twice"
        r"|several|more|weigh|add|repeat|includ|in it|on top)"
        r"|accumul|cumul|running|partial sum|(not|never) (zero|reset|clear|empt|set back|start)|adds? up|added (again"
        r"|up|twice|several)|prefix|"
        r"(carried|left) over|(m ?[−-] ?i|m, ?m ?[−-] ?1|5, ?4, ?3)",
        "BP1 4",
        "BP3 2 3 4",
        "BP4 2 3 4",
    )
]
