"""What the documentation shows is run: every page's lines of Python, every command, every file that it takes code from."""

import ast
import doctest
import importlib
import re
import shlex
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck.oracle.commands.cli import main

from generators import readme_picture
from generators.equations_page import STATEMENTS
from sphinx_extensions.offline import of_site, requests

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FINDINGS = (DOCS / "findings.md").read_text(encoding="utf-8")
ELSEWHERE = {
    "findings.md": "below, by framework",
    "is-my-backpropagation-right.md": "tests/test_student_page.py",
    "other-languages.md": "tests/test_languages.py",
}
"""The pages with tests of their own."""
PAGES = {
    file.relative_to(DOCS).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(DOCS.rglob("*.md"))
    if "_build" not in file.parts
}
FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
NUMBERS = {"(BP1a)", *(number if number.startswith("(") else f"({number})" for number in STATEMENTS if number[0] != "a")}
"""Every numbered equation of the chapter; BP1a is BP1 for a whole layer."""


def blocks(text, language):
    """The blocks of code of that language."""
    return [code for name, code in FENCE.findall(text) if name == language]


def run(text, name):
    """Runs the >>> lines of a text; returns how many failed and how many there were."""
    examples = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    return runner.run(examples, clear_globs=False)


# --- every page -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if ">>> " in text and page not in ELSEWHERE])
def test_the_lines_of_a_page_are_true(page, request, monkeypatch):
    if "images()" in PAGES[page]:
        request.getfixturevalue("real_digits")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for module in ("network", "network_with_a_mistake"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    failed, attempted = run(PAGES[page], page)

    assert attempted == PAGES[page].count("\n>>> ") > 0  # none stands where it is not run
    assert failed == 0


COMMANDS = [
    (page, line)
    for page, text in PAGES.items()
    if page not in ELSEWHERE
    for block in blocks(text, "sh")
    for line in block.splitlines()
]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_of_a_page_succeeds(page, command, adapter_named):
    program, *arguments = shlex.split(command)
    if "jax" in arguments:
        adapter_named("jax")
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)

    assert program == "nablacheck"
    assert done.exit_code == 0, done.output
    assert done.output


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere(page):
    assert [link for link in links(PAGES[page]) if not (DOCS / page).parent.joinpath(link).exists()] == []


def links(text):
    """The files that a page links to; what stands in code is no link."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
    return sorted({link for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)", text) if link})


@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if "{literalinclude}" in text])
def test_the_code_that_a_page_shows_is_there(page):
    included = re.findall(r"```\{literalinclude\} (\S+)\n(.*?)```", PAGES[page], flags=re.DOTALL)

    assert included
    assert [missing for path, options in included if (missing := absent((DOCS / page).parent / path, options))] == []


def absent(file, options):
    """What a page asks for that is not in the file."""
    source = file.read_text(encoding="utf-8")
    for option, wanted in re.findall(r":([\w-]+): (.+)", options):
        if option == "pyobject" and wanted not in defined(ast.parse(source)):
            return wanted
        if option in ("start-at", "end-before") and wanted.strip('"') not in source:  # YAML quotes an @
            return wanted
    return None


def defined(tree, prefix=""):
    """The names of functions and classes, and of methods as Class.method."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield prefix + node.name
            yield from defined(node, f"{prefix}{node.name}.") if isinstance(node, ast.ClassDef) else ()


def test_every_page_is_in_the_contents():
    listed = {"index.md"}
    for page, text in PAGES.items():
        for contents in blocks(text, "{toctree}"):
            names = [line for line in contents.splitlines() if line and not line.startswith(":")]
            listed |= {((DOCS / page).parent / f"{name}.md").relative_to(DOCS).as_posix() for name in names}

    assert listed == set(PAGES)


# --- the chapter ------------------------------------------------------------------------------------------------------

CHAPTER = {page: text for page, text in PAGES.items() if page.startswith("book/") and page != "book/index.md"}


def tagged(text):
    return [f"({number})" for number in re.findall(r"\\tag\{([^}]*)\}", text)]


def test_every_numbered_equation_stands_in_the_chapter_once():
    numbers = [number for text in CHAPTER.values() for number in tagged(text)]

    assert sorted(numbers) == sorted(NUMBERS)


