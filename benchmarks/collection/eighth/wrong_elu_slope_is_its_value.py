"""Exponential linear units by hand, with the derivative beside the function as one keeps them in a utilities file."""

import numpy as np


def elu(z, alpha=1.0):
    return np.where(z >= 0, z, alpha * (np.exp(z) - 1))


def elu_derivative(z, alpha=1.0):
    return np.where(z >= 0, 1, alpha * (np.exp(z) - 1))  # the mistake


def fit_once(model, sample, target):
    """The gradient for one sample, in the same list of dictionaries as the model."""
    trace, signal = [], sample
    for i, layer in enumerate(model):
        z = layer["w"] @ signal + layer["b"]
        trace.append((signal, z))
        signal = elu(z) if i < len(model) - 1 else z
    delta = signal - target
    grads = []
    for i in range(len(model) - 1, -1, -1):
        before, _ = trace[i]
        grads.append({"w": delta @ before.T, "b": delta})
        if i:
            delta = model[i]["w"].T @ delta * elu_derivative(trace[i - 1][1])
    return grads[::-1]


# --- adapter ---
check_me = fit_once
DECLARED = """takes='params x y' gives=nabla_params parameters='list of dicts' w_key=w b_key=b examples=column
    activations=elu,elu,identity"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)^(?!.*(sent back|back) without)"
        r".*((e\^\{?z\}?|exp\(z\)|exp)\s*[−-]\s*1|expm1|σ′\S* (is|was|=|as|used as)\s*(σ(?!′)|elu|a\b|its)"
        r"|(itself|own value|its value|output|activation|function|\belu\b|\ba\b|σ\(z\S*\)).*(for|instead of"
        r"|in place of|as|where|rather than|not)\b.*(slope|σ′|deriv)"
        r"|(slope|σ′|deriv).*(itself|own value|its value|output|the activation|the function|\belu\(z|= ?a\b|σ\(z)"
        r"|(\+ ?(α|1|alpha)|\bα).*(miss|forg|lack|without|not|gone)|(miss|forg|lack|without|not)\w*.*(\+ ?1|α|alpha)"
        r"|\b1 (too|less|is missing)|(less|low|small|off)\w* by (1|one)|σ′\S*\s*[−-]\s*1|σ(\(z\S*\))? (was|is|stands|as) .*σ′)",
    )
]
