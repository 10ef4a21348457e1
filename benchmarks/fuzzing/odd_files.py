"""Files for `nablacheck judge`: right and wrong gradients, and everything that can be wrong with a file of them."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck import Network, Problem, backprop

from fuzzing.outcomes import ANY_VERDICT, NOT_RIGHT, NOT_WRONG, PASSES, PROVEN, REFUSED, Case

Rng = np.random.Generator
Entries = dict[str, Any]
Codes = Collection[int]
ANY = ANY_VERDICT | REFUSED

OUTPUTS = (
    ("sigmoid", "quadratic"),
    ("tanh", "quadratic"),
    ("sigmoid", "cross-entropy"),
    ("softmax", "categorical-cross-entropy"),
)
HIDDEN = ("sigmoid", "tanh", "softplus", "relu", "elu(alpha=0.5)")


def pick(rng: Rng, things: Collection[Any]) -> Any:
    """One of them."""
    return list(things)[rng.integers(len(things))]


def right(rng: Rng) -> Entries:
    """A small network with the gradient of the reference, as in a file of somebody's."""
    widths = [int(n) for n in rng.integers(1, 5, size=rng.integers(2, 5))]
    last, cost = pick(rng, OUTPUTS)
    if last == "softmax":
        widths[-1] += 1
    batch, dtype, top = int(rng.integers(1, 4)), pick(rng, ("float64", "float64", "float32")), len(widths)
    draw = lambda *shape: (rng.integers(-16, 17, size=shape) / 8 + rng.random(shape) / 16).astype(dtype)
    w = {l: draw(widths[l - 1], widths[l - 2]) for l in range(2, top + 1)}
    b = {l: draw(widths[l - 1], 1) for l in w}
    sigma = {l: pick(rng, HIDDEN) for l in w} | {top: last}
    y = np.eye(widths[-1])[:, rng.integers(0, widths[-1], size=batch)].astype(dtype)
    problem = Problem(Network(w, b, sigma, cost), draw(widths[0], batch), y)
    gradient = backprop(problem)
    entries: Entries = {"x": problem.x, "y": y}
    for letter, layers in (("w", w), ("b", b), ("nabla_w", gradient.nabla_w), ("nabla_b", gradient.nabla_b)):
        entries |= {f"{letter}{l}": np.asarray(layers[l], dtype) for l in layers}
    return entries | {"spec": json.dumps({"activations": {str(l): name for l, name in sigma.items()}, "cost": cost})}


def claims(entries: Mapping[str, Any]) -> list[str]:
    """The keys of the gradient in which something is not zero."""
    return [key for key, array in entries.items() if key.startswith("nabla") and np.any(array)]


def keys(entries: Mapping[str, Any]) -> list[str]:
    """The keys of all arrays."""
    return [key for key in entries if key != "spec"]


def letter(entries: Mapping[str, Any], start: str) -> list[str]:
    """The keys of one letter in every layer."""
    return [key for key in entries if key.startswith(start) and key[len(start) :].isdecimal()]


# --- entries: each takes a right file and gives the exit codes that are right for what it makes of it -----------------


def untouched(rng: Rng, e: Entries) -> Codes:
    """As it is, or stored in another way."""
    for key in keys(e):
        how = rng.integers(5)
        e[key] = np.asfortranarray(e[key]) if how == 0 else e[key].astype(e[key].dtype.newbyteorder()) if how == 1 else e[key]
    return PASSES


def perturbed(rng: Rng, e: Entries) -> Codes:
    """An array that is wrong as a whole."""
    key = pick(rng, claims(e) or letter(e, "nabla_w"))
    array, how = e[key], rng.integers(5)
    changed = [array * 1.5, array * 0, -array, array + abs(array).max() + 1, array / 1024][how]
    e[key] = (changed if np.any(array) else array + 1).astype(array.dtype)
    return PROVEN


def perturbed_somewhere(rng: Rng, e: Entries) -> Codes:
    """The largest entry of an array is another number."""
    key = pick(rng, claims(e) or letter(e, "nabla_w"))
    array = e[key] = e[key].copy()
    where = np.unravel_index(np.argmax(abs(array)), array.shape)
    array[where] = pick(rng, (1.5 * array[where] + (array[where] == 0), array[where] + 1, 1e30, -7.0 - array[where]))
    return PROVEN


