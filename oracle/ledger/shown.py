"""Reproducers: from a call and an argument, the few lines that print what a framework returns for it."""

import json
from importlib.resources import files

from nablacheck.oracle.ledger.defect import Shown

RECORDED: dict[str, tuple[str, str]] = json.loads(files(__package__).joinpath("recorded.json").read_text(encoding="utf-8"))
"""What the reproducers print, by their lines, and what they should; benchmarks/record_ledger.py writes it."""
INFINITY = 'float("inf")'
UNRECORDED = ("?", "?")


def _literal(at: float) -> str:
    if at != at:
        return 'float("nan")'
    return {float("inf"): INFINITY, float("-inf"): f"-{INFINITY}"}.get(at, repr(float(at)))


def _shown(lines: list[str], entry: str, at: float, dtype: str) -> Shown:
    text = "\n".join(lines)
    return Shown(text, *RECORDED.get(text, UNRECORDED), entry, at, dtype)


def torch_shown(entry: str, call: str, at: float, dtype: str, derivative: bool) -> Shown:
    """`call` of a tensor z, with F for torch.nn.functional; with `derivative`, the gradient is printed."""
    lines = [
        "import torch",
        "from torch.nn import functional as F",
        f"z = torch.tensor([{_literal(at)}], dtype=torch.{dtype}, requires_grad=True)",
        f"a = {call}",
        *(["a.sum().backward()"] if derivative else []),
        f"print({'z.grad' if derivative else 'a'}.item())",
    ]
    return _shown(lines, entry, at, dtype)


def torch_compiled_shown(entry: str, function: str, at: float) -> Shown:
    """A compiled function of 16 equal numbers, as many as fill a vector on any processor."""
    lines = [
        "import torch",
        "from torch.nn import functional as F",
        f"print(torch.compile({function})(torch.full((16,), {_literal(at)}))[0].item())",
    ]
    return _shown(lines, entry, at, "float32")


def jax_shown(entry: str, call: str, at: float, dtype: str, derivative: bool) -> Shown:
    """`call` of an array z; with `derivative`, the gradient is printed."""
    lines = [
        "import jax",
        "from jax import numpy as jnp",
        *(['jax.config.update("jax_enable_x64", True)'] if dtype == "float64" else []),
        f"f = jax.jit(lambda z: {call})",
        f"z = jnp.asarray({_literal(at)}, dtype=jnp.{dtype})",
        f"print(float({'jax.grad(f)' if derivative else 'f'}(z)))",
    ]
    return _shown(lines, entry, at, dtype)


def autograd_shown(entry: str, call: str, at: float, dtype: str, derivative: bool) -> Shown:
    """`call` of a number z, with anp for autograd.numpy; with `derivative`, what `elementwise_grad` has of it."""
    lines = [
        "import numpy as np",
        "from autograd import elementwise_grad, numpy as anp",
        "from autograd.scipy import special",
        f"f = lambda z: {call}",
        f"z = np.array([{_literal(at)}], dtype=np.{dtype})",
        f"print({'elementwise_grad(f)' if derivative else 'f'}(z).item())",
    ]
    return _shown(lines, entry, at, dtype)


def tensorflow_shown(entry: str, call: str, at: float, dtype: str, derivative: bool) -> Shown:
    """`call` of a variable z under a tape; with `derivative`, the gradient is printed."""
    lines = [
        "import tensorflow as tf",
        f"z = tf.Variable([{_literal(at)}], dtype=tf.{dtype})",
        "with tf.GradientTape() as tape:",
        f"    a = {call}",
        f"print({'tape.gradient(a, z)' if derivative else 'a'}.numpy().item())",
    ]
    return _shown(lines, entry, at, dtype)


def paddle_shown(entry: str, call: str, at: float, dtype: str, derivative: bool) -> Shown:
    """`call` of a tensor z, with F for paddle.nn.functional; with `derivative`, the gradient is printed."""
    lines = [
        "import paddle",
        "from paddle.nn import functional as F",
        'paddle.set_device("cpu")',
        f"z = paddle.to_tensor([{_literal(at)}], dtype='{dtype}', stop_gradient=False)",
        f"a = {call}",
        f"print({'paddle.grad(a, z)[0]' if derivative else 'a'}.item())",
    ]
    return _shown(lines, entry, at, dtype)


def mlx_shown(entry: str, call: str, at: float, derivative: bool) -> Shown:
    """`call` of an array z in float32; with `derivative`, what `mx.grad` has of it."""
    lines = [
        "import mlx.core as mx",
        "from mlx import nn",
        "mx.set_default_device(mx.cpu)",
        f"f = lambda z: {call}",
        f"z = mx.array([{_literal(at)}])",
        f"print({'mx.grad(lambda z: f(z).sum())(z)' if derivative else 'f(z)'}.item())",
    ]
    return _shown(lines, entry, at, "float32")


def casadi_shown(entry: str, call: str, at: float, derivative: bool) -> Shown:
    """`call` of a symbol z in float64; with `derivative`, what `ca.gradient` has of it."""
    lines = [
        "import math",
        "import casadi as ca",
        'z = ca.MX.sym("z")',
        f"a = {call}",
        f'f = ca.Function("f", [z], [{"ca.gradient(a, z)" if derivative else "a"}])',
        f"print(float(f({_literal(at)})))",
    ]
    return _shown(lines, entry, at, "float64")


def keras_shown(entry: str, backend: str, call: str, at: float, derivative: bool) -> Shown:
    """`call` of a number z in float32, on a backend of Keras; with `derivative`, what the backend has of it."""
    of_jax = ["import jax", f"z = jax.numpy.float32({_literal(at)})", f"f = lambda z: {call}"]
    lines = [
        "import os",
        f'os.environ["KERAS_BACKEND"] = "{backend}"',
        "import keras",
        *of_jax,
        f"print(float({'jax.grad(f)' if derivative else 'f'}(z)))",
    ]
    return _shown(lines, entry, at, "float32")


def by_length(call: str, derivative: bool) -> Shown:
    """Whether `call` of a long tensor z gives what it gives of each number by itself."""
    result = "torch.autograd.grad(a.sum(), z)[0]" if derivative else "a"
    lines = [
        "import torch",
        "from torch.nn import functional as F",
        "def f(z):",
        f"    a = {call}",
        f"    return {result}",
        "z = torch.linspace(-8, 8, 1000, requires_grad=True)",
        "print(torch.equal(f(z), torch.cat([f(z[i : i + 1]) for i in range(1000)])))",
    ]
    return Shown("\n".join(lines), "False", "True")
