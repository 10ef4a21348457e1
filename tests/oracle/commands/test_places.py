"""Every command that writes a file or a folder notices before its work where that cannot be, and says so in one sentence."""

import os

import click
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking import places
from nablacheck.oracle.checking.places import check_file, check_folder
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.errors import InputError

FILES = {
    ("run", "--json"): ".json",
    ("run", "--html"): ".html",
    ("run", "--markdown"): ".md",
    ("run", "--junit"): ".xml",
    ("sweep", "--json"): ".json",
    ("grade", ".", "--json"): ".json",
    ("trust", "--plot"): ".svg",
    ("train", "--plot"): ".png",
    ("sheet", "torch", "--plot"): ".pdf",
    ("bench", "book", "--plot"): ".svg",
    ("template",): ".npz",
}
"""The options that name a file, and how its name ends."""
FOLDERS = {
    ("run", "--findings"): (),
    ("campaign", "start"): (),
    ("template",): (".csv",),
}
NEEDS_PLOTS = {"--plot"}


def said(*arguments):
    """The sentence of a command that refuses its input."""
    result = CliRunner().invoke(main, arguments)
    message = " ".join(result.stderr.replace("│", " ").split())
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert message.count("Error") == 1
    return message


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """Paths, without the end of their names, that no file can have; one is in a folder that takes nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder.here").mkdir()
    return ["no/such/folder/name", "file/name", "n" * 300, *(["/proc/name"] if os.path.isdir("/proc/self") else [])]


@pytest.mark.parametrize("words", FILES, ids=" ".join)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(words, nowhere, tmp_path):
    if NEEDS_PLOTS & {*words}:
        pytest.importorskip("matplotlib", reason="the plots need matplotlib: pip install 'nablacheck[plots]'")
    before = sorted(tmp_path.rglob("*"))
    for place in nowhere:
        assert f"{place[:200]}" in said(*words, f"{place}{FILES[words]}")

    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("words", FOLDERS, ids=" ".join)
def test_a_folder_that_cannot_be_made_is_refused_before_the_work(words, nowhere, tmp_path):
    for place in nowhere[1:]:
        assert f"{place[:200]}" in said(*words, f"{place}{''.join(FOLDERS[words])}")

    assert not (tmp_path / "no").exists()


def test_a_name_that_is_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="is a folder; give a file in it"):
        check_file("--plot here", tmp_path)


def test_a_folder_that_takes_nothing_is_refused_whatever_its_rights(tmp_path, monkeypatch):
    """As one that is mounted to be read alone."""

    def readonly(**options):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(places.tempfile, "TemporaryDirectory", readonly)
    with pytest.raises(InputError) as file:
        check_file("--json a.json", tmp_path / "a.json")
    with pytest.raises(InputError) as folder:
        check_folder("the folder new", tmp_path / "new" / "one")

    why = f"nothing can be written in {tmp_path} (Read-only file system); give a"
    assert str(file.value) == f"--json a.json: {why} file in a folder that is yours."
    assert str(folder.value) == f"the folder new: {why} folder that is yours."


def test_what_is_no_file_is_written_to_as_it_is(tmp_path):
    """A pipe, a terminal, /dev/null: nothing is made beside it."""
    os.mkfifo(tmp_path / "pipe")
    check_file("--json pipe", tmp_path / "pipe")


def test_a_command_that_takes_a_name_of_a_file_to_write_is_in_the_table():
    """Every option whose help begins with a word of writing has a row above."""
    rows = {words[-1] for words in (*FILES, *FOLDERS)}
    writes = ("Write", "Draw", "Renew", "Where")

    def options(group):
        for command in group.commands.values():
            yield from options(command) if isinstance(command, click.Group) else command.params

    written = {
        one.opts[0]
        for one in options(main)
        if isinstance(one, click.Option) and (one.help or "").startswith(writes) and "file" in str(one.help)
    }
    assert written - {"--write"} <= rows