@pytest.mark.parametrize("page", CHAPTER)
def test_a_page_of_the_chapter_shows_code_and_runs_it_and_breaks_it(page):
    text = CHAPTER[page]
    said = [example.want for code in blocks(text, "pycon") for example in doctest.DocTestParser().get_examples(code)]

    assert "{literalinclude}" in text
    assert any(" breaks " in want for want in said)
    assert any("breaks" not in want and want for want in said)


def test_the_pages_of_the_chapter_follow_one_another():
    order = [line for line in blocks(PAGES["book/index.md"], "{toctree}")[0].split() if not line.startswith(":")]

    for page, following in pairwise(order):
        assert links(CHAPTER[f"book/{page}.md"].split("\nNext: ")[1]) == [f"{following}.md"]


# --- the reference ----------------------------------------------------------------------------------------------------


def test_every_public_name_is_in_the_reference():
    documented = set()
    for page, text in PAGES.items():
        if page.startswith("api/"):
            documented |= public(text)

    assert documented >= {name for name in nablacheck.__all__ if not name.startswith("__")}


def public(text):
    """The names that a page documents as those of `nablacheck` itself."""
    module, found = "", set()
    for directive, name in re.findall(r"^\.\. (currentmodule|auto\w+):: (\S+)$", text, flags=re.MULTILINE):
        if directive == "currentmodule":
            module = name
        elif module == "nablacheck" and "." not in name:
            found.add(name)
    return found


# --- the house --------------------------------------------------------------------------------------------------------

ARCHITECTURE = PAGES["architecture.md"]
QUESTIONS = {text.split("**")[0]: text.split("**")[1] for text in ARCHITECTURE.split("\n\n**")[1:]}


def unanswered(answer):
    """Why an answer on the page of the architecture is none: too many files, or a name that is in none of them."""
    files = links(answer)
    if not 0 < len(files) <= 2:
        return f"{len(files)} files"
    texts = "".join((DOCS / file.replace("\\", "")).read_text(encoding="utf-8") for file in files)
    return next((name for name in re.findall(r"`(\w+)[^`]*`", answer) if not re.search(rf"\b{name}\b", texts)), None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_of_a_stranger_is_answered_in_two_files(question):
    assert unanswered(QUESTIONS[question]) is None


def test_strangers_ask_five_questions():
    assert len([question for question in QUESTIONS if question.endswith("?")]) == 5


def test_an_answer_that_has_moved_is_seen():
    verdict, judges, oracle = (f"[f](../oracle/{file})" for file in ("judging/verdict.py", "judging/judges.py", "__init__.py"))

    assert unanswered(f"{verdict} {judges} {oracle}") == "3 files"
    assert unanswered(f"`judge_trace` in {verdict}") == "judge_trace"
    assert unanswered(f"`judge_` in {judges}") == "judge_"
    assert unanswered(f"`judge_trace` in {judges}") is None


def test_every_room_is_in_the_table():
    rooms = re.findall(r"^\| `oracle/(\w+)/` \| \S", ARCHITECTURE, flags=re.MULTILINE)

    assert sorted(rooms) == sorted(folder.parent.name for folder in (ROOT / "oracle").glob("*/__init__.py"))


WORDS = {
    *(
        "z",
        "a",
        "w, b",
        "cost, C",
        "unit roundoff, u",
        "ULP",
        "enclosure",
        "ball",
        "zonotope",
        "condition number",
        "kink",
        "saturation",
    ),
    *(
        "cotangent",
        "problem",
        "link",
        "entry",
        "family",
        "draw",
        "regime",
        "composed",
        "letter",
        "decided",
        "yardstick",
        "drowned",
    ),
    *("proven digits", "witness", "mistake", "finding", "ledger"),
}


def test_the_glossary_has_a_sentence_for_each_word():
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGES["glossary.md"].replace("|---|---|", ""), flags=re.MULTILINE))
    several = [word for word, means in rows.items() if re.search(r"[.!?]( |$)", means)]

    assert set(rows) >= WORDS
    assert several == []


def test_what_contributors_are_told_to_type_is_there():
    said = [line for block in blocks(CONTRIBUTING, "sh") for line in block.splitlines()]
    files = re.findall(r"(?:python|pytest) ((?:[\w/]+(?:\.py)? ?)+)", CONTRIBUTING)

    assert any('-m "not slow"' in line for line in said)
    assert len(files) >= 6
    assert [file for several in files for file in several.split() if not (ROOT / file).exists()] == []
    assert [link for link in links(CONTRIBUTING) if not (ROOT / link).exists()] == []


