"""What the benchmarks of interruptions and of workers look at: a part, a finding or a file too many or too few is seen."""

import json
from pathlib import Path

import interruptions
import pytest
from click.testing import CliRunner

from nablacheck.adapters import load
from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.finishing import keep, reductions
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.commands.cli import main

from helpers import planted_adapter
from interrupting import full_disk
from interrupting.disturbed import faults

PLANTED = planted_adapter.__file__
PLAN = CampaignPlan(31, 6, 24, 3, ("seldom",), ("float32", "float64"))
START = ["--problems", "2048", "--pool", "4", "--seed", "31", "--adapters", "seldom", "--minimise", "60", "--with", PLANTED]


@pytest.fixture(autouse=True)
def _extra(campaign_extra):
    """What a campaign needs, or the reason why it is skipped."""


@pytest.mark.slow
def test_the_benchmark_of_interruptions_sees_what_is_lost_or_left_and_a_client_that_fails(tmp_path):
    extend(PLANTED)
    mine = Campaign.begun(tmp_path / "c", PLAN, (PLANTED,))
    for shard, adapter in mine.wanted:
        mine.assignment(shard, adapter, PLAN.dtypes).done(load(adapter))
    (work,) = reductions(mine, 20)
    (one, *_) = keep(mine, work.done(load("seldom")))
    right = interruptions.totals(mine.folder)
    assert interruptions.totals(mine.folder) == right
    assert len(right["files"]) == 2 * len(right["things"]) > 0
    left = mine.folder / "findings" / ".17-half.npz"
    left.write_bytes(b"")
    assert different(mine.folder, right) == ["files", "unfinished"]
    left.unlink()
    Path(one.script).unlink()
    assert different(mine.folder, right) == ["things", "files"]
    min((mine.folder / "parts").iterdir()).unlink()

    assert {"parts", "dtypes"} <= set(different(mine.folder, right))
    assert faults("Traceback (most recent call last):")
    assert faults("no room\nexit 2, not 1")
    assert not faults("1 thing that nothing explains.")


def different(folder, right):
    come_to = interruptions.totals(folder)
    return [name for name in right if come_to[name] != right[name]]


@pytest.mark.parametrize(
    ("first", "code", "second", "wrong"),
    [
        ("Error: c/parts/1 cannot be written: No space left on device. Make room", 2, 1, []),
        ("Traceback\nNo space left on device", 2, 1, ["with 9 KiB, the first: exit 2"]),
        ("Error: No space left on device", 70, 1, ["with 9 KiB, the first: exit 70"]),
        ("1 thing that nothing explains.", 1, 2, ["with 9 KiB, the second: exit 2"]),
    ],
)
def test_what_clients_say_of_a_full_disk_is_looked_at(tmp_path, first, code, second, wrong):
    for name, text in (("first", first), ("code", str(code)), ("second", "said")):
        (tmp_path / name).write_text(text, encoding="utf-8")

    said = full_disk._faults(tmp_path, second, "with 9 KiB")
    assert [":".join(fault.split(":")[:2]) for fault in said] == wrong


@pytest.mark.slow
def test_one_two_and_four_workers_come_to_the_same(tmp_path):
    come_to = []
    for workers in (1, 2, 4):
        record = tmp_path / f"{workers}.json"
        options = [str(tmp_path / str(workers)), *START, "-j", str(workers), "--json", str(record)]
        assert CliRunner().invoke(main, ["campaign", "start", *options]).exit_code == 1
        said = json.loads(record.read_text(encoding="utf-8"))
        come_to.append([said["tables"], [{**one, "file": "", "script": ""} for one in said["reduced"]]])

    assert come_to[0][1][0]["network"].startswith("1-17, identity, quadratic cost, batch 1")
    assert come_to[0] == come_to[1] == come_to[2]
