"""Writes docs/equations.md: where each equation of the chapter is computed, and which tests hold it.

    python docs/generators/equations_page.py

An equation is computed where a docstring under reference/ or adapters/ has its number, or the lines of an entry such as
`quadratic` do; it is held by the tests that carry `@pytest.mark.equation("(23)", "(36)–(39)", "BP1")`. The source is parsed,
nothing of it is imported.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "equations.md"

STATEMENTS = {
    "(23)": "`a^l_j = σ(Σ_k w^l_jk a^{l-1}_k + b^l_j)`",
    "(25)": "`a^l = σ(w^l a^{l-1} + b^l)`",
    "assumption 1": "the cost is the mean of the costs of the examples",
    "assumption 2": "the cost is a function of the outputs `a^L`",
    "(26)": "`C = 1/2n Σ_x ‖y(x) − a^L(x)‖²`",
    "(27)": "`C = ½ ‖y − a^L‖² = ½ Σ_j (y_j − a^L_j)²`",
    "(28)": "the Hadamard product, `[1, 2] ⊙ [3, 4] = [3, 8]`",
    "(29)": "`δ^l_j ≡ ∂C/∂z^l_j`",
    "BP1": "`δ^L_j = ∂C/∂a^L_j σ′(z^L_j)`, or `δ^L = ∇_a C ⊙ σ′(z^L)`",
    "(30)": "`δ^L = (a^L − y) ⊙ σ′(z^L)` for the quadratic cost",
    "BP2": "`δ^l = ((w^{l+1})ᵀ δ^{l+1}) ⊙ σ′(z^l)`",
    "BP3": "`∂C/∂b^l_j = δ^l_j`",
    "(31)": "`∂C/∂b = δ`",
    "BP4": "`∂C/∂w^l_jk = a^{l-1}_k δ^l_j`",
    "(32)": "`∂C/∂w = a_in δ_out`",
    "(36)": "`δ^L_j = ∂C/∂z^L_j`",
    "(37)": "`δ^L_j = Σ_k ∂C/∂a^L_k ∂a^L_k/∂z^L_j`",
    "(38)": "`δ^L_j = ∂C/∂a^L_j ∂a^L_j/∂z^L_j`, for `∂a^L_k/∂z^L_j` vanishes where `k ≠ j`",
    "(39)": "`δ^L_j = ∂C/∂a^L_j σ′(z^L_j)`",
    "(40)": "`δ^l_j = ∂C/∂z^l_j`",
    "(41)": "`δ^l_j = Σ_k ∂C/∂z^{l+1}_k ∂z^{l+1}_k/∂z^l_j`",
    "(42)": "`δ^l_j = Σ_k ∂z^{l+1}_k/∂z^l_j δ^{l+1}_k`",
    "(43)": "`z^{l+1}_k = Σ_j w^{l+1}_kj σ(z^l_j) + b^{l+1}_k`",
    "(44)": "`∂z^{l+1}_k/∂z^l_j = w^{l+1}_kj σ′(z^l_j)`",
    "(45)": "`δ^l_j = Σ_k w^{l+1}_kj δ^{l+1}_k σ′(z^l_j)`",
    "(46)": "`∂C/∂w_j ≈ (C(w + εe_j) − C(w)) / ε`",
    "(47)": "`ΔC ≈ ∂C/∂w^l_jk Δw^l_jk`",
    "(48)": "`Δa^l_j ≈ ∂a^l_j/∂w^l_jk Δw^l_jk`",
    "(49)": "`Δa^{l+1}_q ≈ ∂a^{l+1}_q/∂a^l_j Δa^l_j`",
    "(50)": "`Δa^{l+1}_q ≈ ∂a^{l+1}_q/∂a^l_j ∂a^l_j/∂w^l_jk Δw^l_jk`",
    "(51)": "`ΔC ≈ ∂C/∂a^L_m ∂a^L_m/∂a^{L-1}_n ⋯ ∂a^{l+1}_q/∂a^l_j ∂a^l_j/∂w^l_jk Δw^l_jk`, by one path",
    "(52)": "`ΔC ≈ Σ_{m n … q}` of (51), over all paths",
    "(53)": "`∂C/∂w^l_jk = Σ_{m n … q} ∂C/∂a^L_m ∂a^L_m/∂a^{L-1}_n ⋯ ∂a^{l+1}_q/∂a^l_j ∂a^l_j/∂w^l_jk`",
}
"""What the numbered equations of the chapter say, and its two assumptions, in its order."""

INTRODUCTION = """# Where every equation is

