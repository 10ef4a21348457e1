"""A reward instead of a cost: minus the half square, summed over the batch, and its gradient points uphill."""

import numpy as np


def reward_and_gradient(policy, bias, states, actions):
    layers = [states]
    for matrix, shift in zip(policy, bias):
        layers.append(np.tanh(np.add(np.matmul(matrix, layers[-1]), shift)))
    advantage = actions - layers[-1]
    for_policy, for_bias = [], []
    for k in reversed(range(len(policy))):
        advantage = advantage - advantage * np.square(layers[k + 1])
        for_policy[:0] = [np.matmul(advantage, layers[k].T)]
        for_bias[:0] = [np.sum(advantage, axis=-1, keepdims=True)]
        advantage = np.matmul(policy[k].T, advantage)
    return for_policy, for_bias


# --- adapter ---
check_me = reward_and_gradient
DECLARED = "gives='nabla_w nabla_b' ascent=True total=sum activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
