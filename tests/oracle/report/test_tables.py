"""The tables of a run: whole at 80 columns, and on the right side of the bound."""

import io
import math
from collections import Counter

import pytest
from rich.console import Console

from nablacheck.oracle.campaign.crosscheck import Finding, Tally
from nablacheck.oracle.campaign.reading import Tables
from nablacheck.oracle.generating.problems import DTYPES
from nablacheck.oracle.judging.counts import Counts
from nablacheck.oracle.report.campaign_tables import adapters_table
from nablacheck.oracle.report.tables import as_json, edge, equations, of_bound, table

EXPLAINED = ("mine", "float32", "a network", (), (("BP2", 3),), "mine breaks BP2", "nablacheck run again")


def printed(*tables, width=80):
    out = io.StringIO()
    Console(file=out, width=width).print(*tables)
    return out.getvalue()


def tally(name="finite-differences", entries=2_417_425, worst=1.0):
    rows = {
        (name, dtype, equation): Counts(entries, entries // 10, entries // 1000, worst, 12)
        for dtype in ("float32", "float64")
        for equation in ("∇w end to end", "(46) central, certified")
    }
    problems = Counter({(name, "float32"): 44, (name, "float64"): 44, ("silent", "float64"): 1})
    return Tally(rows, problems, [Finding(*EXPLAINED), Finding(*EXPLAINED)])


def test_no_number_is_cut_at_80_columns():
    lines = printed(table(tally()), equations(tally())).splitlines()

    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)
    assert any(line.split()[:4] == ["finite-differences", "88", "9,669,700", "966,968"] for line in lines)
    assert any(line.strip() == "finite-differences float64" for line in lines)
    assert sum("2,417,425  241,742  at the edge" in line for line in lines) == 4


def test_a_campaign_of_millions_is_whole_at_80_columns():
    of = {"problems": 1_000_448, "entries": 2_198_058_496, "inconclusive": 272_994_173, "known": 10_595_661, "findings": 0}
    rows = [{"adapter": name, "dtype": dtype, "worst": 1.0, **of} for name in ("jax-draws", "torch") for dtype in DTYPES]
    lines = printed(adapters_table(Tables({"dtypes": rows}))).splitlines()

    assert max(map(len, lines)) <= 80
    assert ["float32", "1,000,448", "2,198.1", "M", "273.0", "M", "at", "the", "edge", "10.6", "M", "0"] in map(
        str.split, lines
    )
    assert sum(line.strip() in ("jax-draws", "torch") for line in lines) == 2


def test_a_long_name_is_folded_and_no_number_lost():
    text = printed(table(tally("an-adapter-with-a-name-that-is-longer-than-the-line-" * 2)))

    assert "…" not in text
    assert "9,669,700" in text


def test_an_adapter_that_only_broke_promises_has_its_line_too():
    broken = Tally(problems=Counter({("mine", "float32"): 3}), findings=[Finding(*EXPLAINED)] * 2)
    line = next(line for line in printed(table(broken)).splitlines() if line.strip().startswith("mine"))

    assert line.split() == ["mine", "3", "0", "0", "0", "0", "1"]


@pytest.mark.parametrize(
    ("ratio", "says"),
    [
        (0.0, "0"),
        (0.5, "0.5"),
        (0.99, "0.99"),
        (math.nextafter(1, 0), "at the edge"),
        (1.0, "at the edge"),
        (math.nextafter(1, 2), ">1"),
        (1.5, "1.5"),
        (math.inf, "inf"),
    ],
)
def test_error_over_bound_is_on_the_right_side_of_1(ratio, says):
    assert of_bound(ratio) == says


def test_the_edge_is_explained_where_it_is_met():
    assert "underflows" in edge(tally())
    assert edge(tally(worst=0.5)) == ""


def test_the_json_holds_the_findings_in_plain_data():
    record = as_json(tally(), seed=3)

    assert record["seed"] == 3
    assert record["adapters"][0] == {"adapter": "finite-differences", "dtype": "float32", "problems": 44}
    assert record["findings"][0]["equations"] == [{"equation": "BP2", "layer": 3}]
    assert record["findings"][0]["again"] == "nablacheck run again"
