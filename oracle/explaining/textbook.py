"""The formulas of σ, σ′ and ∇_a C as they stand in books and are typed, by the family of the entry; read by `typed_formulas`.

Letters are z and a = σ(z), y, n (the number of outputs), and the parameters of the entry by their names.
"""

from __future__ import annotations

from collections.abc import Mapping

from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE

Forms = Mapping[str, tuple[str, ...]]
NUMBERS: Mapping[str, Mapping[str, float]] = {"selu": {"alpha": SELU_ALPHA, "scale": SELU_SCALE}}
"""The numbers in a formula that are no parameters of its entry."""
GELU_ARGUMENT = "sqrt(2/pi)*(z + 0.044715*z**3)"

PRIMES: Forms = {
    "sigmoid": ("a*(1 - a)", "exp(-z)/(1 + exp(-z))**2", "exp(z)/(1 + exp(z))**2"),
    "tanh": ("1 - a**2", "1/cosh(z)**2", "4/(exp(z) + exp(-z))**2"),
    "logsigmoid": ("1/(1 + exp(z))", "1 - sigmoid(z)", "1 - exp(a)", "exp(-z)/(1 + exp(-z))"),
    "tanhshrink": ("tanh(z)**2", "1 - (1 - tanh(z)**2)"),
    "softsign": ("1/(1 + abs(z))**2", "(1 - abs(a))**2"),
    "softplus": ("1/(1 + exp(-beta*z))", "exp(beta*z)/(1 + exp(beta*z))", "1 - exp(-beta*a)"),
    "gelu": ("(1 + erf(z/sqrt(2)))/2 + z*exp(-z**2/2)/sqrt(2*pi)",),
    "gelu_tanh": (f"(1 + tanh({GELU_ARGUMENT}))/2 + z*(1 - tanh({GELU_ARGUMENT})**2)/2*(sqrt(2/pi)*(1 + 3*0.044715*z**2))",),
    "silu": ("sigmoid(z)*(1 + z*(1 - sigmoid(z)))", "sigmoid(z) + z*sigmoid(z)*(1 - sigmoid(z))", "a + sigmoid(z)*(1 - a)"),
    "swish": (
        "sigmoid(beta*z)*(1 + beta*z*(1 - sigmoid(beta*z)))",
        "sigmoid(beta*z) + beta*z*sigmoid(beta*z)*(1 - sigmoid(beta*z))",
        "beta*a + sigmoid(beta*z)*(1 - beta*a)",
    ),
    "mish": ("tanh(softplus(z)) + z*(1 - tanh(softplus(z))**2)*sigmoid(z)",),
    "squareplus": ("(1 + z/sqrt(z**2 + b))/2", "a/sqrt(z**2 + b)"),
    "sparse_plus": ("((z + 1)/2 if z < 1 else 1) if z > -1 else 0",),
    "relu": ("1 if z > 0 else 0",),
    "relu6": ("(1 if z < 6 else 0) if z > 0 else 0",),
    "leaky_relu": ("1 if z > 0 else slope",),
    "prelu": ("1 if z > 0 else slope",),
    "elu": ("1 if z > 0 else alpha*exp(z)", "1 if z > 0 else a + alpha"),
    "selu": ("scale*(1 if z > 0 else alpha*exp(z))", "scale if z > 0 else a + scale*alpha"),
    "celu": ("1 if z > 0 else exp(z/alpha)", "1 if z > 0 else 1 + a/alpha"),
    "softshrink": ("1 if abs(z) > lambd else 0",),
    "hardshrink": ("1 if abs(z) > lambd else 0",),
    "threshold": ("1 if z > threshold else 0",),
    "hardtanh": ("(1 if z < max_val else 0) if z > min_val else 0",),
    "hardsigmoid": ("(1/6 if z < 3 else 0) if z > -3 else 0",),
    "hardswish": ("((2*z + 3)/6 if z < 3 else 1) if z > -3 else 0",),
    "sparse_sigmoid": ("(1/2 if z < 1 else 0) if z > -1 else 0",),
}
"""σ′(z), in each form in which it is typed."""