Each numbered equation of [chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html) is computed somewhere, and a test
holds what it says; so are the two assumptions about the cost. (24) and (33)–(35) are notation and exercises. This page is
written by `python docs/generators/equations_page.py` from the docstrings and from the marker `equation` of the tests.
"""


HEAD = """| number | what it says | computed in | held by the tests |
|---|---|---|---|"""


class Place(NamedTuple):
    """A definition, by the path of its file from the root and its name."""

    file: str
    name: str


Places = dict[str, list[Place]]
"""The places of each number."""
Found = Iterator[tuple[str, str]]
"""Names, each with a text that has numbers."""


def numbers(text: str) -> set[str]:
    """The numbers in a text, ranges such as (36)–(45) included."""
    ranges = re.findall(r"\((\d\d)\)–\((\d\d)\)", text)
    within = {f"({n})" for first, last in ranges for n in range(int(first), int(last) + 1)}
    return within | set(re.findall(r"\(\d\d\)|BP\d|assumption \d", text))


def computed(source: str) -> Found:
    """Every definition of a module with its docstring, every entry with its lines."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, ast.get_source_segment(source, node) or ""
    yield from _definitions(tree)


def _definitions(tree: ast.Module | ast.ClassDef | ast.FunctionDef, inside: str = "") -> Found:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield inside + node.name, ast.get_docstring(node) or ""
            yield from _definitions(node, f"{inside}{node.name}.")


def held(source: str) -> Found:
    """Every test with the numbers of its marker."""
    for node in [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]:
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.equation":
                yield node.name, " ".join(str(ast.literal_eval(argument)) for argument in decorator.args)


def places(sources: Mapping[str, str], find: Callable[[str], Found]) -> Places:
    """Where each number is found, in sources by the path of their file."""
    collected: Places = {}
    for file, source in sources.items():
        for name, text in find(source):
            for number in numbers(text):
                collected.setdefault(number, []).append(Place(file, name))
    return collected


def sources(*folders: str) -> dict[str, str]:
    """The text of every module in some folders, by its path from the root."""
    files = sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


def homes() -> Places:
    """Where each number is computed."""
    return places(sources("reference", "adapters"), computed)


def tests() -> Places:
    """Where each number is held."""
    return places(sources("tests"), held)


def gaps(homes: Places, tests: Places) -> list[str]:
    """A sentence for each number that is nowhere computed or not held, and for each marker that no equation has."""
    homeless = [f"{number} is computed nowhere: no docstring has it" for number in STATEMENTS if number not in homes]
    bare = [f"{number} is held by no test: none carries its marker" for number in STATEMENTS if number not in tests]
    unknown = [f"{number}, a marker of {tests[number][0].name}, is no equation" for number in tests if number not in STATEMENTS]
    return homeless + bare + unknown


def page(homes: Places, tests: Places) -> str:
    """The page, in Markdown."""
    rows = [
        (number, statement, _links(homes.get(number, []), _definition), _links(tests.get(number, []), _sentence))
        for number, statement in STATEMENTS.items()
    ]
    return "\n".join([INTRODUCTION, HEAD, *(f"| {' | '.join(row)} |" for row in rows), ""])


def _links(found: Iterable[Place], text: Callable[[Place], str]) -> str:
    return "<br>".join(f"[{text(place)}](../{place.file})" for place in found)


def _definition(place: Place) -> str:
    return f"`{Path(place.file).stem}.{place.name}`"


def _sentence(place: Place) -> str:
    return place.name.removeprefix("test_").replace("_", " ")


def main() -> None:
    """Writes the page, or says what is missing."""
    found = homes(), tests()
    if missing := gaps(*found):
        sys.exit("\n".join(missing))
    PAGE.write_text(page(*found), encoding="utf-8")


if __name__ == "__main__":
    main()
