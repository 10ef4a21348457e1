"""The formulas as they stand on the slide, each a function of the layer's number, with functools.cache."""

from functools import cache

from numpy import exp, log, sum


def slide(W, B, x, y):
    L = len(W)

    @cache
    def z(l):
        return W[l - 1] @ a(l - 1) + B[l - 1]

    @cache
    def a(l):
        return x if l == 0 else 1 / (1 + exp(-z(l)))

    @cache
    def delta(l):
        return a(L) - y if l == L else W[l].T @ delta(l + 1) * a(l) * (1 - a(l))

    cost = -sum(y * log(a(L)) + (1 - y) * log(1 - a(L)))
    return cost, [delta(l) for l in range(1, L + 1)], [delta(l) @ a(l - 1).T for l in range(1, L + 1)]


# --- adapter ---
check_me = slide
DECLARED = "examples=column cost=cross-entropy gives='cost nabla_b nabla_w'"
# --- answer ---
WRONG = []
