"""By somebody who comes from Mathematica: FoldList, MapThread, Most and Rest, one example in a row."""

import numpy as np


def fold_list(f, start, items):
    found = [start]
    for item in items:
        found.append(f(found[-1], item))
    return found


def map_thread(f, lists):
    return [f(*those) for those in zip(*lists)]


def most(items):
    return items[:-1]


def rest(items):
    return items[1:]


def net_gradient(w, b, x, y):
    layer = lambda a, p: np.tanh(a @ p[0] + p[1])
    as_ = fold_list(layer, x, map_thread(lambda *p: p, [w, b]))
    slope = lambda a: 1 - a * a
    top = (as_[-1] - y) * slope(as_[-1])
    back = lambda d, p: (d @ p[0].T) * slope(p[1])
    ds = fold_list(back, top, map_thread(lambda *p: p, [rest(w), rest(most(as_))])[::-1])[::-1]
    return ds, map_thread(lambda a, d: np.outer(a, d), [most(as_), ds])


# --- adapter ---
check_me = net_gradient
DECLARED = "examples=row weights='(in, out)' biases='(1, n)' activations=tanh"
# --- answer ---
WRONG = []
