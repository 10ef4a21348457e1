"""A sparse regression net whose penalty is the sum of absolute values; one theta, in columns."""

import numpy as np

NU = 0.625
N_IN, N_HID, N_OUT = 4, 5, 3


def views(theta):
    ends = np.cumsum([N_HID * N_IN, N_HID, N_OUT * N_HID, N_OUT])
    V, c, U, d = (theta[end - size : end] for end, size in zip(ends, (N_HID * N_IN, N_HID, N_OUT * N_HID, N_OUT)))
    return V.reshape(N_HID, N_IN), c.reshape(-1, 1), U.reshape(N_OUT, N_HID), d.reshape(-1, 1)


def objective(theta, X, T):
    V, c, U, d = views(theta)
    n = X.shape[1]
    H = np.tanh(V @ X + c)
    R = U @ H + d - T
    f = 0.5 / n * np.sum(R * R) + NU * (np.abs(V).sum() + np.abs(U).sum())
    Q = (U.T @ R) * (1 - H * H)
    gV = Q @ X.T / n + NU * V  # the mistake
    gU = R @ H.T / n + NU * U  # and again
    return f, np.concatenate([gV.ravel(), Q.mean(axis=1), gU.ravel(), R.mean(axis=1)])


# --- adapter ---
check_me = objective
DECLARED = "activations=tanh,identity widths=4,5,3 takes='theta x y' gives='cost nabla_theta' l1=0.625"
# --- answer ---
WRONG = [
    (
        "BP4 2 3",
        (
            r"λ ?[·*⊙]? ?w|\d ?[·*⊙]? ?w\b|[Ss]ign|sgn|[lL]_?2|L₂|[Rr]idge|[Ss]quare|w²|w itself|[Aa]bsolute|\|w\|"
            r"|decay|[Pp]enalt|½|1/2"
        ),
        "",
    ),
]
