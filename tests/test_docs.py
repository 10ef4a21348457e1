"""What the documentation shows is run."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FINDINGS = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")


def run(text, name):
    """Runs the >>> lines of a text; returns how many failed and how many there were."""
    examples = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    return runner.run(examples, clear_globs=False)


def test_the_readme_is_true():
    failed, attempted = run(README, "README.md")

    assert attempted > 5
    assert failed == 0


def test_the_readme_shows_exactly_two_commands():
    """One runs the main job and one the tests; both through tox, whose environments exist."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")

    assert [block.strip() for block in blocks] == ["pip install tox && tox -e crosscheck", "pip install tox && tox"]
    assert "[testenv:crosscheck]" in tox
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith(blocks[1].strip())


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_the_links_of_the_readme_lead_somewhere(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize(("framework", "title", "version"), [("torch", "PyTorch", "2.13"), ("jax", "JAX", "0.10")])
def test_a_finding_shows_itself(framework, title, version, adapter_named):
    adapter_named(framework)
    installed = importlib.import_module(framework).__version__
    if not installed.startswith(f"{version}."):
        pytest.skip(f"docs/findings.md speaks of {title} {version}, not of {installed}: install that to see it again")
    section = FINDINGS.split(f"## {title} {version}")[1].split("\n## ")[0]
    failed, attempted = run(section, f"findings of {title}")

    assert attempted >= 4
    assert failed == 0


def test_a_false_line_is_seen():
    """The planted mistake: an example whose output is another one."""
    failed, _ = run(">>> 1 + 1\n3\n", "planted")

    assert failed == 1
