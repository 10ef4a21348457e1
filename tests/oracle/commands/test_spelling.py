"""What a terminal that lacks the book's letters shows in their place: never a traceback, and laid out in columns still."""

import io
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from rich.table import Table

from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.commands.spelling import PLAIN, SPELLED, spell_out, spelled
from nablacheck.oracle.commands.terminal import Terminal

ENCODINGS = ("ascii", "cp1252", "latin-1", "cp437", "utf-8")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("δ^L is ∇_a C, without ⊙ σ′(z^L)", "delta^L is nabla_a C, without .* sigma'(z^L)"),
        ("∇b^2 and ∇w^2", "nabla_b^2 and nabla_w^2"),
        ("(w^{l+1})ᵀδ^{l+1}", "(w^{l+1})^T delta^{l+1}"),
        ("δaᵀ", "delta a^T"),
        ("ηλ, 2η", "eta lambda, 2 eta"),
        ("∂C/∂w ≥ 10⁻²⁰⁰", "dC/dw >= 10^-200"),
        ("½Σw², x₂y", "1/2 Sigma w^2, x_2 y"),
        ("tanh → tanh … ∞", "tanh -> tanh ... inf"),
        ("12 µs", "12 us"),
        ("Müller, ŷ", "Muller, y"),
        ("日本", "??"),
        ("\ud800", "?"),
        ("σ′σ", "sigma' sigma"),
        ("", ""),
    ],
)
def test_the_letters_of_the_book_have_spellings(text, plain):
    assert spelled(text, "ascii") == plain


def test_what_an_encoding_has_stays():
    assert spelled("σ′ ± ½", "cp437") == "σ' ± ½"
    assert spelled("σ′ ± ½", "latin-1") == "sigma' ± ½"
    assert spelled("σ′ ± ½", "utf-8") == "σ′ ± ½"


def test_an_error_that_is_no_lack_of_a_sign_is_raised():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", SPELLED)


def table():
    result = Table("letter", "value")
    result.add_row("σ′(z)", "1")
    result.add_row("z", "2")
    return result


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_keeps_its_columns(monkeypatch, encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    spell_out(stream)
    Terminal().print(table())
    lines = stream.buffer.getvalue().decode(encoding).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert any(letter in "".join(lines) for letter in ("σ′(z)", "σ'(z)", "sigma'(z)"))


def test_a_stream_of_ascii_gets_ascii_from_click_as_well():
    """click takes a stream that says ASCII for one that can do more, and writes UTF-8 into it."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    spell_out(stream)

    assert stream.encoding == PLAIN
    spell_out(io.StringIO())


RIGHT = """
import numpy as np

def check_me(w, b, x, y):
    a = [x]
    for weight, bias in zip(w, b):
        a.append(1 / (1 + np.exp(-(weight @ a[-1] + bias))))
    delta = (a[-1] - y)
    nabla_w, nabla_b = [], []
    for l in reversed(range(len(w))):
        nabla_w.insert(0, delta @ a[l].T)
        nabla_b.insert(0, delta)
        delta = w[l].T @ delta * a[l] * (1 - a[l])
    return nabla_b, nabla_w
"""


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_command_writes_what_the_terminal_can_show(encoding):
    result, refused = (CliRunner(charset=encoding).invoke(main, ["ledger", *more]) for more in ((), ("σ′",)))

    assert result.exit_code == 0, result.output
    assert any(letter in result.stdout_bytes.decode(encoding) for letter in ("gelu_tanh′", "gelu_tanh'"))
    assert refused.exit_code == 2
    assert any(letter in refused.stderr_bytes.decode(encoding) for letter in ("(σ′)", "(σ')", "(sigma')"))


@pytest.mark.slow
def test_a_real_stream_of_ascii_is_written_to_as_well(tmp_path):
    (tmp_path / "mine_σ.py").write_text(RIGHT.replace("a[-1] - y", "a[-1]"), encoding="utf-8")
    command = [sys.executable, "-m", "nablacheck", "check", "mine_σ.py:check_me", "-c", "examples=column"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment, check=False)

    assert (done.returncode, done.stderr) == (1, b"")
    assert "delta^4" in done.stdout.decode("ascii")
