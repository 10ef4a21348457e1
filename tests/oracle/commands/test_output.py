"""`--json FILE|-`: checked before the work, written whole, kept where the command is interrupted, over nobody's file."""

import json
import os
import signal
import stat
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking import places
from nablacheck.oracle.commands import interrupts
from nablacheck.oracle.commands import output as module
from nablacheck.oracle.commands.cli import Commands, main
from nablacheck.oracle.commands.interrupts import AT_ONCE, Terminated, interruptible
from nablacheck.oracle.commands.output import Output, to_json, write_whole
from nablacheck.reference.errors import InputError


def command_that(work):
    """A group like the real one whose command works on a list, which is its record."""

    @click.command()
    @to_json
    def works(output):
        done = []
        with output.keeping(lambda: {"done": list(done)}):
            work(done)
        output.console().print(f"{len(done)} done")
        output.exit(0)

    return Commands("nablacheck", commands={"works": works})


def finished(done):
    done.extend([1, float("inf")])


def run(work, *args):
    return CliRunner().invoke(command_that(work), ["works", *args])


# --- where it goes ----------------------------------------------------------------------------------------------------


def test_a_file_holds_a_record_that_says_whose_it_is(tmp_path):
    file = tmp_path / "record.json"
    result = run(finished, "--json", str(file))

    assert (result.exit_code, result.stdout) == (0, "2 done\n")
    record = json.loads(file.read_text(encoding="utf-8"))
    assert list(record)[:3] == ["nablacheck", "command", "complete"]
    assert (record["command"], record["complete"], record["done"]) == ("works", True, [1, "inf"])
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]


@pytest.mark.parametrize("options", [("--json", "-"), ("--json",)], ids=str)
def test_standard_output_holds_the_record_and_nothing_else(options):
    result = run(finished, *options)

    assert json.loads(result.stdout)["done"] == [1, "inf"]
    assert result.stderr == "2 done\n"


def test_nothing_is_written_where_nobody_asks():
    assert run(finished).stdout == "2 done\n"


# --- before the work --------------------------------------------------------------------------------------------------


def never(done):
    raise AssertionError("the work was begun")


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("", "--json '' names no file; give one, or - for standard output."),
        ("folder", "--json folder is a folder; give a file in it."),
        ("no/such/record.json", "does not exist; give a file in one that does."),
        ("text.txt", "--json text.txt exists and is no record of nablacheck; give another name, or - for standard output."),
        ("other.json", "--json other.json exists and is no record of nablacheck"),
        ("list.json", "--json list.json exists and is no record of nablacheck"),
        ("claim.npz", "--json claim.npz exists and is no record of nablacheck"),
        ("loop", "loop cannot be used"),
        ("x" * 300, "cannot be used"),
    ],
)
def test_a_file_that_may_not_be_written_is_refused(tmp_path, monkeypatch, target, says):
    monkeypatch.chdir(tmp_path)
    texts = {"text.txt": "my notes", "other.json": '{"mine": 1}', "list.json": '["nablacheck"]', "claim.npz": "PK\x03\x04"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    result = run(never, "--json", target)

    assert result.exit_code == 2, result.output
    assert says in " ".join(result.stderr.replace("│", " ").split())
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in texts} == texts


def test_a_file_without_the_right_to_write_is_refused(tmp_path, monkeypatch):
    """Root may write everywhere, so that the rights are those that the system is made to say."""
    file = tmp_path / "record.json"
    file.touch()
    monkeypatch.setattr(places.os, "access", lambda path, mode: path != file)
    result = run(never, "--json", str(file))

    assert result.exit_code == 2
    assert "may not be written; give a file in a folder that is yours" in " ".join(result.stderr.split())


@pytest.mark.parametrize("before", ["", '{"nablacheck": "0.1.0", "command": "run"}'])
def test_an_empty_file_and_an_earlier_record_are_replaced(tmp_path, before):
    file, link = tmp_path / "record.json", tmp_path / "link.json"
    file.write_text(before, encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)

    assert run(finished, "--json", str(link)).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["done"]
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


# --- as far as it came ------------------------------------------------------------------------------------------------


