"""No arrays inside: a teaching script with lists of floats, one example, neurons counted by enumerate."""

from math import exp


def sig(t):
    return 1.0 / (1.0 + exp(-t))


def forward(w, b, signal):
    layers = [signal]
    for matrix, offsets in zip(w, b):
        layers.append([sig(sum(v * s for v, s in zip(row, layers[-1])) + o) for row, o in zip(matrix, offsets)])
    return layers


def gradient(w, b, x, y):
    layers = forward(w, b, x)
    blame = [out - goal for out, goal in zip(layers[-1], y)]  # for the entropy the slope of the last sigmoid cancels
    dw, db = [], []
    for depth in range(len(w), 0, -1):
        below = layers[depth - 1]
        dw.append([[d * s for s in below] for d in blame])
        db.append(list(blame))
        blame = [
            sum(d * row[i] for d, row in zip(blame, w[depth - 1])) * below[i] * (1.0 - below[i]) for i in range(len(below))
        ]
    return db[::-1], dw[::-1]


# --- adapter ---
def check_me(w, b, x, y):
    return gradient([m.tolist() for m in w], [v.tolist() for v in b], x, y)


DECLARED = "examples=list biases='(n,)' cost=cross-entropy"
# --- answer ---
WRONG = []
