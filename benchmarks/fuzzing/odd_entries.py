"""Files of a user's own for `--with`: activations, costs and adapters that are odd in one thing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np

from fuzzing.odd_files import pick
from fuzzing.outcomes import REFUSED, RIGHT, Case

TAKEN = frozenset({RIGHT})
EITHER = TAKEN | REFUSED
BEGIN = "import nablacheck\nfrom nablacheck import Activation, Adapter, Cost, Gradient, backprop\n\n"
SQUARE = "mine = Activation({name}, value=lambda z, xp: {value}, prime=lambda z, a, xp: {prime}{more})\n"
QUADRATIC = "mine = Cost({name}, value=lambda a, y, xp: {value}, nabla_a=lambda a, y, xp: {nabla_a}{more})\n"
ADAPTER = "mine = Adapter({name}, {library}, gradient={gradient}{more})\n"


def _activation(name: str = "'mine'", value: str = "z * z", prime: str = "2 * z", more: str = "") -> str:
    return BEGIN + SQUARE.format(name=name, value=value, prime=prime, more=more)


def _cost(value: str = "((a - y) * (a - y)).sum(axis=-2, keepdims=True)", nabla_a: str = "2 * (a - y)", more: str = "") -> str:
    return BEGIN + QUADRATIC.format(name="'mine'", value=value, nabla_a=nabla_a, more=more)


def _adapter(name: str = "'mine'", library: str = "'numpy'", gradient: str = "backprop", more: str = "") -> str:
    return BEGIN + ADAPTER.format(name=name, library=library, gradient=gradient, more=more)


FORMULAS = (
    "z * z + 'a'", "None", "1 / 0", "undefined", "z[0]", "z.foo", "xp.foo(z)", "xp", "'z'", "[z]", "float(z)", "int(z)",
    "bool(z > 0)",
    "z if z > 0 else 0", "max(z, 0)", "z != 0", "z ** 3", "z ** 0.5", "z ** z", "abs(z)", "-z", "z and 1", "not z", "z @ z",
    "z % 2",
    "z // 2", "z < 1 < 2", "xp.where(z, 1, 0)", "xp.where(z > 0, 'a', 0)", "xp.exp('a')", "xp.exp(z, z)", "xp.maximum(z)",
    "hash(z)",
    "exit()", "__import__('os')._exit(1)", "(_ for _ in ()).throw(KeyboardInterrupt)", "print(z)", "z.sum()", "z.T", "len(z)",
    "[v for v in z]", "iter(z)", "str(z)", "f'{z:g}'", "z.mid", "np.exp(z)", "__import__('numpy').exp(z)",
    "__import__('math').exp(z)",
    "xp.exp(1000 * z)", "1 / z", "xp.log(z)", "z * float('nan')", "z * float('inf')", "z * 10 ** 400", "z * 1j", "complex(z)",
    "(lambda f: f(f))(lambda f: f(f))",
)  # fmt: skip
NAMES = (
    "''",
    "3",
    "None",
    "'a b'",
    "'a,b'",
    "'tanh'",
    "'elu(alpha=2)'",
    "'x(y=1)'",
    "'[red]'",
    "'\\x1b[2J'",
    "'\\ud800'",
    "'é'",
    "'a' * 999",
    "[]",
)
MORE = (
    ", range=(0, 1)", ", range=(1, 0)", ", range=3", ", range='ab'", ", range=(0,)", ", range=(None, 1)", ", kinks=3",
    ", kinks={0: 1}",
    ", kinks={'a': (0, 1)}", ", kinks={0: (0, 1)}", ", kinks=[(0, 1)]", ", nothing=1", ", prime=None", ", value=3",
    ", range=(float('nan'), 1)",
)  # fmt: skip
FILES: tuple[tuple[str, Collection[int], str], ...] = (
    ("right activation", TAKEN, _activation()),
    ("right cost", EITHER, _cost()),
    ("right adapter", TAKEN, _adapter()),
    ("wrong derivative", REFUSED, _activation(prime="3 * z")),
    ("no derivative", REFUSED, _activation(prime="0 * z")),
    ("wrong gradient", REFUSED, _cost(nabla_a="a - y")),
    ("derivative of nothing", REFUSED, _activation(prime="None")),
    ("cost without a sum", EITHER, _cost(value="(a - y) * (a - y)")),
    ("cost without keepdims", EITHER, _cost(value="((a - y) * (a - y)).sum(axis=-2)")),
    ("cost of text", REFUSED, _cost(value="'a'")),
    ("cost that raises", REFUSED, _cost(value="1 / 0")),
    ("two of one name", REFUSED, _activation() + "other = Activation('mine', lambda z, xp: z, lambda z, a, xp: 1)\n"),
    ("nothing", REFUSED, BEGIN),
    ("private", REFUSED, _activation().replace("mine =", "_mine =")),
    ("raises", REFUSED, "raise ValueError('as loaded')\n"),
    ("exits", REFUSED, "exit(0)\n"),
    ("no Python", REFUSED, "def (\n"),
    ("adapter of no library", REFUSED, _adapter(library="'nupmy'")),
    ("adapter of a number", REFUSED, _adapter(library="3")),
    ("adapter without a gradient", EITHER, _adapter(gradient="None")),
    ("adapter that is there", REFUSED, _adapter(name="'torch'")),
    *((f"value {formula}", EITHER, _activation(value=formula)) for formula in FORMULAS),
    *((f"prime {formula}", EITHER, _activation(prime=formula)) for formula in FORMULAS[::3]),
    *((f"name {name}", EITHER, _activation(name=name)) for name in NAMES),
    *((f"adapter {name}", EITHER, _adapter(name=name)) for name in NAMES),
    *((f"more {more}", EITHER, _activation(more=more)) for more in MORE),
)


def case(rng: np.random.Generator, folder: Path) -> Case:
    """One call of `nablacheck list --with`, in a process of its own: what it takes stays taken."""
    name, allowed, text = pick(rng, FILES)
    (folder / "own.py").write_text(text, encoding="utf-8")
    return Case(name, ["list", "--with", str(folder / "own.py")], allowed, apart=True)
