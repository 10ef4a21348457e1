"""A campaign survives whatever ends it, computes nothing twice, and gives the same whatever the number of processes."""

import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.finishing import keep
from nablacheck.oracle.campaign.part_files import path_of
from nablacheck.oracle.campaign.part_rows import BINS, _bin, _roundings
from nablacheck.oracle.campaign.plans import CampaignPlan, in_a_call
from nablacheck.oracle.campaign.reading import tables
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.commands import campaign as command
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.judging.verdict import Comparison
from nablacheck.oracle.report.live_page import server
from nablacheck.reference.arithmetic import Ball, balls, precision
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError, MissingFramework

from helpers import planted_adapter
from helpers.waiting import wait_until

PLANTED = planted_adapter.__file__
PLAN = CampaignPlan(31, 6, 24, 3, ("seldom",), ("float32", "float64"))
START = ["--problems", "1536", "--pool", "3", "--seed", "31", "--adapters", "seldom", "--minimise", "5", "--with", PLANTED]


@pytest.fixture(autouse=True)
def _extra(campaign_extra):
    """What a campaign needs, or the reason why it is skipped."""


def invoke(*arguments):
    return CliRunner().invoke(main, ["campaign", *(str(argument) for argument in arguments)])


def numbers(folder):
    """Everything that is counted, but for who counted when."""
    answers = tables(Campaign.there(folder))
    return {name: answers[name] for name in answers.of}


