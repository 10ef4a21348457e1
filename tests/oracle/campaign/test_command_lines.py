"""A command that is told to somebody does what it is told for, with the files of theirs that it takes."""

import math
import shlex
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner

from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.finishing import as_found, keep, kept
from nablacheck.oracle.campaign.jobs import Job, Random
from nablacheck.oracle.campaign.plans import Assignment, CampaignPlan
from nablacheck.oracle.campaign.signs import Sign
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.report.page_content import of_campaign
from nablacheck.oracle.report.tables import reduced_as_json
from nablacheck.reference.errors import InputError

from helpers import planted_adapter

PLAN = CampaignPlan(3, 40, 32, 4, ("seldom",), ("float32", "float64"), 20, ("seldom",))
FILES = ("/my files/a.py", "/b.py")
WITH = " --with '/my files/a.py' --with /b.py"


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("shard", "limit", "says"),
    [
        (7, 3.0, "--seed 3 --problems 32 --pool 4 --only 7 --adapters seldom --dtype float32,float64 --limit 3"),
        (41, math.inf, "--seed 19 --problems 0 --graphs 4 --adapters seldom --dtype float32,float64"),
    ],
)
def test_a_shard_alone_takes_the_files_and_the_limit_of_all(shard, limit, says):
    work = Assignment(PLAN, shard, "seldom", "c", PLAN.dtypes, {}, FILES, limit)

    assert work.again == f"nablacheck campaign start NEW {says}{WITH}"
    assert replace(work, brought=()).again == f"nablacheck campaign start NEW {says}"


def test_a_problem_of_a_run_takes_the_files():
    job = Job("seldom", "float32", Random(0, 1, 2), FILES)

    assert job.again == f"nablacheck run --seed 0 --problems 2 --draws 2 --data none --adapters seldom --dtype float32{WITH}"
    (finding,) = job.broken("it ended").findings
    assert f"see it again: {job.again}" in finding.explain()
    assert replace(finding, file="f 1.npz").explain().endswith(f"try it alone: nablacheck replay 'f 1.npz'{WITH}")


def test_a_finding_that_is_kept_takes_the_files(tmp_path):
    mine = Campaign.begun(tmp_path / "c", PLAN, dict.fromkeys(FILES, ""))
    finding = Finding(
        "seldom", "float64", "a network", ("it ended",), (), "seldom ended", "", Sign(breach="it ended"), brought=FILES
    )
    keep(mine, [replace(as_found([(finding, 2)])[0], file="f 1.npz")])
    (one,) = kept(mine)

    assert one.explain().endswith(f"try it alone: nablacheck replay 'f 1.npz'{WITH}")
    assert reduced_as_json(one)["file"] == "f 1.npz"


def test_to_go_on_takes_the_folder_and_the_files(tmp_path):
    mine = Campaign.begun(tmp_path / "c 1", PLAN, dict.fromkeys(FILES, ""))

    assert mine.resume == f"nablacheck campaign resume '{tmp_path}/c 1'{WITH}"
    with pytest.raises(InputError, match="has a campaign already: nablacheck campaign resume '") as error:
        Campaign.begun(tmp_path / "c 1", PLAN)
    assert f"{mine.resume}, or give a new folder." in str(error.value)


def test_the_command_of_a_page_gives_the_share_and_the_shard(tmp_path):
    plan = replace(PLAN, graphs=0, on_graphs=())
    mine = Campaign.begun(tmp_path / "c", plan, dict.fromkeys(FILES, ""), (1, 2), 7)
    nothing = {"dtypes": [], "equations": [], "functions": [], "spread": [], "depths": [], "widths": [], "regimes": []}
    whole = of_campaign(mine, nothing, [], [], {})

    assert whole.command == (
        "nablacheck campaign start NEW --problems 1280 --pool 4 --seed 3 --share 2/2 --only 7 --adapters seldom "
        f"--dtype float32,float64{WITH}"
    )


@pytest.mark.slow
def test_what_a_run_tells_to_try_is_what_is_wrong(tmp_path):
    """With a blank in the name of a file, as people have them."""
    file = tmp_path / "my adapters.py"
    shutil.copy(planted_adapter.__file__, file)
    options = ["--problems", "24", "--data", "none", "--dtype", "float64", "--seed", "31", "--minimise", "1", "-j", "1"]
    result = invoke("run", *options, "--adapters", "seldom", "--with", file, "--findings", tmp_path / "found here")
    told = [line.partition(": ")[2] for line in result.output.splitlines() if line.startswith(("see it again", "try it alone"))]
    again = [invoke(*shlex.split(command)[1:]) for command in told]

    assert result.exit_code == 1, result.output
    assert {command.split()[1] for command in told} == {"replay", "run"}
    assert [each.exit_code for each in again] == [1] * len(again), [each.output for each in again]
