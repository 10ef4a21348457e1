"""The command prints what the record says, the record makes the page, and the page that is committed is that of its record."""

import copy
import json
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter
from nablacheck.oracle.commands import cli
from nablacheck.oracle.commands import trust as command
from nablacheck.oracle.report.trust_tables import grids, percent, sentences, written
from nablacheck.oracle.trust import compare, rivals
from nablacheck.oracle.trust import stages as run
from nablacheck.oracle.trust.compare import SMALL, Score, book_case, try_22
from nablacheck.oracle.trust.faults import FAMILIES
from nablacheck.oracle.trust.modes import GRADIENT, GRAPH_GRADIENT, GRAPH_TRACE, SINGLE, TRACE
from nablacheck.oracle.trust.ours import OURS
from nablacheck.oracle.trust.record import count_of, total, trusted
from nablacheck.oracle.trust.rivals import numpy_rules
from nablacheck.oracle.trust.stages import FULL, Workload
from nablacheck.oracle.trust.twentytwo import faults
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import InputError, MissingFramework

from conftest import missing

pytestmark = pytest.mark.slow

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "trust.md").read_text(encoding="utf-8")
RECORD = json.loads((DOCS / "trust.json").read_text(encoding="utf-8"))
TINY = Workload(faulty=0, faulty_draws=32, correct=1, draws=32, graphs=1, small_draws=1, wrong=3, slow=False)


def absent(name):
    raise MissingFramework(f"{name} is not installed: pip install it")


@pytest.fixture
def tiny(monkeypatch):
    """One small network, NumPy alone, two points: a run of a second or two."""
    monkeypatch.setattr(command, "QUICK", TINY)
    monkeypatch.setattr(run, "load", absent)
    monkeypatch.setattr(run, "SMALL", SMALL[:1])
    monkeypatch.setattr(compare, "SMALL", SMALL[:1])
    monkeypatch.setattr(rivals, "names", lambda: ("assert_allclose",))
    monkeypatch.setattr(run, "all_points", lambda: [("depth", 2, "float64"), ("fan-in", 4, "float32")])


