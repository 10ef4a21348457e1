"""One example as a row, softsign everywhere, and the sum of squares without a half."""


def backward_row(x, y, W, b):
    rows, slopes = [x], []
    for M, c in zip(W, b, strict=True):
        z = rows[-1] @ M + c
        q = 1 + abs(z)
        rows.append(z / q)
        slopes.append(q**-2)
    delta = 2 * (rows.pop() - y) * slopes.pop()
    dW, db = [rows.pop().T @ delta], [delta]
    while rows:
        delta = delta @ W[len(rows)].T * slopes.pop()
        db.insert(0, delta)
        dW.insert(0, rows.pop().T @ delta)
    return db, dW


# --- adapter ---
check_me = backward_row
DECLARED = "activations=softsign examples=row weights='(in, out)' biases='(1, n)' half=False takes='x y w b'"
# --- answer ---
WRONG = []