VALUES: Forms = {
    "sigmoid": ("1/(1 + exp(-z))", "exp(z)/(1 + exp(z))"),
    "tanh": ("(exp(z) - exp(-z))/(exp(z) + exp(-z))", "2/(1 + exp(-2*z)) - 1", "(exp(2*z) - 1)/(exp(2*z) + 1)"),
    "logsigmoid": ("-log(1 + exp(-z))",),
    "tanhshrink": ("z - tanh(z)",),
    "softsign": ("z/(1 + abs(z))",),
    "softplus": ("log(1 + exp(beta*z))/beta",),
    "gelu": ("z*(1 + erf(z/sqrt(2)))/2",),
    "gelu_tanh": (f"z/2*(1 + tanh({GELU_ARGUMENT}))",),
    "silu": ("z*sigmoid(z)", "z/(1 + exp(-z))"),
    "swish": ("z*sigmoid(beta*z)", "z/(1 + exp(-beta*z))"),
    "mish": ("z*tanh(softplus(z))", "z*tanh(log(1 + exp(z)))"),
    "squareplus": ("(z + sqrt(z**2 + b))/2",),
    "relu": ("z if z > 0 else 0",),
    "leaky_relu": ("z if z > 0 else slope*z",),
    "prelu": ("z if z > 0 else slope*z",),
    "elu": ("z if z > 0 else alpha*(exp(z) - 1)",),
    "selu": ("scale*(z if z > 0 else alpha*(exp(z) - 1))",),
    "celu": ("z if z > 0 else alpha*(exp(z/alpha) - 1)",),
    "softshrink": ("z - lambd if z > lambd else (z + lambd if z < -lambd else 0)",),
    "hardshrink": ("z if abs(z) > lambd else 0",),
    "hardtanh": ("(z if z < max_val else max_val) if z > min_val else min_val",),
    "hardsigmoid": ("((z + 3)/6 if z < 3 else 1) if z > -3 else 0",),
    "hardswish": ("(z*(z + 3)/6 if z < 3 else z) if z > -3 else 0",),
    "softmax": ("softmax(z)",),
}
"""σ(z), in each form in which it is typed."""

GRADIENTS: Forms = {
    "quadratic": ("a - y",),
    "mse": ("2*(a - y)",),
    "l1": ("1 if a > y else -1",),
    "smooth-l1": ("(a - y)/beta if abs(a - y) < beta else (1 if a > y else -1)",),
    "huber": ("a - y if abs(a - y) < delta else (delta if a > y else -delta)",),
    "log-cosh": ("tanh(a - y)",),
    "cross-entropy": ("(1 - y)/(1 - a) - y/a", "(a - y)/(a*(1 - a))"),
    "categorical-cross-entropy": ("-y/a",),
    "cross-entropy-with-logits": ("sigmoid(a) - y", "(1 - y)*sigmoid(a) - pos_weight*y*sigmoid(-a)"),
    "multilabel-soft-margin": ("(sigmoid(a) - y)/n",),
    "categorical-cross-entropy-with-logits": ("softmax(a) - y",),
    "label-cross-entropy": ("softmax(a) - y",),
    "safe-softmax-cross-entropy": ("softmax(a) - y",),
    "nll": ("-y",),
    "kl-div": ("-y",),
    "kl-div-log-targets": ("-exp(y)",),
    "generalized-kl": ("exp(a) - y",),
    "poisson-nll": ("exp(a) - y",),
    "poisson-nll-of-rates": ("1 - y/(a + eps)",),
    "gaussian-nll": ("(a - y)/var",),
    "soft-margin": ("-y/(1 + exp(y*a))", "-y*sigmoid(-y*a)"),
    "hinge": ("-y if y*a < 1 else 0",),
    "perceptron": ("-y if y*a < 0 else 0",),
    "squared-hinge": ("-2*y*(1 - y*a) if y*a < 1 else 0",),
    "hinge-embedding": ("1 if y > 0 else (-1 if a < margin else 0)",),
}
"""∂C/∂a of each output, in each form in which it is typed; with the mean over the outputs it is divided by n."""