def done(folder, plan=PLAN):
    """A folder with all the parts of a plan, done in this process."""
    extend(PLANTED)
    mine = Campaign.begun(folder, plan, (PLANTED,))
    for shard, adapter in mine.wanted:
        mine.assignment(shard, adapter, plan.dtypes).done(load(adapter))
    return mine


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What a campaign comes to that nobody disturbs."""
    if not available():
        return None
    return numbers(done(tmp_path_factory.mktemp("undisturbed") / "c").folder)


def available():
    try:
        import duckdb
        import pyarrow
    except ImportError:
        return False
    return bool(duckdb and pyarrow)


# --- what is counted --------------------------------------------------------------------------------------------------


def test_every_problem_is_counted_once_in_each_dtype(undisturbed):
    rows = {row["dtype"]: row for row in undisturbed["dtypes"]}

    assert {dtype: row["problems"] for dtype, row in rows.items()} == {"float32": 144, "float64": 144}
    assert all(row["entries"] > row["inconclusive"] for row in rows.values())
    assert sum(row["problems"] for row in undisturbed["regimes"]) == 288


def test_the_spread_counts_every_entry(undisturbed):
    entries = {row["dtype"]: row["entries"] for row in undisturbed["dtypes"]}

    assert {row["dtype"]: sum(row[name] for name in BINS) for row in undisturbed["spread"]} == entries


def test_errors_fall_into_powers_of_two():
    ratios = [0.0, 2.0**-300, 2.0**-31, 0.25, 0.5, 0.75, 1.0, 1.5, float("inf")]

    assert [BINS[i] for i in _bin(np.array(ratios))] == [
        *("h0", "h1", "h2", "h31", "h32", "h32", "h32", "h33", "h33"),
    ]


def test_no_more_bits_are_lost_than_there_are():
    xp = balls(precision("float32"))
    ball = Ball(np.array([1.0, 1.0]), np.array([2.0**900, 2.0**-10]), np.array([2.0**-20, 1.0]), xp)
    given = np.array([2.0**899, 1.0 + 2.0**-20])
    lost = _roundings(Comparison("BP2", 2, "δ^2", given, ball, ball.size, axes=1), lambda part: np.asarray(part)[None])

    assert lost.tolist() == [[2.0**24, 2.0**4]]


def test_a_shard_has_the_architecture_of_its_place_in_the_pool_and_numbers_of_its_own():
    one, other = (next(PLAN.drawn(shard, "float64")) for shard in (1, 4))

    assert one.architecture == other.architecture == PLAN.architecture(1)
    assert not (one.problem.x == other.problem.x).all()
    assert sum(len(drawn.regimes) for drawn in PLAN.drawn(1, "float64")) == PLAN.problems


@pytest.mark.parametrize(
    ("problems", "most", "count"), [(512, 100, 64), (102, 60, 51), (102, 128, 102), (101, 60, 60), (3, 4, 3)]
)
def test_the_calls_of_a_shard_are_of_one_length_where_that_costs_few_calls(problems, most, count):
    """Each length is a program to compile."""
    assert in_a_call(problems, most) == count


def test_the_shards_of_an_architecture_come_one_after_the_other():
    assert [shard for shard, _ in PLAN.parts()] == [0, 3, 1, 4, 2, 5]
    assert sorted((*PLAN.parts((0, 2)), *PLAN.parts((1, 2)))) == sorted(PLAN.parts())


# --- one process, several, none ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_campaign_finds_the_seldom_defect_says_it_once_and_exits_1(tmp_path):
    folder = tmp_path / "c"
    result = invoke("start", folder, *START, "-j", "1", "--json", tmp_path / "c.json")
    record = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    (one,) = record["reduced"]

    assert result.exit_code == 1, result.output
    assert "1 thing that nothing explains." in result.output
    assert one["network"].startswith("1-17, identity, quadratic cost, batch 1")
    assert Path(one["file"]).exists()
    assert Path(one["script"]).parent == folder / "findings"
    assert record["progress"]["done"] == record["progress"]["wanted"] == 3
    assert invoke("status", folder).output.startswith("finished: 3 of 3 parts, 1,536 problems, ")
    again = invoke("resume", folder, "--with", PLANTED, "-j", "1")
    assert (again.exit_code, again.output.splitlines()[-1]) == (1, result.output.splitlines()[-1])


def test_shares_of_several_machines_add_up(undisturbed, tmp_path):
    extend(PLANTED)
    for i in (0, 1):
        mine = Campaign.begun(tmp_path / str(i), PLAN, (PLANTED,), (i, 2))
        for shard, adapter in mine.wanted:
            mine.assignment(shard, adapter, PLAN.dtypes).done(load(adapter))
    result = invoke("merge", tmp_path / "whole", tmp_path / "0", tmp_path / "1")

    assert result.output == f"6 parts copied; {tmp_path / 'whole'} has 6 of 6.\n"
    assert numbers(tmp_path / "whole") == undisturbed
    assert invoke("merge", tmp_path / "whole", tmp_path / "0").output.startswith("0 parts copied")


@pytest.mark.slow
def test_a_worker_that_is_killed_and_a_client_that_is_killed_cost_nothing(tmp_path):
    """At moments of which nobody knows what they interrupt; then it goes on, and the totals are those of an undisturbed run."""
    plain = invoke("start", tmp_path / "plain", *START, "-j", "2")
    folder = tmp_path / "c"
    command = [sys.executable, "-m", "nablacheck", "campaign", "start", str(folder), *START, "-j", "2"]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: any(folder.glob("parts/[0-9]*")), first)
    for child in children(first.pid)[:1]:
        os.kill(child, signal.SIGKILL)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    (folder / "findings").mkdir(exist_ok=True)
    left = [folder / name for name in ("parts/.00000005-seldom.parquet.17", "findings/.17-seldom.npz", ".reduced.json.17")]
    for path in left:
        path.write_text("half of it", encoding="utf-8")
    result = invoke("resume", folder, "--with", PLANTED, "-j", "1")

    assert plain.exit_code == result.exit_code == 1, result.output
    assert numbers(folder) == numbers(tmp_path / "plain")
    assert not list(folder.rglob(".*"))


def children(pid):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.999])
def test_a_truncated_part_is_named_and_done_again(undisturbed, tmp_path, cut):
    mine = done(tmp_path / "c")
    path = sorted((tmp_path / "c" / "parts").iterdir())[2]
    whole = path.read_bytes()
    path.write_bytes(whole[: cut if isinstance(cut, int) else int(len(whole) * cut)])
    todo, (damaged,) = mine.missing()

    assert [path_of(mine.folder, *part) for part in todo] == [damaged.path] == [path]
    assert damaged.why == "damaged"
    mine.assignment(*todo[0], PLAN.dtypes).done(load("seldom"))
    assert mine.missing() == ([], [])
    assert numbers(mine.folder) == undisturbed


def test_a_part_that_is_damaged_inside_is_done_again(tmp_path):
    mine = done(tmp_path / "c", CampaignPlan(31, 1, 24, 3, ("seldom",), ("float64",)))
    (path,) = (tmp_path / "c" / "parts").iterdir()
    content = bytearray(path.read_bytes())
    content[8:400] = bytes(392)
    path.write_bytes(content)

    assert [part.path for part in mine.missing()[1]] == [path]


def test_a_part_that_is_done_again_is_the_same(tmp_path):
    mine = done(tmp_path / "c", CampaignPlan(31, 1, 24, 3, ("seldom",), ("float64",)))
    before = numbers(mine.folder)
    mine.assignment(0, "seldom", ("float64",)).done(load("seldom"))

    assert numbers(mine.folder) == before


def test_findings_come_back_from_a_part_as_they_were(tmp_path):
    plan = CampaignPlan(31, 6, 24, 3, ("wrong",), ("float64",))
    wrong = Adapter("wrong", "numpy", gradient=backprop, trace=planted_adapter.trace)
    mine = Campaign.begun(tmp_path / "c", plan)
    for shard, adapter in mine.wanted:
        mine.assignment(shard, adapter, plan.dtypes).done(wrong)
    findings = [kept for part in mine.good() for kept in part.findings]

    assert {finding.sign.equation for finding, _ in findings} <= {"BP1", "BP2"}
    assert sum(times for _, times in findings) >= len(findings) > 0
    assert all(finding.problems[0]["x"].dtype == "float64" for finding, _ in findings)


# --- processes that end -----------------------------------------------------------------------------------------------

DEADLY = """
import os, time
from nablacheck import Adapter, backprop

