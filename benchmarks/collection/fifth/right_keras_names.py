"""Nested dictionaries with the names that a framework would give them: dense_1/kernel, dense_1/bias and so on."""

import numpy as np


def value_and_grad(tree, images, classes):
    names = sorted(tree)
    tape, h = [], images
    for name in names[:-1]:
        pre = h @ tree[name]["kernel"] + tree[name]["bias"]
        tape.append((name, h, pre))
        h = np.where(pre > 0, pre, 0.0)
    top = names[-1]
    logits = h @ tree[top]["kernel"] + tree[top]["bias"]
    shift = logits.max(axis=-1, keepdims=True)
    log_p = logits - shift - np.log(np.exp(logits - shift).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_p, classes[:, None], axis=-1)
    cot = np.exp(log_p)
    np.put_along_axis(cot, classes[:, None], np.expm1(picked), axis=-1)
    cot = cot / images.shape[0]
    out = {top: {"kernel": h.T @ cot, "bias": np.ones(len(images)) @ cot}}
    cot = cot @ tree[top]["kernel"].T
    for name, below, pre in tape[::-1]:
        cot = cot * (pre > 0)
        out[name] = {"kernel": below.T @ cot, "bias": np.ones(len(images)) @ cot}
        cot = cot @ tree[name]["kernel"].T
    return -picked.mean(), out


# --- adapter ---
check_me = value_and_grad
DECLARED = """takes='params x y' gives='cost nabla_params' parameters=dict w_key=dense_{}/kernel b_key=dense_{}/bias
    examples=rows weights='(in, out)' biases='(n,)' targets=classes activations=relu,relu,softmax
    cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
