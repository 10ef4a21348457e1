"""The collection of benchmarks: right code is right, what is wrong has its name, and each answer can be seen to fail."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import collection
from collected import Answer, Entry, Name, answers, entries, names

EVERY = [entry for half in collection.HALVES for entry in entries(collection.FOLDER / half)]
MENDED_BY = [entry for half in ("first", "second") for entry in entries(collection.FOLDER / half)]
"""The parts by which the catalogue was mended; the others say how it does on code that it has not seen."""
SOME = MENDED_BY[::6]


def test_each_half_has_as_many_right_ones_and_wrong_ones_and_kinds_as_it_should():
    pytest.importorskip("torch", reason="some of the collection compute with PyTorch: pip install torch")
    for half in collection.HALVES:
        found = entries(collection.FOLDER / half)
        assert len(found) >= 40
        assert sum(not entry.wrong for entry in found) >= len(found) // 2
    assert len(EVERY) >= 120
    assert len({entry.ways for entry in EVERY if not entry.wrong}) >= 25
    assert len({kind for entry in EVERY for kind in entry.kinds}) >= 20
    assert {len(entry.wrong) for entry in EVERY} == {0, 1, 2, 3, 4}


@pytest.mark.slow
@pytest.mark.parametrize("entry", SOME, ids=lambda entry: entry.name)
def test_some_of_the_collection_are_answered_as_they_should_be(entry):
    (answer,) = answers([entry])

    assert answer.as_it_should_be, answer.shown
    assert answer.seconds < collection.LONGEST


def answered(file):
    (answer,) = answers([Entry(collection.FOLDER / "first" / file)])
    return answer


def test_a_name_that_is_not_true_is_seen():
    """The answer on a network without σ′ is held against what is true of another file."""
    answer = answered("wrong_layer_without_prime.py")
    other = Answer(Entry(collection.FOLDER / "first" / "wrong_softplus_prime.py"), answer.report, answer.seconds)

    assert answer.as_it_should_be
    assert other.untrue == (Name("(w^{l+1})ᵀ δ^{l+1} was sent back without ⊙ σ′(z^l)", "BP2", frozenset({2, 3})),)
    assert not other.named
    assert "not named" in other.shown


def test_right_code_that_is_called_wrong_is_seen():
    answer = answered("wrong_layer_without_prime.py")
    other = Answer(Entry(collection.FOLDER / "first" / "right_no_biases.py"), answer.report, answer.seconds)
    rows = {what: (much, ok) for what, much, _, ok in collection.Figures("first", [other]).rows()}

    assert not other.verdict
    assert rows["right ones called wrong"] == ("1 of 1", False)
    assert not rows["verdicts"][1]


def test_an_answer_that_takes_too_long_is_seen():
    answer = replace(answered("right_no_biases.py"), seconds=60.0)
    rows = {what: ok for what, _, _, ok in collection.Figures("first", [answer]).rows()}

    assert not rows["seconds, worst"]
    assert "MISSED" in collection.table(collection.Figures("first", [answer]).rows())


def test_the_names_of_an_explanation_are_read_with_their_places():
    text = "only one (BP3 and BP4, layers 2 and 3); σ′ is that of relu; it was applied to a^L (BP1, layer 4); times m = 5"

    assert list(names(text)) == [
        Name("only one", "BP3", frozenset({2, 3})),
        Name("only one", "BP4", frozenset({2, 3})),
        Name("σ′ is that of relu; it was applied to a^L", "BP1", frozenset({4})),
        Name("times m = 5"),
    ]


def test_the_command_asks_in_a_process_of_its_own():
    assert collection.process_seconds(Entry(collection.FOLDER / "first" / "right_no_biases.py")) > 0
    assert Path(sys.executable).exists()
