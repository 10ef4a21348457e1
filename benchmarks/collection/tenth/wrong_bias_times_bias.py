"""By analogy with the weights, whose gradient has a factor for what they multiply, the biases got a factor, too: themselves."""

import numpy as np

tanh = np.tanh


def tanh_slope_from_output(o):
    return 1 - np.square(o)


def grads(weights, biases, inputs, targets):
    outs = [inputs]
    for wgt, bias in zip(weights, biases):
        outs.append(tanh(wgt.dot(outs[-1]) + bias[:, None]))
    n = inputs.shape[1]
    local = (outs[-1] - targets) * tanh_slope_from_output(outs[-1])
    d_weights, d_biases = [None, None], [None, None]
    for i in (1, 0):
        d_weights[i] = local.dot(outs[i].T) / n
        d_biases[i] = (local * biases[i][:, None]).sum(axis=1) / n  # the mistake: local alone
        local = weights[i].T.dot(local) * tanh_slope_from_output(outs[i])
    return d_weights, d_biases


# --- adapter ---
check_me = grads
DECLARED = "gives='nabla_w nabla_b' biases='(n,)' activations=tanh,tanh"
# --- answer ---
WRONG = [
    (
        "BP3 2 3",
        r"(times|⊙|\*|·|×|by|with|factor|product)[^;]{0,25}((?<!∇)\bb\b|(?<!∇)\bb[\^_]|bias|itself)"
        r"|(?<!∇)\bb(\^\S+)? ?(⊙|\*|·|×|times|δ)|δ(\^\S+)? ?(?<!∇)b\b|bias[^;]*(times|multipl|⊙|factor)|(over"
        r"|/)[^;]*\b(is|=) (?<!∇)b\b",
    )
]
