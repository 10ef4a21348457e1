"""A manifest is read as a whole: what cannot be, in any of its keys, is one sentence, before anything is done by it."""

import json

import pytest
from click.testing import CliRunner

from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.commands.cli import main
from nablacheck.reference.errors import InputError

from helpers import planted_twice

PLAN = CampaignPlan(3, 2, 24, 2, ("numpy", "torch"), ("float32", "float64"), 5, ("torch",))
HUGE = 10**30
DEEP = "[" * 100_000


def begun(tmp_path):
    return Campaign.begun(tmp_path / "c", PLAN, {str(tmp_path / "mine.py"): "its digest"}, (1, 3))


def changed(folder, keys, value):
    """The manifest with another value at a key, which is a path like plan.seed; without the key where there is none."""
    path = folder / "campaign.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    *way, last = keys.split(".")
    place = record
    for key in way:
        place = place[key]
    place.pop(last, None)
    if value is not None:
        place[last] = value[0]
    path.write_text(json.dumps(record), encoding="utf-8")


def refused(folder):
    with pytest.raises(InputError) as error:
        Campaign.there(folder)
    said = str(error.value)
    assert len(said.splitlines()) == 1
    return said.removeprefix(f"{folder / 'campaign.json'} is damaged: ")


def test_a_manifest_says_what_it_was_begun_with(tmp_path):
    mine = begun(tmp_path)

    there = Campaign.there(mine.folder)
    assert (there.plan, there.files, there.share, there.only) == (PLAN, mine.files, (1, 3), None)


KEYS = ("nablacheck", "format", "plan", "files", "share", "only", "versions", "hardware", "started")
NUMBERS = ("plan.seed", "plan.shards", "plan.problems", "plan.pool", "plan.graphs")
LISTS = ("plan.adapters", "plan.dtypes", "plan.on_graphs")
WRONG = [
    *((key, (value,)) for key in NUMBERS for value in (-1, 1.0, "1", True, None, [1], {}, float("nan"))),
    *((key, (value,)) for key in LISTS for value in ("torch", 3, None, {"torch": 1}, ["torch", 3], [["torch"]])),
    *(
        (key, (value,))
        for key in ("versions", "hardware", "files")
        for value in ("x", [], None, {"numpy": None}, {"numpy": ["2"]})
    ),
    *((key, (value,)) for key in ("nablacheck", "started") for value in (3, None, ["0.1.0"])),
    *(("share", (value,)) for value in (3, "1/2", [0], [0, 1, 2], [5, 2], [2, 2], [-1, 2], [0, 0], [0.0, 1], [False, 1], None)),
    *(("share", (value,)) for value in ([0, HUGE], {"0": 1})),
    *(("only", (value,)) for value in (-1, 0.0, "0", False, [0])),
    *(("format", (value,)) for value in ("2", 2.0, True, None, 0, -1, [2])),
    *(("plan", (value,)) for value in (None, "x", 3, [], [["seed", 3]])),
    *((f"plan.{key}", (["numpy", "numpy"],)) for key in ("adapters", "on_graphs")),
    *((f"plan.{key}", ([],)) for key in ("adapters", "dtypes")),
    *(("plan.adapters", ([name, "torch"],)) for name in ("", "../numpy", "a/b", "a\nb", ".", "\ud800")),
    ("plan.dtypes", (["float64", "float64"],)),
    ("plan.dtypes", (["float16"],)),
    ("plan.problems", (0,)),
    ("plan.problems", (HUGE,)),
    ("plan.pool", (0,)),
    ("plan.speed", (3,)),
    ("shares", (3,)),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_value_that_cannot_be_is_named_with_what_it_may_be(tmp_path, key, value):
    folder = begun(tmp_path).folder
    changed(folder, key, value)

    said = refused(folder)
    assert said.startswith((f"{key} is ", f"it has {key}, which nobody reads.", "its 5 graphs are for "))
    assert said.endswith("Put it back as it was, or start another campaign.")


@pytest.mark.parametrize("key", [*KEYS, *(f"plan.{name}" for name in PLAN.as_json())])
def test_a_key_that_is_missing_is_named(tmp_path, key):
    folder = begun(tmp_path).folder
    changed(folder, key, None)

    assert refused(folder).startswith(f"it has no {key}.")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("plan.shards", 10**9, "a campaign has at most 1,000,000 parts, each a shard of 24 problems or of 16 graphs"),
        ("plan.shards", HUGE, "a campaign has at most 1,000,000 parts"),
        ("plan.graphs", HUGE, "a campaign has at most 1,000,000 parts"),
        ("plan.graphs", 0, "its 0 graphs are for torch, which does not go with numpy, torch."),
        ("plan.on_graphs", [], "its 5 graphs are for nobody, which does not go with numpy, torch."),
        ("plan.on_graphs", ["jax"], "its 5 graphs are for jax, which does not go with numpy, torch."),
        ("share", [7, 9], "share 8/9 of 3 shards leaves nothing to check."),
        ("only", 9, "shard 9 of share 2/3 of 3 shards leaves nothing to check."),
        ("only", HUGE, f"shard {HUGE} of share 2/3 of 3 shards leaves nothing to check."),
    ],
)
def test_what_does_not_fit_together_is_named(tmp_path, key, value, says):
    folder = begun(tmp_path).folder
    changed(folder, key, (value,))

    assert refused(folder).startswith(says)


