"""A part says whose it is: numbers of another campaign, shard or adapter are never counted as one's own."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters import load
from nablacheck.oracle.campaign import seals
from nablacheck.oracle.campaign.campaigns import Campaign, merged_into
from nablacheck.oracle.campaign.finishing import found, keep, kept
from nablacheck.oracle.campaign.how_far import progress_of
from nablacheck.oracle.campaign.part_files import path_of
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.campaign.reading import tables
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.errors import InputError

from helpers import planted_adapter

PLANTED = planted_adapter.__file__
PLAN = CampaignPlan(31, 2, 8, 2, ("seldom",), ("float64",))


@pytest.fixture(autouse=True)
def _extra(campaign_extra):
    """What a campaign needs, or the reason why it is skipped."""


def invoke(*arguments):
    return CliRunner().invoke(main, ["campaign", *(str(argument) for argument in arguments)])


def done(folder, plan=PLAN, share=(0, 1), parts=None):
    extend(PLANTED)
    mine = Campaign.begun(folder, plan, (PLANTED,), share)
    for shard, adapter in mine.wanted if parts is None else parts:
        mine.assignment(shard, adapter, plan.dtypes).done(load("seldom"))
    return mine


def refused(mine, says):
    """That nobody counts the only part in a folder, that it is named, and that resume does it again."""
    with pytest.raises(InputError) as error:
        found(mine)
    assert str(error.value).endswith(f"({says}); {mine.resume} does it again.")
    with pytest.raises(InputError):
        tables(mine)
    now = progress_of(mine)
    assert (now.done, now.unusable, now.problems) == (0, 1, 0)
    todo, (part,) = mine.missing()
    assert part.why == f"of another campaign or shard ({says})"
    assert todo == mine.wanted
    assert not part.path.exists()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"seed": 9}, "its seed is 9, not 31"),
        ({"shards": 3}, "its shards is 3, not 2"),
        ({"problems": 4}, "its problems is 4, not 8"),
        ({"pool": 1}, "its pool is 1, not 2"),
        ({"dtypes": ("float32",)}, "its dtypes is ['float32'], not ['float64']"),
        ({"adapters": ("seldom", "alone")}, "its adapters is ['seldom', 'alone'], not ['seldom']"),
        ({"graphs": 1, "on_graphs": ("seldom",)}, "its graphs is 1, not 0"),
    ],
)
def test_a_part_of_another_campaign_is_none(tmp_path, other, says):
    mine = Campaign.begun(tmp_path / "mine", PLAN, (PLANTED,))
    theirs = done(tmp_path / "theirs", replace(PLAN, **other), parts=[(0, "seldom")])
    shutil.copy(path_of(theirs.folder, 0, "seldom"), path_of(mine.folder, 0, "seldom"))

    refused(mine, says)


@pytest.mark.parametrize(
    ("part", "says"), [((1, "seldom"), "its shard is 1, not 0"), ((0, "alone"), "its adapter is 'alone', not 'seldom'")]
)
def test_a_part_of_another_shard_or_adapter_is_none(tmp_path, part, says):
    mine = done(tmp_path / "mine", parts=[part])
    path_of(mine.folder, *part).rename(path_of(mine.folder, 0, "seldom"))

    refused(mine, says)


def test_a_manifest_that_was_changed_has_none_of_the_parts_of_before(tmp_path):
    mine = done(tmp_path / "mine", parts=[(0, "seldom")])
    path = mine.folder / "campaign.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["plan"]["seed"] = 9
    path.write_text(json.dumps(record), encoding="utf-8")

    refused(Campaign.there(mine.folder), "its seed is 31, not 9")


def test_a_part_of_other_releases_is_none(tmp_path):
    mine = done(tmp_path / "mine", parts=[(0, "seldom")])
    now = mine.identity["releases"]
    before = {**mine.manifest, "versions": {**mine.manifest["versions"], "numpy": "1.0"}}

    refused(replace(mine, manifest=before), f"its releases is {now}, not {now | {'numpy': '1.0'}}")


def test_a_part_of_another_file_of_that_name_is_none(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("", encoding="utf-8")
    mine = Campaign.begun(tmp_path / "mine", PLAN, (str(file),))
    extend(PLANTED)
    mine.assignment(0, "seldom", PLAN.dtypes).done(load("seldom"))
    mine.fits((str(file),))
    file.write_text("# mended", encoding="utf-8")
    with pytest.raises(InputError, match=f"{file} has changed since {mine.folder} was begun, and so may the numbers"):
        mine.fits((str(file),))
    other = Campaign.begun(tmp_path / "other", PLAN, (str(file),))
    with pytest.raises(InputError, match="was computed by other files of --with than"):
        other.take(mine)
    shutil.copy(path_of(mine.folder, 0, "seldom"), path_of(other.folder, 0, "seldom"))

    refused(other, f"its files is {mine.identity['files']}, not {other.identity['files']}")
    file.unlink()
    with pytest.raises(InputError, match=f"--with {file} cannot be read: No such file or directory"):
        mine.fits((str(file),))


def test_a_part_in_which_a_bit_has_changed_is_none(tmp_path):
    """Wherever it is: in a count, in the name of a column, in what is said of a finding."""
    mine = done(tmp_path / "mine", parts=[(0, "seldom")])
    path = path_of(mine.folder, 0, "seldom")
    content, (whole,) = path.read_bytes(), mine.good()
    for place in np.linspace(0, len(content) - 1, 200, dtype=int):
        changed = bytearray(content)
        changed[place] ^= 1 << int(place) % 8
        path.write_bytes(changed)
        (part,) = mine.parts()
        assert str(part) == f"{path} is damaged"
    with pytest.raises(InputError, match="is damaged; nablacheck campaign resume"):
        tables(mine)

    path.write_bytes(content)
    assert next(mine.good()) == whole


def test_a_part_without_a_seal_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(seals, "sealed", lambda content: content)
    mine = done(tmp_path / "mine", parts=[(0, "seldom")])

    assert [str(part) for part in mine.parts()] == [f"{path_of(mine.folder, 0, 'seldom')} is damaged"]


def test_a_seal_is_found_where_a_text_has_one_in_it():
    content = json.dumps({"says": f'"{seals.KEY}": "{seals.OPEN}', seals.KEY: seals.OPEN}).encode()
    sealed = seals.sealed(b"x" + content + b"y")

    assert seals.is_sealed(sealed)
    assert json.loads(sealed[1:-1])["says"] == f'"{seals.KEY}": "{seals.OPEN}'
    for other in (content, b"", sealed[:-1], sealed + b"y", sealed[1:], sealed.replace(b"x", b"z"), b'"seal": "'):
        assert not seals.is_sealed(other)


@pytest.mark.parametrize(
    "name", ["00000000-seldom (1).parquet", "0x.parquet", "00000000-torch.parquet", "7.parquet", "00000009-seldom.parquet"]
)
def test_what_has_another_name_is_not_counted(tmp_path, name):
    mine = done(tmp_path / "mine")
    before = tables(mine).of
    shutil.copy(path_of(mine.folder, 0, "seldom"), mine.folder / "parts" / name)

    assert tables(mine).of == before
    assert mine.missing() == ([], [])
    assert progress_of(mine).done == 2


def test_a_part_of_another_share_is_not_counted_until_it_is_merged(tmp_path):
    first, second = (done(tmp_path / str(i), share=(i, 2)) for i in (0, 1))
    before = tables(first).of
    shutil.copy(path_of(second.folder, 1, "seldom"), path_of(first.folder, 1, "seldom"))
    whole, count = merged_into(tmp_path / "whole", [first.folder, second.folder])

    assert tables(first).of == before
    assert count == 2
    assert [row["problems"] for row in tables(whole)["adapters"]] == [16]


def test_a_merge_takes_no_part_of_another_campaign_and_mends_one_that_is_there(tmp_path):
    first, second = (done(tmp_path / str(i), share=(i, 2)) for i in (0, 1))
    whole, _ = merged_into(tmp_path / "whole", [first.folder])
    shutil.copy(path_of(first.folder, 0, "seldom"), path_of(whole.folder, 1, "seldom"))
    assert (progress_of(whole).done, progress_of(whole).unusable) == (1, 1)
    assert merged_into(whole.folder, [second.folder])[1] == 1
    assert (progress_of(whole).done, progress_of(whole).unusable) == (2, 0)

    shutil.copy(path_of(first.folder, 0, "seldom"), path_of(second.folder, 1, "seldom"))
    with pytest.raises(InputError, match=r"of another campaign or shard \(its shard is 0, not 1\); nablacheck campaign resume"):
        merged_into(tmp_path / "new", [first.folder, second.folder])


def test_the_list_of_what_is_wrong_of_another_campaign_is_none(tmp_path):
    mine, other = done(tmp_path / "mine"), Campaign.begun(tmp_path / "other", replace(PLAN, seed=9))
    keep(mine, [])
    assert kept(mine) == []
    shutil.copy(mine.folder / "reduced.json", other.folder / "reduced.json")
    for path in (mine.folder / "parts").iterdir():
        shutil.copy(path, other.folder / "parts" / path.name)

    assert kept(other) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reduced": None}, "reduced is None, and has to be a list of things."),
        ({"reduced": [{}]}, "reduced is [{}], and has to be a list of things."),
        ({"reduced": "x"}, "reduced is 'x', and has to be a list of things."),
        ({"parts": "2"}, "parts is '2', and has to be a whole number from 0."),
        ({"of": []}, "of is [], and has to be an object."),
    ],
)
def test_a_list_of_what_is_wrong_that_is_damaged_is_one_sentence(tmp_path, change, says):
    mine = done(tmp_path / "mine")
    keep(mine, [])
    path = mine.folder / "reduced.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    result = invoke("report", mine.folder)

    assert (result.exit_code, result.output) == (2, f"Error: {path} is damaged: {says} Remove it.\n")


def test_a_folder_in_the_place_of_a_part_is_one_sentence_and_stays(tmp_path):
    mine = done(tmp_path / "mine", parts=[(1, "seldom")])
    path = path_of(mine.folder, 0, "seldom")
    path.mkdir()
    (mine.folder / "parts" / ".hidden").mkdir()
    for command in ("status", "report"):
        result = invoke(command, mine.folder)
        assert (result.exit_code, result.output) == (2, f"Error: {path} is a folder where a part has to be; move it away.\n")
    with pytest.raises(InputError, match=f"{path.name} is a folder where a part has to be"):
        mine.missing()

    path.rmdir()
    assert mine.missing() == ([(0, "seldom")], [])


@pytest.mark.slow
def test_resume_says_which_parts_are_none_and_does_them_again(tmp_path):
    mine, whole = done(tmp_path / "mine"), done(tmp_path / "whole")
    shutil.copy(path_of(mine.folder, 1, "seldom"), path_of(mine.folder, 0, "seldom"))
    status = invoke("status", mine.folder).output
    result = invoke("resume", mine.folder, "--with", PLANTED, "-j", "1", "--minimise", "1")

    assert status.startswith("nobody works on it: 1 of 2 parts, 1 damaged or another's, which resume does again, 8 problems, ")
    assert "of another campaign or shard (its shard is 1, not 0), and done again: 00000000-seldom.parquet\n" in result.output
    assert tables(mine).of == tables(whole).of
