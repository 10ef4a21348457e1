"""The pages in a real browser, light and dark: axe-core finds nothing that keeps people from reading or using them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import nablacheck
from nablacheck.oracle.report.check_page import check_page
from nablacheck.oracle.report.grade_page import grade_page
from nablacheck.oracle.report.html_page import html_page
from nablacheck.oracle.report.html_tree import e, page
from nablacheck.oracle.report.trust_page import trust_page

from helpers.browser import axe_core, told
from helpers.pages import BITS, SPREAD, whole

ROOT = Path(__file__).resolve().parents[3]
ASKED = """
const shade = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
axe.run(document, {resultTypes: ["violations"]}).then((found) => {
  const where = (node) => node.html + " " + node.failureSummary;
  const wrong = found.violations.map((one) => [one.impact, one.id, one.nodes.map(where)]);
  document.title = JSON.stringify({shade, wrong, rules: found.passes.length});
});
"""


def nothing(w, b, x, y):
    return [0 * part for part in b], [0 * part for part in w]


def of_campaign():
    charts = {"spread": SPREAD, "depths": BITS, "widths": BITS}
    return html_page(replace(whole(20), links={"dense": 90, "gate": 2}, earlier=whole(), **charts))


def of_nothing_wrong():
    return html_page(replace(whole(), reduced=[], findings=[], found=0, known={}))


def of_check():
    return check_page(nablacheck.check(nothing), "nablacheck check mine.py:nothing", {"numpy": "2"})


def of_grades():
    said = {"mistake": None, "scale": None, "explanation": "as it says", "notes": ["a note"], "declares": {}, "seconds": 1.25}
    submissions = [{"name": f"{verdict}.py", "verdict": verdict, **said} for verdict in ("right", "wrong", "unusable")]
    return grade_page({"exercise": None, "submissions": submissions, "not_graded": []}, "nablacheck grade DIR", {"numpy": "2"})


def of_trust():
    return trust_page(json.loads((ROOT / "docs" / "trust.json").read_text(encoding="utf-8")), [], "nablacheck trust")


@pytest.fixture(scope="module")
def axe():
    """axe-core, without which there is no page to make."""
    return axe_core()


def asked(axe, file, text, shade):
    """The impact, the name and the places of each fault of a page."""
    record, _ = told(file, text, f"{axe}\n{ASKED}", shade)
    assert record["shade"] == shade
    assert record["rules"]
    return record["wrong"]


@pytest.mark.slow
@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("text", [of_campaign, of_nothing_wrong, of_check, of_grades, of_trust])
def test_nothing_keeps_anybody_from_reading_a_page(axe, tmp_path, text, shade):
    assert asked(axe, tmp_path / "page.html", text(), shade) == []


@pytest.mark.slow
def test_words_that_are_hardly_seen_and_a_field_without_a_name_are_seen(axe, tmp_path):
    style = "p { color: #999999; background: #aaaaaa }"
    text = page("faulty", style, "", e("main", e("h1", "faulty"), e("p", "grey"), e("input")))
    faults = asked(axe, tmp_path / "page.html", text, "light")

    assert {(impact, name) for impact, name, _ in faults} >= {("serious", "color-contrast"), ("critical", "label")}