def poisoned_claim(rng: Rng, e: Entries) -> Codes:
    """NaN or ±∞ anywhere in the gradient."""
    array = e[key] = e[(key := pick(rng, [key for key in e if key.startswith("nabla")]))].copy()
    array[tuple(rng.integers(n) for n in array.shape)] = pick(rng, (np.nan, np.inf, -np.inf))
    return PROVEN


def poisoned_problem(rng: Rng, e: Entries) -> Codes:
    """NaN or ±∞ anywhere in the problem."""
    array = e[key] = e[(key := pick(rng, [key for key in keys(e) if not key.startswith("nabla")]))].copy()
    array[tuple(rng.integers(n) for n in array.shape)] = pick(rng, (np.nan, np.inf, -np.inf))
    return REFUSED


def without_key(rng: Rng, e: Entries) -> Codes:
    """A key is missing."""
    key = pick(rng, [key for key in e if not key.startswith("b") or len(letter(e, "b")) > 1])
    del e[key]
    return NOT_WRONG if key == "nabla_b2" and not letter(e, "nabla_b") else REFUSED


def without_letter(rng: Rng, e: Entries) -> Codes:
    """No array of a letter is there."""
    start = pick(rng, ("nabla_b", "nabla_w", "nabla_", "w", "b"))
    for key in [key for key in e if key.startswith(start) and key != "spec"]:
        del e[key]
    # without b the biases are zero, and without nabla_b they may not have been trained
    return {"nabla_b": NOT_WRONG, "b": NOT_RIGHT}.get(start, REFUSED)


SLIPS = (
    "W2",
    "dw2",
    "w_2",
    "nabla_w02",
    "nabla_w２",
    "nablaw2",
    "w2 ",
    " w2",
    "w2\n",
    "nabla_W2",
    "w",
    "b0",
    "w1",
    "nabla_w1",
    "X",
    "",
)


def misspelt(rng: Rng, e: Entries) -> Codes:
    """A key is written in another way."""
    old, new = pick(rng, ["x", "y", "w2", "nabla_w2"]), pick(rng, SLIPS)
    e[new] = e.pop(old)
    return REFUSED


def too_many(rng: Rng, e: Entries) -> Codes:
    """A key that belongs to nothing."""
    new = pick(rng, (*SLIPS, "nabla_w9", "nabla_b99999999999999999999999", "z2", "[red]", "\x1b[2J", "a" * 300, "spec2", "ß"))
    e[new] = pick(rng, (np.ones((2, 2)), e["w2"], np.zeros(0), "text"))
    return REFUSED


DTYPES = ("c16", "O", "i8", "u1", "?", "U5", "S5", "M8[s]", "m8[s]", "V8", "f8,i4", "i8,i8")

WHOLE = ("i8", "u1", "?")
"""Whole numbers and truth values, which are read as floats where that is what they mean."""


def retyped(rng: Rng, e: Entries) -> Codes:
    """Numbers of another kind."""
    key, kind = pick(rng, keys(e)), pick(rng, DTYPES)
    with np.errstate(all="ignore"):
        e[key] = np.zeros(e[key].shape, kind) if kind[0] in "MmVf" or "," in kind else e[key].astype(kind)
    return ANY if kind in WHOLE else REFUSED


def reprecised(rng: Rng, e: Entries) -> Codes:
    """One array of floats of another precision."""
    key = pick(rng, keys(e))
    e[key] = e[key].astype(pick(rng, [kind for kind in ("f2", "f4", "f8", "g") if np.dtype(kind) != e[key].dtype]))
    return ANY if key.startswith("nabla") else REFUSED


def all_reprecised(rng: Rng, e: Entries) -> Codes:
    """Every array of floats in half or extended precision."""
    kind = pick(rng, ("f2", "g"))
    for key in keys(e):
        e[key] = e[key].astype(kind)
    return ANY


def reshaped(rng: Rng, e: Entries) -> Codes:
    """An array of another shape."""
    key = pick(rng, keys(e))
    a = e[key]
    shapes = [a.reshape(-1), a[None], a[..., None], a[:0], a[:, :0], np.concatenate([a, a]), np.hstack([a, a]), a.sum()]
    shapes += [a.T] if a.shape[0] != a.shape[1] else []
    e[key] = pick(rng, shapes)
    return ANY if np.size(e[key]) == a.size else REFUSED  # read as what it means: a vector for a column, say


