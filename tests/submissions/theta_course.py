"""One unrolled θ, matrices with a column of biases, λ/2m without them, cross-entropy; right."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost_function(nn_params, sizes, X, Y, lam):
    n_in, n_hidden, n_out = sizes
    split = n_hidden * (n_in + 1)
    Theta1 = nn_params[:split].reshape(n_hidden, n_in + 1)
    Theta2 = nn_params[split:].reshape(n_out, n_hidden + 1)
    m = X.shape[0]
    a1 = np.hstack([np.ones((m, 1)), X])
    z2 = a1 @ Theta1.T
    a2 = np.hstack([np.ones((m, 1)), sigmoid(z2)])
    a3 = sigmoid(a2 @ Theta2.T)
    d3 = a3 - Y
    d2 = (d3 @ Theta2[:, 1:]) * sigmoid(z2) * (1 - sigmoid(z2))
    Theta1_grad = d2.T @ a1 / m
    Theta2_grad = d3.T @ a2 / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
    return np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])


# --- glue ---
SIZES = (4, 5, 3)


def submission(theta, x, y):
    return cost_function(theta, SIZES, x, y, lam=0.75)


CONVENTIONS = {
    "activations": ["sigmoid"] * 2,
    "cost": "cross-entropy",
    "widths": SIZES,
    "takes": "theta x y",
    "gives": "nabla_theta",
    "examples": "rows",
    "biases": "first column",
    "l2": 0.75,
    "l2_over": "m",
}
