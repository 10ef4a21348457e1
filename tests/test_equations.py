"""Every equation of the chapter has a place in the code and a test, and the page that says so is as it should be."""

import pytest

from generators import equations_page as equations


@pytest.fixture(scope="module")
def found():
    """The places in the code, and those in the tests."""
    return equations.homes(), equations.tests()


def test_every_equation_is_computed_and_held(found):
    assert equations.gaps(*found) == []


def test_the_page_is_what_the_markers_say(found):
    page = equations.PAGE.read_text(encoding="utf-8")

    assert page == equations.page(*found), "docs/equations.md is stale: python docs/generators/equations_page.py"


@pytest.mark.slow
def test_the_command_writes_the_page_and_says_what_is_missing(found, tmp_path, monkeypatch):
    written = tmp_path / "equations.md"
    monkeypatch.setattr(equations, "PAGE", written)
    equations.main()
    assert written.read_text(encoding="utf-8") == equations.page(*found)

    monkeypatch.setattr(equations, "STATEMENTS", {"(99)": "nothing"})
    with pytest.raises(SystemExit, match=r"^\(99\) is computed nowhere: .*\n\(99\) is held by no test: "):
        equations.main()


def test_no_number_of_the_chapter_is_left_out():
    numbered = {f"({n})" for n in (23, *range(25, 33), *range(36, 54))} | {f"BP{n}" for n in (1, 2, 3, 4)}

    assert set(equations.STATEMENTS) == numbered | {"assumption 1", "assumption 2"}


@pytest.mark.parametrize("number", equations.STATEMENTS)
def test_an_equation_that_lost_its_places_or_its_tests_is_seen(found, number):
    """The planted mistakes: no docstring with the number, no marker with it."""
    homes, tests = found
    fewer_homes, fewer_tests = ({n: places for n, places in part.items() if n != number} for part in found)

    assert equations.gaps(fewer_homes, tests) == [f"{number} is computed nowhere: no docstring has it"]
    assert equations.gaps(homes, fewer_tests) == [f"{number} is held by no test: none carries its marker"]
    assert equations.page(homes, fewer_tests) != equations.page(homes, tests)


SOURCE = '''
"""A module speaks of (36)–(45), which is not a place."""
entry = Cost("entry")  # beside the entry: (26) is not seen
quadratic = Cost(
    "quadratic",  # (27)
)
class Pass:
    """Of (29)."""
    def cost(self):
        """As in (38)–(40), and BP1."""
'''
TEST = """
@pytest.mark.equation("(30)", "(41)–(43)", "assumption 1")
@pytest.mark.parametrize("x", [1])
def test_this(x): ...

def test_of_nothing(): ...
"""


def test_numbers_are_found_where_they_stand():
    code = equations.places({"reference/a.py": SOURCE}, equations.computed)
    tests = equations.places({"tests/test_a.py": TEST}, equations.held)

    assert {number: [place.name for place in found] for number, found in code.items()} == {
        "(27)": ["quadratic"],
        "(29)": ["Pass"],
        **{number: ["Pass.cost"] for number in ("(38)", "(39)", "(40)", "BP1")},
    }
    assert set(tests) == {"(30)", "(41)", "(42)", "(43)", "assumption 1"}
    assert tests["(30)"] == [("tests/test_a.py", "test_this")]


def test_a_marker_that_is_no_equation_is_seen(found):
    homes, tests = found
    stray = equations.places({"tests/test_a.py": TEST.replace("(30)", "(99)")}, equations.held)

    assert equations.gaps(homes, {**tests, **stray}) == ["(99), a marker of test_this, is no equation"]