def all_deeper(rng: Rng, e: Entries) -> Codes:
    """Every array has one axis more, as in several draws."""
    for key in keys(e):
        e[key] = np.stack([e[key]] * int(rng.integers(1, 3)))
    return REFUSED


def huge(rng: Rng, e: Entries) -> Codes:
    """Numbers near the largest, in the problem."""
    key = pick(rng, [key for key in keys(e) if key[0] in "wbx"])
    e[key] = (np.sign(e[key]) * float(np.finfo(e[key].dtype).max) * rng.random()).astype(e[key].dtype)
    return ANY


# --- the specification ------------------------------------------------------------------------------------------------

TEXTS = (
    "", " ", "null", "3", '"tanh"', "[]", "{}", "{", "true", "NaN", "{'cost': 'quadratic'}", "\x00", "[" * 100000,
    '{"a":' * 100000, "é" * 50,
)  # fmt: skip
"""Specifications that are no JSON object, or one that is empty."""
VALUES = (
    None,
    True,
    0,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    10**400,
    "",
    "1",
    "tanh",
    [],
    ["tanh"],
    {},
    {"2": "tanh"},
    [[[]]],
    "\ud800",
)
NAMES = (
    "tanhh", "elu(", "elu()", "elu(alpha=)", "elu(alpha=nan)", "elu(alpha=1e999)", "elu(alpha=x)", "elu(beta=1)",
    "elu(alpha=1, alpha=2)", "elu(alpha=(1))", "huber(delta=-1)", "huber(delta=0)", "__class__", "a" * 5000, "\x00", "\ud800",
    "[red]tanh", "tanh ", "Tanh", "σ",
    "elu(alpha=9**9**9)", "elu(alpha=__import__('os'))", "sigmoid\n", "%s", "{0}",
)  # fmt: skip
LAYERS = ("two", "-1", "0", "1", "", "2.0", "99999999999999999999", "1e1", " 2", "²", "9" * 5000)


def no_spec(rng: Rng, e: Entries) -> Codes:
    """Another text in place of the specification, or no text."""
    e["spec"] = pick(rng, (*TEXTS, 3.0, np.ones(3), b"{}", e["spec"].encode(), [e["spec"], e["spec"]], np.array(None), True))
    return ANY if isinstance(e["spec"], bytes) else REFUSED


def odd_spec(rng: Rng, e: Entries) -> Codes:
    """A specification in which one thing is odd."""
    spec = json.loads(e["spec"])
    how = int(rng.integers(7))
    if how == 0:
        del spec[pick(rng, ("activations", "cost"))]
    elif how == 1:
        spec[pick(rng, ("csot", "", "Cost", "\ud800", "__init__"))] = pick(rng, VALUES)
    elif how == 2:
        spec["activations"] = pick(rng, VALUES)
    elif how == 3:
        spec["cost"] = pick(rng, (*VALUES, *NAMES))
    elif how == 4:
        spec["activations"][pick(rng, list(spec["activations"]))] = pick(rng, (*(v for v in VALUES if v != "tanh"), *NAMES))
    elif how == 5:
        spec["activations"][pick(rng, LAYERS)] = "tanh"
    else:
        spec["dtype"] = pick(
            rng, ("float63", "int32", "object", 3, [], {}, True, "f8", "float128", "bfloat16", "complex128", "<f8", "\x00")
        )
    e["spec"] = json.dumps(spec)
    # a number may be a null dtype, a family its default
    return REFUSED if how not in (3, 4) else ANY - PASSES | REFUSED


def odd_number(rng: Rng, e: Entries) -> Codes:
    """A factor, a decay or a rate that is no usable number."""
    name, value = pick(rng, ("factor", "l2", "learning_rate")), pick(rng, [v for v in VALUES if v not in (None, 0, -1, 1.5)])
    e["spec"] = json.dumps(json.loads(e["spec"]) | {name: value})
    return REFUSED