def trace(problem):
    if "shard 1," in problem.origin:
        {}
    return backprop(problem)

deadly = Adapter("deadly", "numpy", gradient=trace, trace=trace, dtypes=("float64",))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("os.kill(os.getpid(), 11)", "deadly ended its process by signal 11 (SIGSEGV)"),
        ("time.sleep(1000)", "deadly did not answer in 5 seconds"),
    ],
)
def test_a_crash_or_a_hang_is_a_finding_and_costs_one_shard(tmp_path, monkeypatch, what, says):
    monkeypatch.setattr(command, "SHARD", 32)  # so that no other shard is late, however busy the machine is
    file = tmp_path / "deadly.py"
    file.write_text(DEADLY.format(what), encoding="utf-8")
    options = ["--problems", "96", "--pool", "3", "--adapters", "deadly", "--with", file, "--limit", "5", "-j", "2"]
    result = invoke("start", tmp_path / "c", *options)

    assert result.exit_code == 1, result.output
    assert says in result.output
    assert [row["problems"] for row in tables(Campaign.there(tmp_path / "c"))["adapters"]] == [64]
    (told,) = [line.partition(": ")[2] for line in result.output.splitlines() if line.startswith("see it again")]
    which = "--seed 0 --problems 32 --pool 3 --only 1 --adapters deadly --dtype float64 --limit 5"
    assert told == f"nablacheck campaign start NEW {which} --with {file}"
    again = invoke(*told.replace(" NEW ", f" {tmp_path / 'new'} ").split()[2:], "-j", "1")
    assert again.exit_code == 1
    assert says in again.output


