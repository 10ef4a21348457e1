"""How people write, and what declares it: the one table of conventions, on the student's page and in `check --help`."""

from __future__ import annotations

HABITS: tuple[tuple[str, str], ...] = (
    ("takes one example, a column (n, 1), or a row (1, n)", "examples=column, or examples=row"),
    ("takes one example, a vector (n,), or a list", "examples=vector, or examples=list"),
    ("takes a batch with an example in each column", "nothing, or examples=columns"),
    ("takes a batch with an example in each row", "examples=rows"),
    ("has weights (in, out): z = xw + b", "weights='(in, out)'"),
    ("has biases (n,) or (1, n)", "biases='(n,)', or biases='(1, n)'"),
    ("has the biases as first column of the weights", "biases='first column' (or last column, first row, last row)"),
    ("has no biases, or one number for a layer", "biases=none, or biases=shared"),
    ("takes the numbers of the classes for y, from 0 or from 1", "targets=classes, or targets='classes from 1'"),
    ("takes y as zeros with one 1, or as probabilities", "targets=one-hot, or targets=probabilities"),
    ("takes y of 0 and 1, or of −1 and 1", "targets='0 and 1', or targets='-1 and 1'"),
    ("sums over the batch, where the book takes the mean", "total=sum"),
    ("returns the mean cost beside the gradient of the sum", "total=sum cost_total=mean"),
    ("has the cost ‖y − a‖², without the ½", "half=False"),
    ("divides by the number of outputs too (MSE)", "mean_over_outputs=True"),
    ("goes uphill: differentiates −C", "ascent=True"),
    ("takes its arguments in another order", "takes='x y w b'"),
    ("returns nabla_w first", "gives='nabla_w nabla_b'"),
    ("returns the cost too", "gives='cost nabla_b nabla_w'"),
    ("has all parameters in one vector", "takes='theta x y' gives=nabla_theta"),
    ("only makes a step, and returns new weights and biases", "takes='w b x y eta' gives='w b'"),
    ("makes a step at a rate of its own, 1 say", "gives='w b' eta=1"),
    ("returns an object with .dw and .db", "gives='nabla_w nabla_b' attr='dw db'"),
    ("returns numbers of its own kind, such as micrograd's Value", "leaf=grad"),
    ("adds λ/2 Σw² to the cost, with λ = ¼", "l2=0.25 (l2_over=m if it is divided by m)"),
    ("adds λ Σ|w| to the cost, with λ = ¼", "l1=0.25 (l1_over=m if it is divided by m)"),
    ("is tried in float16 and keeps its sums in float32", "dtype=float16 accumulator=float32"),
    ("works for these widths alone, input first", "widths=2,5,4,3"),
)
"""What somebody's code does, and what to say of it: words that stand alone are NAME=VALUE, the rest is for people."""