def other_number(rng: Rng, e: Entries) -> Codes:
    """A factor, a decay or a rate with which the gradient is another one."""
    name, value = pick(
        rng,
        (("factor", 1.25), ("factor", -1), ("l2", 0.5), ("l2", -3), ("factor", 1e300), ("factor", float(np.finfo(float).tiny))),
    )
    e["spec"] = json.dumps(json.loads(e["spec"]) | {name: value})
    return NOT_RIGHT if claims(e) or name == "l2" else ANY


ENTRIES: tuple[Callable[[Rng, Entries], Codes], ...] = (
    untouched, perturbed, perturbed_somewhere, poisoned_claim, poisoned_problem, without_key, without_letter, misspelt,
    too_many, retyped, reprecised, all_reprecised, reshaped, all_deeper, huge, no_spec, odd_spec, odd_number, other_number,
)  # fmt: skip

# --- bytes ------------------------------------------------------------------------------------------------------------


def stored(e: Mapping[str, Any], compressed: bool = False) -> bytes:
    """The bytes of an archive."""
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **e)  # objects too, which are pickled by default
    return file.getvalue()


def archive(members: Mapping[str, bytes], **how: Any) -> bytes:
    """A zip archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **how) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def npy(shape: str, data: bytes = b"", descr: str = "'<f8'", version: bytes = b"\x01\x00") -> bytes:
    """An array by hand: its header may lie."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + data


class Planted:
    """What a pickle calls when it is loaded: then the fuzzer has failed."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os._exit, (99,))


def cut(rng: Rng, content: bytes) -> tuple[bytes, Codes]:
    """The beginning of a file."""
    return content[: rng.integers(len(content))], REFUSED


def flipped(rng: Rng, content: bytes) -> tuple[bytes, Codes]:
    """Some bits are others: a checksum sees that, but not in what is not read."""
    changed = bytearray(content)
    for _ in range(rng.integers(1, 9)):
        changed[rng.integers(len(changed))] ^= 1 << int(rng.integers(8))
    return bytes(changed), NOT_WRONG


def padded(rng: Rng, content: bytes) -> tuple[bytes, Codes]:
    """Something before it or behind."""
    more = rng.bytes(int(rng.integers(1, 99)))
    return pick(rng, (more + content, content + more)), NOT_WRONG


def other(rng: Rng, content: bytes) -> tuple[bytes, Codes]:
    """No archive of arrays."""
    inside = members(content)
    array = next(iter(inside.values()))
    return pick(
        rng,
        (
            b"", b"\n", b"PK", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(99), b"\x93NUMPY", array, b"{}", b"\xff" * 99,
            rng.bytes(500), pickle.dumps(Planted()), archive({}), archive({"x.txt": b"text"}), archive({"x.npy": b"text"}),
            archive({"folder/": b""}), archive({"x.npy": npy("(10**9,)")}), archive({"x.npy": npy("(1000000000000000,)")}),
            archive({"x.npy": npy("(-1,)")}), archive({"x.npy": npy("(2,)", bytes(8))}), archive({"x.npy": npy("(2.5,)")}),
            archive({"x.npy": npy("__import__('os')._exit(99)")}),
            archive({"x.npy": npy("(1,)", bytes(8), version=b"\x09\x00")}),
            archive({"x.npy": npy("(1,)", bytes(8), descr="'|O'")}),
            archive({"x.npy": npy("(1,)", bytes(8), descr="'nonsense'")}),
            archive({"x.npy": npy("(1,)", pickle.dumps(Planted()), descr="'|O'")}), archive({"x.npy": npy("(" * 500)}),
            archive({**inside, "x.npy": npy("(99999999999,)")}), archive({**inside, "nabla_w2.npy": npy("(3,)", bytes(7))}),
            np.lib.format.magic(1, 0) + b"\xff\xff" + b" " * 65535,
        ),
    ), REFUSED  # fmt: skip


def rezipped(rng: Rng, content: bytes) -> tuple[bytes, Codes]:
    """The same arrays, zipped in another way."""
    inside, how = members(content), int(rng.integers(6))
    if how == 0:
        return archive(inside, compression=pick(rng, (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED))), PASSES
    if how == 1:
        return archive({name.removesuffix(".npy"): text for name, text in inside.items()}), NOT_WRONG
    if how == 2:
        return archive({f"../{name}": text for name, text in inside.items()}), REFUSED
    if how == 3:
        return archive({**inside, "readme.txt": b"hello"}), REFUSED
    if how == 4:
        file = io.BytesIO(content)
        with zipfile.ZipFile(file, "a") as zipped:
            zipped.writestr("zero.npy", bytes(2**24), compress_type=zipfile.ZIP_DEFLATED)
        return file.getvalue(), REFUSED
    return _twice(inside), REFUSED


def _twice(inside: Mapping[str, bytes]) -> bytes:
    """Two members of one name: which is meant?"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, text in (*inside.items(), *inside.items()):
            if name not in zipped.namelist() or name == "nabla_w2.npy":
                zipped.filelist = [*zipped.filelist]
                zipped.NameToInfo.pop(name, None)  # else zipfile warns
                zipped.writestr(name, text)
    return file.getvalue()


