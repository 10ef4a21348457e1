"""The cost function of an exercise, ported: parameters unrolled by columns, classes from 1, the bias in column one."""

import numpy as np

SIZES = (4, 6, 3)
LAMBDA = 0.75


def reshape_theta(nn_params):
    split = SIZES[1] * (SIZES[0] + 1)
    Theta1 = nn_params[:split].reshape((SIZES[1], SIZES[0] + 1), order="F")
    Theta2 = nn_params[split:].reshape((SIZES[2], SIZES[1] + 1), order="F")
    return Theta1, Theta2


def nn_cost_function(nn_params, X, y):
    Theta1, Theta2 = reshape_theta(nn_params)
    m = X.shape[0]
    Y = (y[:, None] == np.arange(1, SIZES[2] + 1)).astype(float)
    A1 = np.c_[np.ones(m), X]
    Z2 = A1 @ Theta1.T
    A2 = np.c_[np.ones(m), 1 / (1 + np.exp(-Z2))]
    A3 = 1 / (1 + np.exp(-(A2 @ Theta2.T)))
    J = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    J += LAMBDA / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    D3 = A3 - Y
    G2 = 1 / (1 + np.exp(-Z2))
    D2 = (D3 @ Theta2[:, 1:]) * G2 * (1 - G2)
    Theta1_grad, Theta2_grad = D2.T @ A1 / m, D3.T @ A2 / m
    Theta1_grad[:, 1:] += LAMBDA / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += LAMBDA / m * Theta2[:, 1:]
    return J, np.concatenate([Theta1_grad.ravel(order="F"), Theta2_grad.ravel(order="F")])


# --- adapter ---
check_me = nn_cost_function
DECLARED = """activations=sigmoid,sigmoid cost=cross-entropy widths=4,6,3 examples=rows targets='classes from 1'
l2=0.75 l2_over=m takes='theta x y' gives='cost nabla_theta' unrolled=columns biases='first column'"""
# --- answer ---
WRONG = []
