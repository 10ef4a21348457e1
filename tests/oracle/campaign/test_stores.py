"""A campaign in a store of objects: the same totals and findings, one client at a time, and one sentence for what is not there.

The store is fsspec's memory, of this process alone, and for processes of their own a server of moto, which answers as S3 does.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from nablacheck.adapters import load
from nablacheck.oracle.campaign import locks, stores
from nablacheck.oracle.campaign.campaigns import Campaign, merged_into
from nablacheck.oracle.campaign.finishing import found, keep, kept, reductions
from nablacheck.oracle.campaign.part_files import path_of
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.campaign.reading import tables
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.errors import InputError, MissingFramework

from conftest import missing
from helpers import planted_adapter
from helpers.waiting import wait_until

PLANTED = planted_adapter.__file__
PLAN = CampaignPlan(31, 6, 24, 3, ("seldom",), ("float64",))
START = ["--problems", "2048", "--pool", "4", "--seed", "31", "--adapters", "seldom", "--minimise", "1", "--with", PLANTED]
MEMORY = "memory://campaigns/c"


@pytest.fixture(autouse=True)
def _extra(campaign_extra, request):
    """What a store needs, or the reason why it is skipped; what a test leaves in memory is gone after it."""
    try:
        import fsspec
        import upath
    except ImportError:
        missing(
            request.config,
            "remote",
            "a store needs universal-pathlib, which is not installed: pip install 'nablacheck[remote]'",
        )
    assert upath
    yield
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def refused(result):
    assert result.exit_code == 2, result.output
    assert len(result.output.splitlines()) == 1
    return result.output


def done(where, parts=None, plan=PLAN):
    """A campaign with its parts, done in this process."""
    extend(PLANTED)
    mine = Campaign.begun(stores.place(str(where)), plan, (PLANTED,))
    for shard, adapter in mine.wanted if parts is None else mine.wanted[:parts]:
        mine.assignment(shard, adapter, plan.dtypes).done(load(adapter))
    return mine


# --- the same as in a folder ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_store_comes_to_what_a_folder_comes_to(tmp_path):
    here, there = done(tmp_path / "c"), done(MEMORY)

    assert tables(there).of == tables(here).of
    assert [(str(f), n) for f, n in found(there)[0]] == [(str(f), n) for f, n in found(here)[0]]
    assert there.missing() == ([], [])
    assert Campaign.there(stores.place(MEMORY)).plan == PLAN
    assert invoke("campaign", "status", MEMORY).output.startswith("finished: 6 of 6 parts, 144 problems, ")


def test_a_damaged_part_is_named_and_done_again():
    mine = done(MEMORY)
    path = path_of(mine.folder, 1, "seldom")
    content, before = stores.read(path), tables(mine).of
    stores.write(path, content[: len(content) // 2])
    with pytest.raises(
        InputError, match=r"-seldom\.parquet is damaged; nablacheck campaign resume memory://campaigns/c --with .* does it"
    ):
        tables(mine)

    todo, damaged = mine.missing()
    assert (todo, [part.path for part in damaged]) == ([(1, "seldom")], [path])
    mine.assignment(1, "seldom", PLAN.dtypes).done(load("seldom"))
    assert tables(mine).of == before
    assert mine.missing() == ([], [])


@pytest.mark.slow
def test_findings_are_kept_in_the_store_and_replayed_from_it():
    mine = done(MEMORY)
    (work,) = reductions(mine, 5)
    (one, *_) = keep(mine, work.done(load("seldom")))
    again = invoke("replay", one.file, "--with", PLANTED)

    assert one.file.startswith(f"{MEMORY}/findings/seldom-BP1-")
    assert stores.read(stores.place(one.script)).startswith(b"# seldom breaks BP1")
    assert f"or without nablacheck's command: {one.script}, run by python" in one.explain()
    assert again.exit_code == 1, again.output
    assert [each.file for each in kept(mine)][:1] == [one.file]
    assert refused(invoke("replay", f"{MEMORY}/findings/none.npz")).endswith("none.npz is not there.\n")
    assert invoke("campaign", "report", MEMORY).exit_code == 1
    page = stores.read(mine.folder / "report.html").decode()
    assert "The smallest network that shows it: " in page
    assert "got = float(" in page


def test_shares_of_a_store_and_a_folder_are_put_together(tmp_path):
    first, second = done(tmp_path / "1", 2), done(MEMORY)
    whole, count = merged_into(stores.place("memory://campaigns/whole"), [first.folder, second.folder])

    assert count == 6
    assert tables(whole).of == tables(second).of


def test_a_file_s_address_is_a_folder_of_this_machine(tmp_path):
    mine = done(f"file://{tmp_path}/c", 1)

    assert mine.folder == tmp_path / "c"
    assert stores.place(str(tmp_path)) == tmp_path


# --- one at a time ----------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(locks, "BEAT", 0.05)
    monkeypatch.setattr(locks, "SILENT", 0.3)


@pytest.mark.slow
def test_two_clients_do_not_work_on_one_store(quick):
    mine = done(MEMORY, 1)
    with mine.alone():
        time.sleep(2 * locks.SILENT)  # it says again and again that it is there
        assert mine.runs()
        said = refused(invoke("campaign", "resume", MEMORY, "--with", PLANTED, "-j", "1"))
        assert said.startswith(f"Error: process {os.getpid()} on ")
        assert said.endswith(f" works on {MEMORY} already; wait, or stop it.\n")
        assert invoke("campaign", "stop", MEMORY).exit_code == 0
    assert not mine.runs()
    assert "nobody works on" in refused(invoke("campaign", "stop", MEMORY))


def record(**others):
    return json.dumps({"token": "t", "process": 1, "machine": "another", "beat": 3, "at": time.time(), **others}).encode()


def test_one_that_is_silent_or_gone_is_not_waited_for(quick):
    mine = done(MEMORY, 1)
    lock = mine.folder / locks.LOCK
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for other in (record(at=0.0), record(process=gone.pid, machine=locks.platform.node())):
        stores.write(lock, other)
        assert not mine.runs()
        with mine.alone():
            assert json.loads(stores.read(lock))["process"] == os.getpid()
        assert not stores.exists(lock)


def test_one_with_another_clock_is_heard(quick):
    """Its clock is late by far, and yet it says something."""
    mine = done(MEMORY, 1)
    ended = threading.Event()

    def speaks():
        beat = 0
        while not ended.wait(0.01):
            beat += 1
            stores.write(mine.folder / locks.LOCK, record(at=0.0, beat=beat))

    speaking = threading.Thread(target=speaks)
    speaking.start()
    wait_until(lambda: stores.exists(mine.folder / locks.LOCK))
    with pytest.raises(InputError, match="process 1 on another works on"), mine.alone():
        pass
    ended.set()
    speaking.join()


def test_of_two_that_take_its_place_one_goes_on(quick, monkeypatch):
    mine = done(MEMORY, 1)
    monkeypatch.setattr(locks, "create", lambda path, content: stores.write(path, record(token="quicker")))

    with pytest.raises(InputError, match="process of another client works on"), mine.alone():
        pass
    assert json.loads(stores.read(mine.folder / locks.LOCK))["token"] == "quicker"


def test_a_damaged_lock_is_one_sentence():
    mine = done(MEMORY, 1)
    stores.write(mine.folder / locks.LOCK, b"{}")

    with pytest.raises(InputError, match="lock is damaged: KeyError; remove it, unless somebody works there"), mine.alone():
        pass


# --- what cannot be ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("nope://bucket/c", "nope://bucket/c is no address that fsspec knows (ValueError: Unsupported filesystem: 'nope')"),
        ("memory://", "memory:// names no folder; give one, as memory://bucket/folder."),
        pytest.param(
            "http://127.0.0.1:1/c",
            "the folder http://127.0.0.1:1/c: nothing can be written there: ",
            marks=pytest.mark.skipif(find_spec("aiohttp") is None, reason="fsspec needs aiohttp for this address"),
        ),
    ],
)
def test_an_address_of_nothing_is_one_sentence(where, says):
    assert says in refused(invoke("campaign", "start", where, *START))


@pytest.mark.parametrize("command", ["resume", "status", "stop", "report", "serve"])
def test_a_store_without_a_campaign_is_one_sentence(command):
    assert refused(invoke("campaign", command, MEMORY)) == (
        f"Error: {MEMORY} is no folder of a campaign: it has no campaign.json; nablacheck campaign start begins one.\n"
    )


def test_a_store_that_is_away_is_one_sentence_and_no_damage(monkeypatch):
    mine = done(MEMORY, 2)

    def away(*given, **options):
        raise ConnectionError("no route")

    monkeypatch.setattr(type(mine.folder), "read_bytes", away)
    with pytest.raises(InputError, match=r"cannot be reached: ConnectionError: no route. Nothing that was finished"):
        mine.missing()
    monkeypatch.undo()
    assert len(mine.finished) == 2


def test_a_store_for_which_something_is_missing_says_what_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "upath", None)
    with pytest.raises(MissingFramework, match="pip install 'nablacheck\\[remote\\]'"):
        stores.place(MEMORY)
    assert stores.place("c") == Path("c")


# --- processes of their own, on a server ------------------------------------------------------------------------------


@pytest.fixture
def bucket(request, tmp_path, monkeypatch):
    """A bucket of moto's server, and what processes are to know of it."""
    try:
        import flask
        import moto
        import s3fs
    except ImportError:
        missing(request.config, "moto", "no server answers as S3 does: pip install 'moto[server]' s3fs")
    assert flask
    assert moto
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    known = {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    with (tmp_path / "moto.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
        )
    wait_until(lambda: answers(port), server)
    store = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    store.mkdir("bucket")
    yield SimpleNamespace(store=store, folder="s3://bucket/campaigns/c", parts="bucket/campaigns/c/parts")
    server.kill()
    server.wait()


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def client(command, folder, *options):
    line = [sys.executable, "-m", "nablacheck", "campaign", command, str(folder), *map(str, options)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.slow
def test_clients_that_are_killed_and_come_twice_cost_nothing(bucket, tmp_path):
    plain = client("start", tmp_path / "c", *START, "-j", "1", "--json", tmp_path / "plain.json")
    first = client("start", bucket.folder, *START, "-j", "2")
    wait_until(lambda: bucket.store.exists(bucket.parts) and bucket.store.ls(bucket.parts, refresh=True), first)
    second = client("resume", bucket.folder, "--with", PLANTED, "-j", "1")
    told, _ = second.communicate(timeout=60)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    third = client("resume", bucket.folder, "--with", PLANTED, "--minimise", "1", "-j", "1", "--json", tmp_path / "s3.json")
    said, _ = third.communicate(timeout=60)
    plain.communicate(timeout=60)
    records = [json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("plain.json", "s3.json")]

    assert (second.returncode, len(told.splitlines())) == (2, 1), told
    assert " works on s3://bucket/campaigns/c already; wait, or stop it." in told
    assert third.returncode == plain.returncode == 1, said
    assert records[0]["tables"] == records[1]["tables"]
    assert [one["network"] for one in records[0]["reduced"]] == [one["network"] for one in records[1]["reduced"]]
    assert records[1]["reduced"][0]["file"].startswith("s3://bucket/campaigns/c/findings/")
    assert bucket.store.exists(records[1]["reduced"][0]["script"])


@pytest.mark.slow
def test_a_bucket_or_a_server_that_is_not_there_is_one_sentence(bucket, monkeypatch):
    for environment, where, says in (
        ({}, "s3://none/c", "nothing can be written there: FileNotFoundError: The specified bucket does not exist."),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, bucket.folder, "cannot be reached: EndpointConnectionError: "),
    ):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        process = client("start", where, *START, "-j", "1")
        said, _ = process.communicate(timeout=60)

        assert process.returncode == 2, said
        assert len(said.splitlines()) == 1, said
        assert f"Error: the folder {where}: nothing can be written there: " in said
        assert says in said
