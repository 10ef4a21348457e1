"""The page on other languages is run: each recipe as it stands, and with a mistake planted in it."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "other-languages.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\S+)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
RECIPES = {
    "octave": ("mine.m", "octave", ".* prime{4}(a{4})", ""),
    "r": ("mine.R", "Rscript", "rowSums(delta)", "rowMeans(delta)"),
    "javascript": ("mine.js", "node", "(a - y) / m", "(a - y)"),
    "julia": ("mine.jl", "julia", "sum(delta, dims=2)", "2 * sum(delta, dims=2)"),
    "cpp": ("mine.cpp", "c++", "1 - a * a", "1 - a"),
}
"""By language its file, its program, and a mistake: what is typed, and what is typed in its place."""
INSTALL = {"octave": "octave", "r": "r-base-core", "javascript": "nodejs", "julia": "julia, with its MAT.jl", "cpp": "g++"}
READS = {"octave": "scipy", "r": "rdata", "julia": "scipy"}
"""What reads the format of a language, of the extra `files`."""


def recipe(language):
    """The commands and the code of the section of a language."""
    section = next(part for part in PAGE.split("\n## ") if f"```{language}\n" in part)
    found = dict(FENCE.findall(section))
    return found["sh"].splitlines(), found[language]


@pytest.fixture(params=RECIPES)
def language(request, tmp_path, monkeypatch):
    """A language whose program is here; the test runs in a folder of its own."""
    program = RECIPES[request.param][1]
    if not shutil.which(program):
        pytest.skip(f"{program} is not here: install {INSTALL[request.param]}, and this recipe is run")
    if request.param in READS:
        pytest.importorskip(READS[request.param], reason="pip install 'nablacheck[files]', and this recipe is run")
    monkeypatch.chdir(tmp_path)
    return request.param


def follow(language, code):
    """Runs the commands of a recipe with a code; the exit code and the output of the last, which judges."""
    Path(RECIPES[language][0]).write_text(code, encoding="utf-8")
    *before, last = recipe(language)[0]
    for command in before:
        program, *arguments = shlex.split(command)
        if program == "nablacheck":
            done = CliRunner().invoke(main, arguments)
            assert done.exit_code == 0, done.output
        else:
            subprocess.run([program, *arguments], check=True, capture_output=True, env={**os.environ, "HOME": os.getcwd()})
    return CliRunner().invoke(main, shlex.split(last)[1:])


def test_a_recipe_is_right(language):
    result = follow(language, recipe(language)[1])

    assert result.exit_code == 0, result.output
    assert result.output.startswith("right to 1")


def test_a_mistake_in_it_is_found(language):
    typed, instead = RECIPES[language][2:]
    code = recipe(language)[1]
    assert code.count(typed) == 1
    result = follow(language, code.replace(typed, instead))

    assert result.exit_code == 1, result.output


def test_every_recipe_of_the_page_is_run():
    assert {name for name, _ in FENCE.findall(PAGE)} == {"sh", *RECIPES}


def test_the_commands_of_the_first_part_do_what_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples", "examples")
    blocks = [code for name, code in FENCE.findall(PAGE.partition("\n## MATLAB")[0]) if name == "sh"]
    for line in "".join(blocks).splitlines():
        command, _, comment = line.partition("  # ")
        result = CliRunner().invoke(main, shlex.split(command)[1:])

        assert result.exit_code == (2 if "exits with 2" in comment else 0), result.output
        assert result.output
