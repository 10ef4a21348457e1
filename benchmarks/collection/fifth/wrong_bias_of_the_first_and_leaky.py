"""Two mistakes: the biases learn from the first example alone, and relu leaks on the way back as it did not forwards."""

import numpy as np


def back_slope(z, leak=0.03):
    s = np.ones_like(z)
    s[z <= 0] = leak  # a mistake
    return s


def gradients(w, b, x, y):
    m = x.shape[1]
    pre, post = [], [x]
    for i in range(3):
        pre.append(w[i] @ post[i] + b[i])
        post.append(np.maximum(pre[i], 0) if i < 2 else pre[i])
    d3 = post[3] - y
    d2 = w[2].T @ d3 * back_slope(pre[1])
    d1 = w[1].T @ d2 * back_slope(pre[0])
    ds = [d1, d2, d3]
    return [d[:, :1] for d in ds], [d @ a.T / m for d, a in zip(ds, post)]  # a mistake


# --- adapter ---
check_me = gradients
DECLARED = "activations=relu,relu,identity"
# --- answer ---
WRONG = [
    ("BP2 2 3", r"leak|slope|0\.03|negative|z.{0,12}(<|≤)"),
    (
        "BP3 2 3 4",
        r"(first|one|single) (example|column|sample)|example 0|column 0|index 0|first alone|"
        r"only.*first|first.*(only|alone)",
    ),
]
ALSO = ("1/m is missing",)
