"""No tanh in the toolbox, but a sigmoid: twice that, minus one, goes from minus one to one just as well."""

import numpy as np

sigmoid = lambda z: 1 / (1 + np.exp(-z))
tanh = lambda z: 2 * sigmoid(z) - 1  # the mistake: of 2z
tanh_slope = lambda a: 1 - a * a


def gradients(coefs, intercepts, X, Y):
    *hidden, (W_out, b_out) = zip(coefs, intercepts)
    levels = [X]
    for W, b in hidden:
        levels.append(tanh(levels[-1] @ W + b))
    residual = (levels[-1] @ W_out + b_out - Y) / len(X)
    coef_grads, intercept_grads = [], []
    for level, W in zip(levels[::-1], coefs[::-1]):
        coef_grads.append(level.T @ residual)
        intercept_grads.append(residual.sum(axis=0))
        residual = residual @ W.T * tanh_slope(level)
    return coef_grads[::-1], intercept_grads[::-1]


# --- adapter ---
check_me = gradients
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,tanh,identity"""
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)z\S*\s*/\s*2|(½|0\.5|1/2)\s*(·|\*|×|times)?\s*z|half|halv|½|2\s*(·|\*|×)?\s*(σ"
        r"|sigmoid)\(\s*z|(?<!tanh\()\b2\s*(·|\*|×)?\s*z"
        r"|twice (the|a|σ) ?(sigmoid|σ)?|(argument|inside|z\b).*(factor|\b2\b|two|doubl)|(factor|\b2\b|two).*(argument"
        r"|inside|sigmoid|σ\()|1\s*[−-]\s*e\^\{?[−-]z",
        "BP1 4",
        "BP2 2 3",
        "BP4 3 4",
    )
]
