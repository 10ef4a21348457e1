"""A page that loads nothing, escapes everything, and can be used without a mouse; the same for machines."""

import re
import sys
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.report.html_page import html_page
from nablacheck.oracle.report.html_tree import clean, e, page
from nablacheck.oracle.report.network_drawing import network_drawing
from nablacheck.oracle.report.other_formats import github, junit, markdown

from helpers import planted_adapter
from helpers.browser import told
from helpers.pages import BITS, FOREIGN, SAID, SPREAD, Read, counts, whole
from sphinx_extensions.offline import requests


@pytest.fixture(scope="module")
def text():
    return html_page(whole())


def test_nothing_that_somebody_else_wrote_is_run_or_loaded(text):
    read = Read(text)

    assert read.open == []
    assert len(read.of("script")) == 1
    assert SAID not in text
    assert "&lt;script&gt;alert" in text
    assert requests(text) == []
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    (policy,) = [meta["content"] for meta in read.of("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")


def test_everything_is_told(text):
    for words in (
        "1 thing that nothing explains.",
        "mine breaks BP2",
        "found 2 times, in float32; it takes tanh, round numbers",
        "a network of 1-9-2 neurons, tanh, sigmoid",
        "✗ 9",
        "at the edge",
        "0.75 *",
        "thin",
        "3 of 4 are listed",
        "3 of 3 shown",
    ):
        assert words in text, words


def test_what_prints_as_the_edge_has_the_colour_of_the_edge():
    functions = [{"adapter": "mine", "function": f"at {worst}", **counts(worst=worst)} for worst in (0.25, 0.75, 0.999, 1.0)]
    text = html_page(replace(whole(), functions=functions))

    assert re.findall(r'<td class="(\w+)" title="10 numbers[^>]*>([^<]+)<', text) == [
        *(("calm", "0.25"), ("mild", "0.75"), ("edge", "at the edge"), ("edge", "at the edge")),
    ]


def test_it_can_be_read_without_eyes_and_used_without_a_mouse(text):
    read = Read(text)
    names = Counter(attributes["id"] for _, attributes in read.tags if "id" in attributes)
    copies = [button["data-copies"] for button in read.of("button")]
    anchors = [link["href"][1:] for link in read.of("a")]

    assert [name for name, times in names.items() if times > 1] == []
    assert len(copies) == 3
    assert set(copies) | set(anchors) <= set(names)
    assert all(
        attributes.get("tabindex") == "0"
        for tag, attributes in read.tags
        if tag == "pre" or attributes.get("class") == "scroll"
    )
    assert all("scope" in cell for cell in read.of("th"))
    assert read.of("html") == [{"lang": "en"}]
    assert [tag for tag, _ in read.tags if tag in ("h1", "main", "header")] == ["header", "h1", "main"]
    assert all(drawing.get("role") == "img" for drawing in read.of("svg"))


def test_links_are_counted_and_seldom_ones_are_marked():
    text = html_page(replace(whole(), links={"dense": 90, f"gate {FOREIGN}": 2}))

    assert "Which links were tried" in text
    assert SAID not in text
    assert re.search(r"gate [^\n]*<td>2</td><td>thin</td>", text)
    assert re.search(r"dense</th><td>90</td><td></td>", text)
    assert "Which links were tried" not in html_page(whole())


def test_an_earlier_one_tells_what_is_new_and_what_is_gone():
    thing = replace(whole().reduced[0], adapter="mine")
    gone, new = (replace(thing, function=function) for function in ("relu", "tanh"))
    wrong, right = counts(findings=3, worst=9.0), counts(worst=0.5)
    functions = [[{"adapter": "mine", "function": "gelu", **counted}] for counted in (right, wrong)]
    earlier = replace(whole(), title="the earlier", functions=functions[0], facts={"numpy": "2.3"})
    earlier = replace(earlier, reduced=[gone, replace(thing, function="sigmoid")])
    now = replace(whole(), reduced=[new, replace(thing, function="sigmoid")], functions=functions[1], earlier=earlier)
    text = html_page(now)

    assert "Compared with the earlier: 12 problems on adapters there, 12 here." in text
    assert text.index("New here: 1") < text.index("mine: BP2, tanh,") < text.index("No longer found: 1")
    assert text.index("No longer found: 1") < text.index("mine: BP2, relu,") < text.index("In both: 1")
    assert text.index("In both: 1") < text.index("mine: BP2, sigmoid,")
    assert "gelu on mine</th><td>0.5</td><td>9</td><td>new</td>" in text
    assert "numpy</th><td>2.3</td><td>2.4</td>" in text
    assert SAID not in text
    assert "Against the earlier one" not in html_page(whole())


def test_a_page_about_nothing_wrong_says_so_and_leaves_out_what_is_empty():
    text = html_page(replace(whole(), reduced=[], findings=[], found=0, regimes=[], known={}))

    assert "Nothing unexplained." in text
    assert "No number lies outside of what rounding explains" in text
    assert "Which numbers were tried" not in text
    assert "no pass" in html_page(replace(whole(), reduced=[], decided=0))


def test_five_thousand_findings_fit_into_five_megabytes():
    assert len(html_page(whole(5_000, "a network of ordinary length, tanh")).encode()) < 5 * 10**6


def test_a_file_that_is_gone_and_an_entry_that_is_not_known_leave_out_the_drawing():
    thing = replace(whole().reduced[0], content={}, file="/gone.npz", script="/gone.py")

    assert "The smallest network" not in html_page(replace(whole(), reduced=[thing]))


@pytest.mark.slow
def test_charts_have_the_colours_of_the_page_and_words_for_who_cannot_see_them():
    pytest.importorskip("matplotlib", reason="a plot needs matplotlib: pip install 'nablacheck[plots]'")
    text = html_page(replace(whole(), spread=SPREAD, depths=BITS, widths=BITS))
    drawings = [drawing for drawing in Read(text).of("svg") if "aria-label" in drawing]

    assert [drawing["aria-label"] for drawing in drawings] == [
        "How large errors are, in units of their bounds",
        "Bits lost against depth",
        "Bits lost against width",
    ]
    assert "#010203" not in text
    assert requests(text) == []
    ids = Counter(attributes["id"] for _, attributes in Read(text).tags if "id" in attributes)
    assert [name for name, times in ids.items() if times > 1] == []


def test_without_matplotlib_the_page_says_what_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    text = html_page(replace(whole(), spread=SPREAD))

    assert "The charts are left out: a plot needs matplotlib, which is not installed: pip install 'nablacheck[plots]'" in text


def test_signs_of_control_are_shown_and_not_written():
    assert clean("a\x00b\ud800c\x1b[1m") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\N{REPLACEMENT CHARACTER}[1m"
    assert "&lt;b&gt;" in page("<b>", "", "", e("p", "<b>", e("i", "<"), "&"))


def test_a_wide_layer_is_drawn_with_dots_and_its_number():
    drawing = ElementTree.tostring(network_drawing([2, 300], ["tanh"], 0), encoding="unicode")

    assert drawing.count("<circle") == 2 + 6
    assert "⋮" in drawing
    assert ">300<" in drawing


# --- in a browser -----------------------------------------------------------------------------------------------------

TRIED = """
const box = document.querySelector('[data-filter="every"] input'), said = document.getElementById("every-shown");
const start = performance.now();
box.value = "network 4";
box.dispatchEvent(new Event("input"));
const spent = performance.now() - start;
const visible = [...document.querySelectorAll("#every tbody tr")].filter((row) => row.offsetHeight > 0).length;
let copied = "";
Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => { copied = text; }}});
document.querySelector("button.copy").click();
setTimeout(() => {
  const label = document.querySelector("button.copy").textContent;
  document.title = JSON.stringify({spent, visible, said: said.textContent, copied, label,
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth});
}, 100);
"""


@pytest.mark.slow
def test_filters_and_copies_work_in_a_browser(tmp_path):
    record, console = told(tmp_path / "page.html", html_page(whole(5_000, "ordinary")), f"{{{TRIED}}}")

    assert record["said"] == "1111 of 5000 shown"
    assert record["visible"] == 1111
    assert record["spent"] < 200
    assert record["copied"] == "nablacheck replay 'x ordinary.npz'"
    assert record["label"] == "Copied"
    assert not record["wide"]
    assert "CONSOLE" not in console


# --- for machines -----------------------------------------------------------------------------------------------------


def test_junit_has_a_test_for_each_equation_and_a_failure_for_each_thing():
    suite = ElementTree.fromstring(junit(whole()).split("\n", 1)[1])[0]

    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [case.get("name") for case in suite][:2] == ["BP1", "BP2"]
    assert suite[2][0].get("message") == "mine breaks BP2"
    assert SAID in suite[2][0].text


def test_markdown_keeps_foreign_signs_apart():
    said = markdown(whole())

    assert "## nablacheck run \\<script\\>" in said
    assert "````text\nmine breaks BP2" in said
    rows = [line for line in said.splitlines() if line.startswith("| mine")]
    assert len(rows) == 2
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 9 for row in rows)


def test_annotations_are_one_line_each():
    (line,) = github(whole())

    assert line.startswith("::error title=mine <script>alert('1')</script> &")
    assert "%0A" in line
    assert "%25" in line
    assert "\n" not in line
    assert list(github(replace(whole(), reduced=[]))) == ["::notice title=" + line_title() + "::Nothing unexplained."]


def line_title():
    title = clean(whole().title)
    for sign, written in (("%", "%25"), (":", "%3A"), (",", "%2C")):
        title = title.replace(sign, written)
    return title


# --- the commands -----------------------------------------------------------------------------------------------------


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_run_writes_the_reports_that_are_wanted(tmp_path):
    quick = ["--problems", "18", "--draws", "2", "--data", "none", "--adapters", "seldom", "--with", planted_adapter.__file__]
    files = {name: tmp_path / f"report.{name}" for name in ("html", "markdown", "junit")}
    wanted = [part for name, file in files.items() for part in (f"--{name}", file)]
    result = invoke("run", *quick, "--findings", tmp_path / "f", "--dtype", "float64", *wanted, "--github")
    again = invoke("run", "--problems", "1", "--draws", "1", *quick[4:], "--dtype", "float64", *wanted)

    assert result.exit_code == 1, result.output
    assert "\n::error title=seldom%3A BP1::seldom breaks BP1 at layer 2 of 2." in result.output
    assert again.exit_code == 0, again.output  # what is ours is replaced
    assert "Nothing unexplained." in files["html"].read_text(encoding="utf-8")
    assert "raise SystemExit" not in files["html"].read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--html", "--markdown", "--junit"])
def test_a_report_is_no_answer_on_standard_output(option):
    result = invoke("run", option, "-")

    assert result.exit_code == 2
    assert f"{option} - names standard output, where the answer itself goes; give the name of a file." in result.output


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("mine.txt", "exists and is no report of nablacheck; give another name."),
        ("", "is a folder; give a file in it."),
        ("none/page.html", "does not exist; give a file in one that does."),
    ],
)
@pytest.mark.parametrize("option", ["--html", "--markdown", "--junit"])
def test_a_file_that_cannot_be_written_is_one_sentence_before_the_work(tmp_path, option, name, says):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = invoke("run", option, tmp_path / name)

    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
    assert says in result.output
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