def bomb(rng: Rng, content: bytes) -> tuple[bytes, Codes]:
    """A small file that holds a large array of zeros."""
    megabytes = int(rng.integers(16, 65))
    text = npy(f"({megabytes * 2**17},)") + bytes(megabytes * 2**20)
    name = pick(rng, ("x.npy", "nabla_w2.npy", "spec.npy", "z.npy"))
    return archive(members(content) | {name: text}, compression=zipfile.ZIP_DEFLATED), REFUSED


BYTES: tuple[Callable[[Rng, bytes], tuple[bytes, Codes]], ...] = (
    cut,
    flipped,
    flipped,
    padded,
    other,
    other,
    other,
    rezipped,
    bomb,
)

# --- paths ------------------------------------------------------------------------------------------------------------

ODD_NAMES = (
    "a b.npz",
    "[bold]x.npz",
    "%s.npz",
    "{0}.npz",
    "tab\t.npz",
    "new\nline.npz",
    "π.npz",
    "💥.npz",
    "'.npz",
    "no_suffix",
    "\x1b[2J",
)


def placed(rng: Rng, folder: Path, content: bytes) -> tuple[list[str], Codes]:
    """A path that is odd, or leads to no file; what is called with it."""
    how = int(rng.integers(9))
    path = folder / "mine.npz"
    if how <= 2:
        path = folder / pick(rng, ODD_NAMES)
        path.write_bytes(content)
        return [str(path)], PASSES
    if how == 3:
        raw = os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.npz")
        Path(raw).write_bytes(content)
        return [raw], PASSES
    if how == 4:
        return [
            pick(
                rng,
                (
                    str(path),
                    str(path) + "/",
                    str(folder / ("a" * 300)),
                    str(path) + "\x00",
                    "",
                    " ",
                    "/dev/null",
                    "/dev/zero",
                    "-",
                ),
            )
        ], REFUSED
    if how == 5:
        path.mkdir()
    elif how == 6:
        os.mkfifo(path)
    elif how == 7:
        path.symlink_to(path)
    else:
        (folder / "target").write_bytes(content)
        path.symlink_to(folder / "target")
        return [str(path)], PASSES
    return [str(path)], REFUSED


def case(rng: Rng, folder: Path) -> Case:
    """One call of `nablacheck judge`; what it reads is in the folder."""
    entries = right(rng)
    json_too = ["--json", "-"] if rng.random() < 1 / 4 else []
    kind = rng.random()
    if kind < 0.1:
        arguments, codes = placed(rng, folder, stored(entries))
        return Case("placed", ["judge", *json_too, "--", *arguments], codes, quotes=True)
    path = folder / "mine.npz"
    if kind < 0.35:
        damage = pick(rng, BYTES)
        content, codes = damage(rng, stored(entries, bool(rng.integers(2))))
        path.write_bytes(content)
        return Case(damage.__name__, ["judge", str(path), *json_too], codes)
    change = pick(rng, ENTRIES)
    codes = change(rng, entries)
    if change in (untouched, perturbed, poisoned_claim, other_number):
        codes = _both(codes, pick(rng, ENTRIES)(rng, entries))
    path.write_bytes(stored(entries, bool(rng.integers(2))))
    return Case(change.__name__, ["judge", str(path), *json_too], codes)


def _both(first: Codes, second: Codes) -> Codes:
    """What is right after two changes: what refuses one refuses both; two perturbations may undo each other."""
    return REFUSED if second == REFUSED else second if first == PASSES else ANY
