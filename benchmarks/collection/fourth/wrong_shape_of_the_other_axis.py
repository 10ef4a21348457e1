"""Examples are columns, and the number to divide by is taken from the first axis: the number of inputs."""


def relu(z):
    return z * (z > 0)


def train_batch(W, b, X, Y):
    m = X.shape[0]  # a mistake
    A1 = relu(W[0] @ X + b[0])
    A2 = relu(W[1] @ A1 + b[1])
    Z3 = W[2] @ A2 + b[2]
    D3 = Z3 - Y
    D2 = (W[2].T @ D3) * (A2 > 0)
    D1 = (W[1].T @ D2) * (A1 > 0)
    pairs = ((D1, X), (D2, A1), (D3, A2))
    return [D.sum(1, keepdims=True) / m for D, _ in pairs], [D @ A.T / m for D, A in pairs]


# --- adapter ---
check_me = train_batch
DECLARED = "activations=relu,relu,identity"
# --- answer ---
WRONG = [("", r"5/2|2\.5|n\^1|m ?/|/ ?2|inputs|width|number of features|axis|instead of m")]
