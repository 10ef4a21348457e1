"""What frameworks compile is kept where somebody says, or nowhere; the results are the same."""

import json
import os
import subprocess
import sys

import pytest

from nablacheck.adapters import keeping
from nablacheck.adapters.keeping import compiled_is_kept, folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(keeping.PLACE, str(tmp_path))
    for name in keeping.kept_in(tmp_path):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def said():
    return {name: os.environ[name] for name in keeping.kept_in(".") if name in os.environ}


def test_inside_of_the_block_it_is_said_and_afterwards_no_more(place):
    with compiled_is_kept():
        assert said() == keeping.kept_in(folder())
        assert folder().is_relative_to(place / "nablacheck")
    assert said() == {}


def test_a_folder_that_somebody_has_chosen_stays(place, monkeypatch):
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "mine")
    with compiled_is_kept():
        assert said() == {"JAX_COMPILATION_CACHE_DIR": "mine"}
    assert said() == {"JAX_COMPILATION_CACHE_DIR": "mine"}


@pytest.mark.parametrize("nowhere", ["none", "/dev/null/no-folder"])
def test_nowhere_is_no_reason_not_to_run(nowhere, place, monkeypatch):
    monkeypatch.setenv(keeping.PLACE, nowhere)
    with compiled_is_kept():
        assert said() == {}


def test_without_being_asked_nothing_is_kept(monkeypatch):
    monkeypatch.delenv(keeping.PLACE, raising=False)

    assert folder() is None


def test_a_full_folder_is_emptied_and_nothing_around_it(place, monkeypatch):
    (folder() / "old").write_bytes(bytes(9))
    (place / "theirs").write_bytes(bytes(9))
    assert (folder() / "old").exists()
    monkeypatch.setattr(keeping, "MOST", 8)

    assert list(folder().iterdir()) == []
    assert (place / "theirs").exists()


@pytest.mark.slow
def test_a_second_run_compiles_nothing_and_finds_the_same(place, adapter_named):
    adapter_named("jax")
    records = []
    for i in range(2):
        file = place / f"{i}.json"
        command = [sys.executable, "-m", "nablacheck", "run", "--problems", "1", "--draws", "1", "--adapters", "jax"]
        options = ["--dtype", "float32", "--data", "none", "--json", str(file)]
        subprocess.run([*command, *options], env=os.environ, capture_output=True, check=True)
        records.append((json.loads(file.read_text(encoding="utf-8"))["rows"], {path.name for path in folder().iterdir()}))

    assert len(records[0][1]) > 0
    assert {name for name in records[1][1] - records[0][1] if not name.endswith("-atime")} == set()
    assert records[0][0] == records[1][0]