@pytest.mark.slow
def test_a_process_that_dies_once_is_tried_again(tmp_path):
    """As where the system was short of memory, or somebody killed it: that says nothing about the adapter."""
    file = tmp_path / "deadly.py"
    mark = tmp_path / "was here"
    once = f"os.path.exists({str(mark)!r}) or (open({str(mark)!r}, 'w').close(), os.kill(os.getpid(), 9))"
    file.write_text(DEADLY.format(once), encoding="utf-8")
    options = ["--problems", "1024", "--pool", "2", "--adapters", "deadly", "--with", file, "-j", "1"]
    result = invoke("start", tmp_path / "c", *options)

    assert mark.exists()
    assert result.exit_code == 0, result.output
    assert [row["problems"] for row in tables(Campaign.there(tmp_path / "c"))["adapters"]] == [1024]


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path):
    folder = tmp_path / "c"
    command = [sys.executable, "-m", "nablacheck", "campaign", "start", str(folder), *START, "-j", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: any(folder.glob("parts/[0-9]*")), process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode in (130, 1)  # the last part may be there already
    assert "Traceback" not in said
    assert not Campaign.there(folder).runs()


# --- one at a time ----------------------------------------------------------------------------------------------------


def test_two_clients_do_not_work_on_one_folder(tmp_path):
    mine = done(tmp_path / "c", CampaignPlan(31, 1, 24, 3, ("seldom",), ("float64",)))
    with mine.alone():
        assert mine.runs()
        result = invoke("resume", mine.folder, "--with", PLANTED, "-j", "1")
        stopping = invoke("stop", mine.folder)

        assert result.exit_code == 2
        assert result.output == f"Error: process {os.getpid()} works on {mine.folder} already; wait, or stop it.\n"
        assert stopping.exit_code == 0
        assert (mine.folder / "stop").exists()
        assert invoke("status", mine.folder).output.startswith("at work: 1 of 1 parts")
    assert not mine.runs()
    assert "nobody works on" in invoke("stop", mine.folder).output


def test_who_is_told_to_stop_stops_after_a_shard(tmp_path):
    from nablacheck.oracle.campaign.workers import Beside

    with Beside(1, (PLANTED,)) as workers:
        mine = Campaign.begun(tmp_path / "c", PLAN, (PLANTED,))
        with mine.alone():
            mine.stop()
            counted = list(mine.go_on(workers, mine.wanted, 60))

    assert len(counted) == 1
    assert len(mine.finished) < 6


# --- what cannot be ---------------------------------------------------------------------------------------------------


def refused(result):
    assert result.exit_code == 2, result.output
    assert len(result.output.splitlines()) == 1
    return result.output


@pytest.mark.parametrize("command", ["resume", "status", "stop"])
def test_a_folder_that_is_no_campaign_is_one_sentence(tmp_path, command):
    assert f"{tmp_path} is no folder of a campaign: it has no campaign.json" in refused(invoke(command, tmp_path))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"plan": {}}, "campaign.json is damaged: it has no plan.seed."),
        ({"files": {}}, "was begun with no --with; give the same."),
        ({"versions": {"numpy": "1.0"}}, "was begun with numpy 1.0, and "),
    ],
)
def test_a_manifest_that_does_not_fit_is_one_sentence(tmp_path, change, says):
    folder = done(tmp_path / "c", CampaignPlan(31, 1, 24, 3, ("seldom",), ("float64",))).folder
    path = folder / "campaign.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")

    assert says in refused(invoke("resume", folder, "--with", PLANTED))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert "is there and no campaign; give a new folder." in refused(invoke("start", tmp_path, *START))
    done(tmp_path / "c", CampaignPlan(31, 1, 24, 3, ("seldom",), ("float64",)))
    assert "has a campaign already: nablacheck campaign resume" in refused(invoke("start", tmp_path / "c", *START))


def test_a_share_that_is_none_is_one_sentence(tmp_path):
    for share in ("2", "0/2", "3/2", "a/b"):
        assert f"--share {share} is no share" in refused(invoke("start", tmp_path / "c", *START, "--share", share))


def test_folders_of_other_campaigns_are_not_merged(tmp_path):
    for i in (0, 1):
        done(tmp_path / str(i), CampaignPlan(i, 1, 24, 3, ("seldom",), ("float64",)))

    said = refused(invoke("merge", tmp_path / "0", tmp_path / "1"))
    assert f"{tmp_path / '1'} is of another campaign: its seed is 1, that of {tmp_path / '0'} is 0." in said


def test_without_room_nothing_is_lost_and_it_is_one_sentence(tmp_path, monkeypatch):
    import pyarrow.parquet

    mine = done(tmp_path / "c", CampaignPlan(31, 1, 24, 3, ("seldom",), ("float64",)))
    before = numbers(mine.folder)

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyarrow.parquet, "write_table", full)
    with pytest.raises(InputError, match="No space left on device"):
        mine.assignment(0, "seldom", ("float64",)).done(load("seldom"))
    assert numbers(mine.folder) == before


def test_an_adapter_that_is_not_there_begins_nothing(tmp_path):
    options = ["--problems", "4", "--adapters", "seldom"]

    assert "unknown adapter 'seldom'" in invoke("start", tmp_path / "c", *options).output
    assert not (tmp_path / "c").exists()


def test_a_campaign_without_a_part_has_no_tables(tmp_path):
    mine = Campaign.begun(tmp_path / "c", PLAN)

    with pytest.raises(InputError, match="has no finished part yet"):
        tables(mine)
    assert invoke("status", mine.folder).output == "nobody works on it: 0 of 6 parts, 0 problems, 0 findings\n"


