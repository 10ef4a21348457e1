"""A name that names nothing, of a file, a module, an adapter: one sentence that says what may be given."""

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main

NAMES = {
    ("judge", ""): "FILE is '', which names nothing; give a name.",
    ("template", ""): "FILE is '', which names nothing; give a name.",
    ("grade", ""): "DIR is '', which names nothing; give a name.",
    ("run", "--html", ""): "--html is '', which names nothing; give a name.",
    ("run", "--findings", ""): "--findings is '', which names nothing; give a name.",
    ("run", "--adapters", ""): "--adapters is ''; give names with one comma between them, or all.",
    ("run", "--adapters", "torch,,jax"): "--adapters is 'torch,,jax'; give names with one comma between them, or all.",
    ("sweep", "--dtype", "float32,"): "--dtype is 'float32,'; give names with one comma between them, or all.",
    ("list", "--with", "."): "'.' is no name of a module, and no file that ends in .py; give one of these.",
    ("list", "--with", "..mine"): "'..mine' is no name of a module, and no file that ends in .py; give one of these.",
    ("list", "--with", "claim.npz"): "'claim.npz' is no name of a module, and no file that ends in .py; give one of these.",
    ("list", "--with", "no_such"): "there is no module no_such; give the name of one, or a file that ends in .py.",
    ("check", "no_such.part:f"): "there is no module no_such; give the name of one, or a file that ends in .py.",
    ("check", "json.no_such:f"): "there is no module json.no_such; give the name of one, or a file that ends in .py.",
    ("check", "a-b:f"): "'a-b' is no name of a module, and no file that ends in .py; give one of these.",
    ("check", "imports.py:f"): "imports.py cannot be imported: ModuleNotFoundError: No module named 'no_such'.",
}


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
def test_a_name_that_names_nothing_is_one_sentence(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "imports.py").write_text("import no_such\n", encoding="utf-8")
    (tmp_path / "claim.npz").touch()
    result = CliRunner().invoke(main, words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.removeprefix("Error: ").removesuffix("\n") == NAMES[words]


def test_the_key_of_a_layer_that_is_missing_is_named(tmp_path):
    file = tmp_path / "part.npz"
    assert CliRunner().invoke(main, ["template", str(file), "--widths", "2,3,2"]).exit_code == 0
    arrays = dict(np.load(file))
    np.savez(file, **arrays, nabla_w3=arrays["w3"], nabla_b2=arrays["b2"], nabla_b3=arrays["b3"])
    result = CliRunner().invoke(main, ["judge", str(file)])

    assert result.exit_code == 2
    assert result.stderr == f"Error: {file}: the key nabla_w2 is missing; there is nabla_w3, and each layer needs its own.\n"
