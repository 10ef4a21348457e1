"""Binary cross-entropy, whose derivative is worked out as a quotient; the layers ask for deltas."""

import numpy as np


class Unit:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, a):
        self.a_in = a
        self.z = np.dot(self.w, a) + self.b
        self.a_out = 1 / (1 + np.exp(-self.z))
        return self.a_out

    def prime(self):
        return self.a_out * (1 - self.a_out)


def bce_prime(a, y):
    return (1 - y) / (1 - a) - y / a


def deltas(units, x, y):
    a = x
    for unit in units:
        a = unit.forward(a)
    delta = bce_prime(a, y)  # the mistake: times units[-1].prime()
    yield delta
    for unit, above in zip(units[-2::-1], units[:0:-1]):
        delta = np.dot(above.w.T, delta) * unit.prime()
        yield delta


def gradients(w, b, x, y):
    units = [Unit(*both) for both in zip(w, b)]
    ds = list(deltas(units, x, y))[::-1]
    return ds, [np.dot(d, unit.a_in.T) for d, unit in zip(ds, units)]


# --- adapter ---
check_me = gradients
DECLARED = "activations=sigmoid,sigmoid,sigmoid cost=cross-entropy examples=column"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        (
            r"σ′|σ'|[Pp]rime|[Ss]lope|[Dd]eriv|a(\^\{?L\}?)? ?[⊙*·×]? ?\(1 ?[-−] ?a|∂C ?/ ?∂a|∇_?a|∇C|[Qq]uotient"
            r"|[Cc]ost.*(alone|itself|only)|[Ll]inear|identity"
        ),
        "",
    ),
]