@pytest.mark.parametrize("text", ["", "no", "{", "[]", "null", "3", '"x"', "NaN", "9" * 5000, DEEP, "[1, 2]"])
def test_a_file_that_is_none_of_ours_is_one_sentence(tmp_path, text):
    folder = begun(tmp_path).folder
    (folder / "campaign.json").write_text(text, encoding="utf-8")

    assert refused(folder).endswith(
        ("and has to be an object. Put it back as it was, or start another campaign.", "it is no JSON.")
    )


def test_bytes_that_are_no_text_and_what_is_no_file_are_one_sentence(tmp_path):
    folder = begun(tmp_path).folder
    (folder / "campaign.json").write_bytes(b"\xff\xfe\x00")
    assert refused(folder) == "it is no JSON."

    (folder / "campaign.json").unlink()
    (folder / "campaign.json").mkdir()
    assert refused(folder) == f"{folder / 'campaign.json'} cannot be read: Is a directory."


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (99, "was written by nablacheck '9.0', in format 99; this one knows formats up to 2: install that version, or later."),
        (
            1,
            "was written by nablacheck '9.0', in format 1, in which a part does not say whose it is; start another",
        ),
    ],
)
def test_another_format_is_no_damage(tmp_path, given, says):
    folder = begun(tmp_path).folder
    changed(folder, "nablacheck", ("9.0",))
    changed(folder, "format", (given,))

    assert says in refused(folder)


@pytest.mark.parametrize("command", ["status", "report", "resume", "stop", "serve", "merge"])
def test_every_command_ends_with_that_sentence(campaign_extra, tmp_path, command):
    folder = begun(tmp_path).folder
    changed(folder, "plan.shards", (HUGE,))
    result = CliRunner().invoke(main, ["campaign", command, *([str(tmp_path / "new")] * (command == "merge")), str(folder)])

    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert f"{folder / 'campaign.json'} is damaged: a campaign has at most 1,000,000 parts" in result.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--problems", str(HUGE)], "a campaign has at most 1,000,000 parts, each a shard of 512 problems or of 16 graphs"),
        (["--problems", "0", "--graphs", str(HUGE)], "a campaign has at most 1,000,000 parts"),
        (["--only", str(HUGE)], "a campaign has at most 1,000,000 parts"),
        (["--problems", "512", "--share", "2/2"], "share 2/2 of 1 shards leaves nothing to check."),
        (["--share", "1/2", "--only", "1"], "shard 1 of share 1/2 of 40 shards leaves nothing to check."),
    ],
)
@pytest.mark.slow
def test_a_campaign_that_cannot_be_is_not_begun(campaign_extra, tmp_path, options, says):
    brought = ["--with", planted_twice.__file__, "--adapters", "twice", "-j", "1"]
    result = CliRunner().invoke(main, ["campaign", "start", str(tmp_path / "c"), *brought, *options])

    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert says in result.output
    assert not (tmp_path / "c").exists()