def stopped_by(error):
    def work(done):
        done.append("first")
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (Terminated(signal.SIGTERM), 143), (InputError("no more"), 2)]
)
def test_what_was_finished_is_written_and_marked_as_a_part(tmp_path, error, code):
    file = tmp_path / "record.json"
    result = run(stopped_by(error), "--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == code
    assert (record["complete"], record["done"]) == (False, ["first"])


def test_a_signal_while_the_record_is_written_loses_nothing(tmp_path, monkeypatch):
    file, write, signals = tmp_path / "record.json", write_whole, [KeyboardInterrupt]

    def interrupted(path, text):
        if signals:
            raise signals.pop()
        write(path, text)

    monkeypatch.setattr(module, "write_whole", interrupted)
    result = run(finished, "--json", str(file))

    assert result.exit_code == 130
    assert json.loads(file.read_text(encoding="utf-8"))["complete"] is True


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_real_signal_ends_a_process_with_its_record_written(tmp_path, number):
    file = tmp_path / "record.json"
    script = f"""
import sys, time
sys.path.insert(0, {str(os.path.dirname(__file__))!r})
from test_output import command_that
def work(done):
    done.append("first")
    print("ready", flush=True)
    time.sleep(60)
command_that(work)(["works", "--json", {str(file)!r}])
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        process.send_signal(number)
        process.send_signal(number)  # as `timeout` does
        _, said = process.communicate(timeout=60)

    assert process.returncode == 128 + number
    assert "Traceback" not in said
    record = json.loads(file.read_text(encoding="utf-8"))
    assert (record["complete"], record["done"]) == (False, ["first"])


def test_signals_are_exceptions_and_the_handlers_come_back():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated) as raised, interruptible():
        os.kill(os.getpid(), signal.SIGTERM)

    assert raised.value.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_second_signal_at_once_is_the_same_and_a_later_one_is_not(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(interrupts.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(interrupts.time, "sleep", lambda seconds: None)
    interrupt = lambda: os.kill(os.getpid(), signal.SIGINT)
    with interruptible():
        with pytest.raises(KeyboardInterrupt):
            interrupt()
        interrupt()
        now[0] = AT_ONCE
        with pytest.raises(KeyboardInterrupt):
            interrupt()


# --- a full disk ------------------------------------------------------------------------------------------------------


def full(*args, **options):
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_a_sentence_and_the_record_is_rescued(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "write_whole", full)
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path / "rescue"))
    (tmp_path / "rescue").mkdir()
    result = run(finished, "--json", str(tmp_path / "record.json"))
    (rescued,) = (tmp_path / "rescue").iterdir()

    assert result.exit_code == 2
    assert result.stdout == "2 done\n"
    assert result.stderr == f"Error: --json {tmp_path}/record.json: No space left on device. The record is in {rescued}.\n"
    assert json.loads(rescued.read_text(encoding="utf-8"))["complete"] is True


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is a device of Linux")
def test_a_full_device_loses_the_record_only_where_there_is_no_room_at_all(monkeypatch):
    monkeypatch.setattr(module.tempfile, "NamedTemporaryFile", full)
    result = run(finished, "--json", "/dev/full")

    assert result.exit_code == 2
    assert result.stderr == (
        "Error: --json /dev/full: No space left on device. The record is lost; make room and run it again.\n"
    )


def test_a_write_that_fails_leaves_the_earlier_record_and_no_part(tmp_path):
    file = tmp_path / "record.json"
    write_whole(file, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(file, "\ud800")

    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


# --- every command ----------------------------------------------------------------------------------------------------


def commands(group, words=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


def test_every_command_with_results_has_the_same_option():
    """Those without results write a file of another kind."""
    without = {
        words
        for words, command in commands(main)
        if not any(parameter.name == "output" and parameter.opts == ["--json"] for parameter in command.params)
    }
    pages = {("campaign", word) for word in ("report", "serve", "merge", "stop")}
    assert without - {("run",), ("grade",)} == {("template",), *pages}


def test_the_record_names_the_command_with_its_group():
    shown = []

    @click.command()
    @to_json
    def book(output):
        shown.append(output.command)

    group = click.Group("bench", commands={"book": book})
    CliRunner().invoke(click.Group("nablacheck", commands={"bench": group}), ["bench", "book"])

    assert shown == ["bench book"]
    assert Output("list").target is None


@pytest.mark.parametrize(
    ("args", "both"),
    [
        (["check", "mine.py:f", "--html", "same", "--json", "./same"], "--html and --json both name same"),
        (["run", "--problems", "1", "--json", "same", "--junit", "same"], "--json and --junit both name same"),
        (["run", "--problems", "1", "--html", "same", "--markdown", "same"], "--html and --markdown both name same"),
    ],
)
def test_two_results_have_two_files(tmp_path, monkeypatch, args, both):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, args)

    assert result.exit_code == 2
    assert result.output == f"Error: {both}; give each a file of its own.\n"
    assert not (tmp_path / "same").exists()


def test_a_graph_of_nothing_is_no_chain(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def f(*given): ...\n")
    result = CliRunner().invoke(main, ["check", "mine.py:f", "--graph", ""])

    assert result.exit_code == 2
    assert result.output.startswith("Error: the graph begins with ''; write neurons of the input")
