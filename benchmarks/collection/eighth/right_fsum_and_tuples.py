"""Nothing but tuples and math.fsum: matrices are tuples of rows, and nothing is ever changed in place."""

from math import erf, exp, fsum, pi, sqrt


def phi(z):
    return (1 + erf(z / sqrt(2))) / 2


def gelu(z):
    return z * phi(z)


def gelu_slope(z):
    return phi(z) + z * exp(-z * z / 2) / sqrt(2 * pi)


def times(matrix, vector):
    return tuple(fsum(m * v for m, v in zip(row, vector)) for row in matrix)


def descend(layers, a):
    """Pairs of the input and the weighted input of every layer, and the output."""
    if not layers:
        return (), a
    (w, b), *rest = layers
    z = tuple(s + t for s, t in zip(times(w, a), b))
    below, out = descend(rest, tuple(map(gelu, z)) if rest else z)
    return ((a, z), *below), out


def gradient(layers, x, y):
    trail, out = descend(layers, tuple(x))
    delta = tuple(o - t for o, t in zip(out, y))
    answer = ()
    for k in range(len(layers) - 1, -1, -1):
        a, _ = trail[k]
        answer = ((tuple(tuple(d * v for v in a) for d in delta), delta), *answer)
        if k:
            back = times(zip(*layers[k][0]), delta)
            delta = tuple(e * gelu_slope(z) for e, z in zip(back, trail[k - 1][1]))
    return answer


# --- adapter ---
def check_me(params, x, y):
    return [([list(r) for r in w], list(b)) for w, b in gradient(params, x, y)]


DECLARED = """takes='params x y' gives=nabla_params parameters=pairs examples=list biases='(n,)'
    activations=gelu,gelu,identity"""
# --- answer ---
WRONG = []