# --- the README and the findings --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_readme_is_true():
    failed, attempted = run(README, "README.md")

    assert attempted > 5
    assert failed == 0


def test_the_readme_shows_exactly_two_commands():
    """One runs the main job and one the tests; both through tox, whose environments exist."""
    shown = blocks(README, "sh")
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")

    assert [block.strip() for block in shown] == ["pip install tox && tox -e crosscheck", "pip install tox && tox"]
    assert "[testenv:crosscheck]" in tox
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith(shown[1].strip())


def test_the_links_of_the_readme_lead_somewhere():
    assert len(links(README)) > 3
    assert [link for link in links(README) if not (ROOT / link).exists()] == []


def test_the_picture_of_the_readme_is_what_the_judge_says():
    said = "docs/which-equation.svg is stale: python docs/generators/readme_picture.py"
    assert readme_picture.PICTURE.read_text(encoding="utf-8") == readme_picture.picture(), said


def test_a_picture_of_a_right_backpropagation_has_nothing_wrong_in_it(monkeypatch):
    assert readme_picture.picture().count("wrong, ") == 2
    monkeypatch.setattr(readme_picture, "replace", lambda book, **_: book)

    assert "wrong, " not in readme_picture.picture()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # PyTorch's own
@pytest.mark.parametrize(
    ("framework", "title", "version"), [("torch", "PyTorch", "2.13"), ("jax", "JAX", "0.10"), ("optax", "optax", "0.2.8")]
)
def test_a_finding_shows_itself(framework, title, version, adapter_named):
    adapter_named(framework)
    installed = importlib.import_module(framework).__version__
    if not f"{installed}.".startswith(f"{version}."):
        pytest.skip(f"docs/findings.md speaks of {title} {version}, not of {installed}: install that to see it again")
    section = FINDINGS.split(f"## {title} {version}")[1].split("\n## ")[0]
    failed, attempted = run(section, f"findings of {title}")

    assert attempted >= 4
    assert failed == 0


# --- each of these has seen itself fail -------------------------------------------------------------------------------


def test_a_false_line_is_seen():
    """The planted mistake: an example whose output is another one."""
    failed, _ = run(">>> 1 + 1\n3\n", "planted")

    assert failed == 1


def test_a_broken_link_is_found_and_code_is_not_taken_for_one():
    assert links("[a](gone.md), [b](b.md#part), [c](#here), `[d](code.md)`, [e](https://e.org)") == ["b.md", "gone.md"]


@pytest.mark.parametrize("options", [":pyobject: bp5", ":pyobject: Pass.bp1", ":start-at: def bp5"])
def test_code_that_is_gone_is_missed(options):
    assert absent(ROOT / "reference" / "backprop.py", options) == options.split(": ")[1]


def test_a_name_that_is_documented_elsewhere_does_not_count():
    assert public(".. currentmodule:: nablacheck.reference\n\n.. autofunction:: check\n") == set()


LOADS = (
    '<script src="https://cdn.example.org/MathJax.js"></script>',
    '<link rel="stylesheet" href="//fonts.example.org/css">',
    '<link rel="preconnect" href="https://fonts.example.org">',
    '<img src="http://example.org/badge.svg"/>',
    '<div style="background: url(https://example.org/x.png)"></div>',
    "@import 'https://example.org/x.css';",
    "@font-face { src: url(https://example.org/x.woff2) }",
)
"""What may not stand in the site, which `docs/sphinx_extensions/offline.py` holds every build to."""


@pytest.mark.parametrize("text", LOADS)
def test_a_network_request_is_seen(text, tmp_path):
    (tmp_path / "page.html").write_text(text, encoding="utf-8")

    assert len(requests(text)) >= 1
    assert len(list(of_site(tmp_path))) == 1


def test_what_a_reader_follows_is_no_request():
    assert requests('<a href="https://example.org">a page</a><script src="_static/x.js"></script>') == []
    assert requests('<link rel="next" href="https://example.org"><svg xmlns="http://www.w3.org/2000/svg"></svg>') == []