def invoke(*args):
    return CliRunner().invoke(cli.main, ("trust", *args), prog_name="nablacheck")


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tiny")
def test_the_tables_and_the_json_hold_the_same_run(tmp_path):
    file = tmp_path / "trust.json"
    result = invoke("--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert [score["name"] for score in record["tools"]] == [*(tool.name for tool in OURS), "assert_allclose"]
    assert record["tools"][0]["of_22"] == 22
    assert record["speed"]["unit"] == "NumPy"
    assert "nablacheck, trace" in result.output
    assert "takes" in result.output
    assert "skipped: torch is not installed: pip install it" in result.output
    assert f"{total(record, TRACE, 'float64').exceeding:,}" in result.output
    assert count_of(record, mode=GRAPH_TRACE, dtype="float64").exceeding > 10
    assert "trace of a graph, float64" in " ".join(result.output.split())
    assert "graphs: part twice" in result.output


@pytest.mark.usefixtures("tiny")
def test_a_page_is_renewed_with_its_record_and_its_plot(tmp_path, request):
    pytest.importorskip("matplotlib", reason="the plots need matplotlib: pip install 'nablacheck[plots]'")
    page = tmp_path / "trust.md"
    page.write_text(PAGE, encoding="utf-8")
    result = invoke("--write", str(page))
    record = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert page.read_text(encoding="utf-8") == written(PAGE, record) != PAGE
    assert page.with_suffix(".svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


@pytest.mark.usefixtures("tiny")
def test_a_judge_that_calls_right_numbers_wrong_exits_1(monkeypatch):
    def halved(given):
        trace = backprop(given.map(lambda array: array * array.dtype.type(0.5)))
        return replace(trace, a={**trace.a, 1: given.x})

    halves = Adapter("numpy", "numpy", halved, halved)
    monkeypatch.setattr(run, "NUMPY", halves)
    result = invoke()

    assert result.exit_code == 1
    assert "false alarm: numpy breaks (23) z at layer 2" in result.output


WRONG = {
    ("--json", "no/such/folder/trust.json"): "does not exist; give a file in one that does.",
    ("--plot", "trust.txt"): "a plot's file ends with .svg, .png, .pdf.",
    ("--write", "no_such_page.md"): "there is no such page; give one with the marks of docs/trust.md.",
    ("--fully",): "No such option",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_use_exits_2_before_anything_is_planted(monkeypatch, options):
    monkeypatch.setattr(command, "steps", None)
    result = invoke(*options)

    assert result.exit_code == 2
    assert WRONG[options] in " ".join(result.output.split())
    assert "Traceback" not in result.output


# --- the record -------------------------------------------------------------------------------------------------------


def spoiled(change):
    record = copy.deepcopy(RECORD)
    change(record)
    return record


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["missed"].append("a fault"),
        lambda record: record["alarms"].append("a correct number"),
        lambda record: record["tools"][0].update(of_22=21),
        lambda record: record["tools"][1].update(control=False),
    ],
)
def test_a_run_with_a_blemish_is_not_trusted(change):
    assert trusted(RECORD)
    assert not trusted(spoiled(change))


def test_a_share_is_rounded_down():
    assert percent(3, 3) == "100"
    assert percent(99_999_999, 100_000_000) == "99.999"
    assert percent(1, 3) == "33.333"


def test_a_page_without_a_mark_is_refused():
    with pytest.raises(InputError, match="the page has 0 places for 'tools'; it needs one"):
        written(PAGE.replace("<!-- tools -->", ""), RECORD)


def test_a_tool_that_failed_shows_what_it_raised():
    record = spoiled(lambda record: record["tools"][2].update(error="TypeError: no such thing"))

    assert "| TypeError: no such thing |" in grids(record)[0].markdown()


def test_undecided_entries_are_said():
    record = spoiled(lambda record: record["speed"].update(undecided=7))

    assert "7 entries inconclusive" in next(sentences(record))


# --- the committed page -----------------------------------------------------------------------------------------------


def test_the_page_is_that_of_its_record():
    assert written(PAGE, RECORD) == PAGE


def test_a_number_that_is_typed_in_is_seen():
    forged = PAGE.replace("| 22 |", "| 21 |")

    assert forged != written(forged, RECORD) == PAGE


def test_the_record_is_a_full_run_that_shows_what_was_promised():
    alone, single = (total(RECORD, mode, "float64") for mode in (GRADIENT, SINGLE))
    cases = sum(line["cases"] for line in RECORD["correct"])

    assert RECORD["plan"] == vars(FULL)
    assert trusted(RECORD)
    assert RECORD["skipped"] == []
    assert cases >= 20_000
    assert {line["adapter"] for line in RECORD["correct"]} == {
        name + of for name in ("numpy", "torch", "jax") for of in ("", ", graphs")
    }
    assert RECORD["speed"]["undecided"] == 0
    assert RECORD["speed"]["ratio"] <= 5
    assert RECORD["speed"]["run_s"] <= 60 * 60
    assert max(row["ratio"] for row in RECORD["sensitivity"] if row["varied"] == "depth" and row["ratio"]) <= 10
    for gradients in (alone, single):
        assert gradients.caught >= gradients.exceeding * 99 / 100
    for dtype in ("float32", "float64"):
        trace = total(RECORD, TRACE, dtype)
        assert trace.caught >= trace.exceeding * 999 / 1000
        graphs, slopes = (count_of(RECORD, mode=mode, dtype=dtype) for mode in (GRAPH_TRACE, GRAPH_GRADIENT))
        assert graphs.exceeding == graphs.caught + graphs.hidden > 1000
        assert graphs.named >= graphs.exceeding * 99 / 100
        assert dtype == "float32" or slopes.of_trace_caught >= slopes.of_trace * 98 / 100


def test_the_record_is_not_stale():
    of = {mode: {line["family"] for line in RECORD["kills"] if line["mode"] == mode} for mode in (TRACE.name, GRAPH_TRACE)}

    assert of[TRACE.name] == set(FAMILIES)
    assert of[GRAPH_TRACE] >= {"part forgotten", "part twice", "prime dropped", "constants", "factor dropped", "kernel turned"}
    assert [score["name"] for score in RECORD["tools"]] == [*(tool.name for tool in OURS), *rivals.names()]
    assert {row["varied"] for row in RECORD["sensitivity"]} == {"fan-in", "depth"}


QUICK_TOOLS = [name for name in rivals.names() if name not in ("gradcheck", "gradcheck, fast", "scipy check_grad")]
"""Those that say what they make of the 22 within a second or two."""
AT_THE_TOLERANCE = {"assert_allclose": f"off by {numpy_rules.RTOL:.0e}"}
"""Faults exactly as large as a tool's own tolerance: the last bit decides, and that depends on the number of threads."""


@pytest.mark.parametrize("name", QUICK_TOOLS)
def test_the_page_says_what_a_tool_catches_of_the_22(name, request, adapter_named):
    """In PyTorch's numbers, as in the run."""
    framework = adapter_named("torch")
    try:
        tool = rivals.rival(name)
    except MissingFramework as error:
        missing(request.config, "tools", str(error))
    for library, used in RECORD["libraries"].items():
        if library in ("numpy", "torch", rivals.needs(name)) and installed(library) != used:
            pytest.skip(f"docs/trust.md speaks of {library} {used}, not of {installed(library)}: install that to see it again")
    score, (recorded,) = Score(name, tool.rule), [score for score in RECORD["tools"] if score["name"] == name]
    try_22(tool, book_case(framework), score)

    assert beside_the_edge(score.missed, name) == beside_the_edge(recorded["missed"], name)
    assert score.control == recorded["control"]
    assert score.rule == recorded["rule"]
    assert recorded["of_22"] == len(faults()) - len(recorded["missed"])


def test_a_fault_that_a_tool_misses_anew_is_seen():
    """The planted mistakes: another fault, and one at the tolerance of another tool."""
    recorded = ["the largest weight's gradient off by 1e-07", "the middle weight's gradient off by 1e-09"]
    for name, planted, seen in (
        ("assert_allclose", "all of ∇w^2 off by 1e-05", True),
        ("assert_allclose", "all of ∇w^2 off by 1e-07", False),
        ("assert_close", "all of ∇w^2 off by 1e-07", True),
    ):
        assert (beside_the_edge([*recorded, planted], name) != beside_the_edge(recorded, name)) is seen
    assert len([name for name in faults() if name.endswith(AT_THE_TOLERANCE["assert_allclose"])]) == 3


def beside_the_edge(missed, name):
    return [fault for fault in missed if not fault.endswith(AT_THE_TOLERANCE.get(name, "nothing"))]


def installed(library):
    try:
        return version(library)
    except PackageNotFoundError:
        return "nothing"
