"""Synapses alone, one row vector at a time: no biases anywhere, tanh inside and a sigmoid with its cross-entropy outside."""

import numpy as np


def synapse_gradients(syn, row, label):
    l1 = np.tanh(np.dot(row, syn[0]))
    l2 = np.tanh(np.dot(l1, syn[1]))
    l3 = 1 / (1 + np.exp(-np.dot(l2, syn[2])))
    l3_delta = l3 - label
    l2_delta = l3_delta.dot(syn[2].T) * (1 - l2 * l2)
    l1_delta = l2_delta.dot(syn[1].T) * (1 - l1 * l1)
    return [row.T.dot(l1_delta), l1.T.dot(l2_delta), l2.T.dot(l3_delta)]


# --- adapter ---
check_me = synapse_gradients
DECLARED = """takes='w x y' gives=nabla_w examples=row weights='(in, out)' biases=none activations=tanh,tanh,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = []
