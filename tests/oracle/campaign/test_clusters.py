"""A campaign on the workers of Dask's: the same numbers, whoever ends, and one sentence where something is not there.

The scheduler and its workers are processes of their own on ports of this machine, started by hand as the page says.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.clusters import Cluster, _Late, _without_a_word
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.campaign.reading import tables
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.errors import InputError, MissingFramework

from conftest import missing
from helpers import planted_adapter

PLANTED = planted_adapter.__file__
PLAN = CampaignPlan(31, 6, 24, 3, ("seldom",), ("float32", "float64"))
START = ["--problems", "1536", "--pool", "3", "--seed", "31", "--adapters", "seldom", "--minimise", "1", "--with", PLANTED]
PATIENCE = 60


@pytest.fixture(autouse=True)
def _extra(campaign_extra, request):
    """What a cluster needs, or the reason why it is skipped."""
    try:
        import distributed
    except ImportError:
        missing(
            request.config, "cluster", "a cluster needs distributed, which is not installed: pip install 'nablacheck[cluster]'"
        )
    else:
        assert distributed


@pytest.fixture
def cluster(tmp_path):
    """A scheduler with two workers: its file, the processes, and how another worker is started."""
    file, processes = tmp_path / "scheduler.json", []

    def started(which, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{which}", "--scheduler-file", str(file), *options]
        with (tmp_path / f"{which}.log").open("a", encoding="utf-8") as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path, start_new_session=True))
        return processes[-1]

    scheduler = started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    waited(file.exists)
    worker = lambda *more: started("worker", "--nthreads", "1", "--no-dashboard", "--death-timeout", "30", *more)
    workers = [worker() for _ in range(2)]
    yield SimpleNamespace(file=file, scheduler=scheduler, workers=workers, worker=worker)
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def waited(there):
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end
        time.sleep(0.1)


def joined(cluster, count=2):
    """Waits until so many workers have come."""
    from distributed import Client

    with Client(scheduler_file=str(cluster.file), set_as_default=False) as client:
        client.wait_for_workers(count, timeout=PATIENCE)


def invoke(*arguments):
    return CliRunner().invoke(main, ["campaign", *(str(argument) for argument in arguments)])


def numbers(folder):
    answers = tables(Campaign.there(folder))
    return {name: answers[name] for name in answers.of}


@pytest.mark.slow
def test_a_cluster_comes_to_what_processes_come_to_and_a_worker_that_is_killed_costs_nothing(cluster, tmp_path):
    plain = invoke("start", tmp_path / "plain", *START, "-j", "1")
    joined(cluster)

    def kill_one():
        waited(lambda: any((tmp_path / "c" / "parts").glob("[0-9]*")))
        os.killpg(cluster.workers[0].pid, signal.SIGKILL)

    killing = threading.Thread(target=kill_one)
    killing.start()
    result = invoke("start", tmp_path / "c", *START, "--cluster", cluster.file)
    killing.join()

    assert plain.exit_code == result.exit_code == 1, result.output
    assert numbers(tmp_path / "c") == numbers(tmp_path / "plain")
    assert result.output.splitlines()[-1] == plain.output.splitlines()[-1]


DEADLY = """
import posix, time
from nablacheck import Adapter

def dies(problem):
    posix._exit(7)

def hangs(problem):
    time.sleep(1000)

dying = Adapter("dies", "numpy", gradient=dies, trace=dies)
hanging = Adapter("hangs", "numpy", gradient=hangs, trace=hangs)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "says"), [("dies", "ended its process on every worker that was asked"), ("hangs", "did not answer in 2 seconds")]
)
def test_what_ends_or_holds_a_worker_is_a_finding(cluster, tmp_path, what, says):
    file = tmp_path / "deadly.py"
    file.write_text(DEADLY, encoding="utf-8")
    joined(cluster)
    plan = CampaignPlan(31, 1, 4, 1, (what,), ("float64",))
    with Cluster(str(cluster.file), (str(file),)) as workers:
        workers.load(what)
        mine = Campaign.begun(tmp_path / "c", plan, (str(file),))
        counted = list(mine.go_on(workers, mine.wanted, 2 if what == "hangs" else 600))
    (part,) = mine.good()
    ((finding, _),) = part.findings

    assert counted == [1]
    assert finding.breaches == (says,)


@pytest.mark.slow
def test_a_scheduler_that_is_killed_is_one_sentence_and_nothing_is_lost(cluster, tmp_path):
    joined(cluster)
    begun = [*START[2:], "--problems", "4096"]
    ending = threading.Thread(
        target=lambda: (
            waited(lambda: any((tmp_path / "c" / "parts").glob("[0-9]*"))),
            os.killpg(cluster.scheduler.pid, signal.SIGKILL),
        )
    )
    ending.start()
    line = [
        sys.executable,
        "-m",
        "nablacheck",
        "campaign",
        "start",
        str(tmp_path / "c"),
        *begun,
        "--cluster",
        str(cluster.file),
    ]
    result = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    ending.join()

    assert result.returncode == 2, result.stdout
    assert len(result.stdout.splitlines()) == 1, result.stdout  # nothing of what Dask's client has to say
    assert "is gone. Nothing that was finished is lost: start it and its workers" in result.stdout
    again = invoke("resume", tmp_path / "c", "--with", PLANTED, "-j", "1", "--minimise", "1")
    assert again.exit_code == 1, again.output
    assert sum(row["problems"] for row in tables(Campaign.there(tmp_path / "c"))["dtypes"]) == 2 * 4096


@pytest.mark.slow
def test_a_cluster_that_cannot_do_the_work_is_one_sentence(cluster, tmp_path, monkeypatch):
    for worker in cluster.workers:
        os.killpg(worker.pid, signal.SIGKILL)
    cluster.worker("--nthreads", "3")
    joined(cluster, 1)
    wide = invoke("start", tmp_path / "c", *START, "--cluster", cluster.file)

    assert wide.exit_code == 2
    assert "has 3 threads, and a framework is asked by one at a time: start it with --nthreads 1" in wide.output
    assert not (tmp_path / "c").exists()


@pytest.mark.slow
def test_other_releases_and_other_folders_are_one_sentence(cluster, tmp_path, monkeypatch):
    joined(cluster)
    with Cluster(str(cluster.file), (PLANTED,)) as workers:
        workers.load("seldom")
        mine = Campaign.begun(tmp_path / "c", PLAN, (PLANTED,))
        elsewhere = Campaign(mine.folder, mine.plan, mine.files, mine.share, mine.only, mine.manifest)
        monkeypatch.setattr("nablacheck.oracle.campaign.campaigns.path_of", lambda *given: tmp_path / "elsewhere")
        with pytest.raises(InputError, match="was written by a worker, and is not here"):
            list(elsewhere.go_on(workers, mine.wanted[:1], 60))
    monkeypatch.setattr("nablacheck.oracle.campaign.clusters.installed", lambda name: "1.0")
    with (
        pytest.raises(InputError, match="is installed here: their numbers do not belong together"),
        Cluster(str(cluster.file), ()),
    ):
        pass


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("tcp://127.0.0.1:1", "--cluster tcp://127.0.0.1:1: no scheduler answers there"),
        ("nowhere.json", "--cluster nowhere.json is no file of a scheduler that is there, and no address"),
        ("carrier://pigeon", "--cluster carrier://pigeon: no scheduler answers there"),
    ],
)
def test_a_cluster_that_is_not_there_begins_nothing(tmp_path, monkeypatch, where, says):
    monkeypatch.setattr("nablacheck.oracle.campaign.clusters.ANSWERS", 1.0)
    result = invoke("start", tmp_path / "c", *START, "--cluster", where)

    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
    assert says in result.output
    assert not (tmp_path / "c").exists()


def test_what_dask_logs_is_heard_again_afterwards(caplog):
    logger = logging.getLogger("distributed.client")
    with _without_a_word(logger):
        logger.error("a traceback")
    logger.error("heard")

    assert [record.message for record in caplog.records] == ["heard"]


def test_a_file_that_is_no_scheduler_s_is_one_sentence(tmp_path):
    (tmp_path / "s.json").write_text("[]", encoding="utf-8")

    assert "no scheduler answers there" in invoke("start", tmp_path / "c", *START, "--cluster", tmp_path / "s.json").output


def test_without_dask_it_says_what_to_type(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingFramework, match="pip install 'nablacheck\\[cluster\\]'"), Cluster("tcp://127.0.0.1:1", ()):
        pass


def test_a_job_is_late_where_a_worker_is_at_it_and_not_where_it_waits(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    late = _Late(5)

    assert late.keys({"tcp://a": ["first", "second"], "tcp://b": []}) == []
    now[0] = 6.0
    assert late.keys({"tcp://a": ["first", "second"]}) == [("first", "tcp://a")]
    assert late.keys({"tcp://a": ["second"]}) == []