def test_what_is_missing_says_what_to_type(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    assert refused(invoke("start", tmp_path / "c", *START)) == (
        "Error: a campaign needs duckdb, which is not installed: pip install 'nablacheck[campaign]'\n"
    )
    with pytest.raises(MissingFramework):
        tables(Campaign.begun(tmp_path / "c", PLAN))


# --- the report -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_report_is_one_page_in_the_folder_or_what_is_wanted(tmp_path):
    mine = done(tmp_path / "c")
    result = invoke("report", mine.folder)
    page = (mine.folder / "report.html").read_text(encoding="utf-8")

    assert result.exit_code == 1, result.output  # the seldom defect
    assert "seldom breaks BP1" in page
    assert f"nablacheck campaign start NEW --problems 144 --pool 3 --seed {PLAN.seed}" in page
    assert invoke("report", mine.folder, "--markdown", tmp_path / "c.md").exit_code == 1
    assert "| seldom | float32 | BP1 |" in (tmp_path / "c.md").read_text(encoding="utf-8")
    assert refused(invoke("report", tmp_path)).startswith(f"Error: {tmp_path} is no folder of a campaign")
    small = done(tmp_path / "earlier", replace(PLAN, shards=1))
    assert invoke("report", mine.folder, "--against", small.folder).exit_code == 1
    page = (mine.folder / "report.html").read_text(encoding="utf-8")
    assert "Compared with nablacheck campaign earlier: 48 problems on adapters there, 288 here." in page
    assert refused(invoke("report", mine.folder, "--against", tmp_path)).startswith(f"Error: {tmp_path} is no folder")


@pytest.fixture
def served(tmp_path):
    """The address of a campaign that is shown, and the campaign."""
    mine = Campaign.begun(tmp_path / "c", PLAN, (PLANTED,))
    serving = server(mine, "127.0.0.1", 0)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield serving.server_address, mine
    serving.shutdown()
    serving.server_close()
    thread.join()


def ask(address, method="GET", path="/", **headers):
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request(method, path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_a_campaign_is_shown_as_far_as_it_is(served):
    address, mine = served
    extend(PLANTED)
    answer, text = ask(address)
    assert (answer.status, answer.getheader("Refresh")) == (200, "30")
    assert "Nothing to show yet" in text
    for shard, adapter in mine.wanted:
        mine.assignment(shard, adapter, PLAN.dtypes).done(load(adapter))
    keep(mine, [])
    answer, text = ask(address)

    assert answer.getheader("Refresh") is None
    assert "Nothing unexplained." in text  # what was kept is asked, and not made anew
    (mine.folder / "reduced.json").unlink()
    text = ask(address)[1]
    assert "1 thing that nothing explains." in text or "things that nothing explains." in text
    assert ask(address, "HEAD")[1] == ""


def test_nothing_but_the_page_is_given_and_to_nobody_else(served):
    address, _ = served

    assert ask(address, path="/campaign.json")[0].status == 404
    assert ask(address, path="/../../etc/passwd")[0].status == 404
    assert ask(address, "POST")[0].status == 501
    assert ask(address, Host="evil.example")[0].status == 403


def test_a_browser_that_goes_away_is_nobodys_fault(served, capfd):
    address, mine = served
    (mine.folder / "reduced.json").write_bytes(b"x")
    for _ in range(8):
        browser = socket.create_connection(address)
        browser.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )  # what it is sent comes back as an error
        browser.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        browser.close()

    assert ask(address)[0].status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("error", [InputError("the store is away"), PermissionError(13, "the store is away")])
def test_what_cannot_be_read_for_now_is_told_on_the_page(served, monkeypatch, error):
    address, _ = served
    monkeypatch.setattr(Campaign, "finished", property(lambda mine: (_ for _ in ()).throw(error)))
    answer, text = ask(address)

    assert (answer.status, answer.getheader("Refresh")) == (200, "30")
    assert "the store is away" in text


def test_a_port_that_is_taken_is_one_sentence(served):
    (host, port), mine = served

    assert f"--host {host} --port {port} cannot be served" in refused(invoke("serve", mine.folder, "--port", port))
