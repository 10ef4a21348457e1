"""Squares without ½ declared, a − y differentiated; planted: times 1/2."""


def gradients(ws, x, y):
    a = [x]
    for w in ws:
        a.append([sum(p * q for p, q in zip(row, a[-1], strict=True)) for row in w])
    delta = [p - q for p, q in zip(a[-1], y, strict=True)]
    grads = []
    for w, before in zip(ws[::-1], a[-2::-1], strict=True):
        grads.insert(0, [[d * p for p in before] for d in delta])
        delta = [sum(row[j] * d for row, d in zip(w, delta, strict=True)) for j in range(len(before))]
    return grads


# --- glue ---
submission = gradients
CONVENTIONS = {
    "activations": "identity",
    "takes": "w x y",
    "gives": "nabla_w",
    "half": False,
    "examples": "list",
    "weights": "neurons",
    "biases": "none",
}
