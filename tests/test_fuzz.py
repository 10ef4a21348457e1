"""A sample of the fuzzers with a fixed seed, and that each of their rules sees its fault."""

import json

import numpy as np
import pytest

from fuzz import fuzzed, tried
from fuzzing import odd_files, stopped
from fuzzing.outcomes import ANY_VERDICT, PROVEN, REFUSED, Case, Outcome, faults

SAMPLES = [("judge", 60, 5), ("check", 10, 1), ("with", 2, 8), ("signals", 1, 16)]


@pytest.mark.slow
@pytest.mark.parametrize(("what", "count", "seed"), SAMPLES)
def test_a_sample_is_answered_as_it_should(what, count, seed):
    assert [(number, kind, wrong) for number, kind, wrong in fuzzed(what, count, seed) if wrong] == []


def test_the_same_seed_makes_the_same_input(tmp_path):
    cases = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        case, _ = tried("judge", 7, 0, tmp_path / name)
        cases.append((case.kind, [argument.replace(name, "") for argument in case.arguments]))

    assert cases[0] == cases[1]


def refusal(text):
    return Outcome(2, "", f"Error: {text}\n")


PLANTED = {
    "a traceback": (Outcome(1, "", "", "KeyError: 3"), PROVEN, "traceback: KeyError: 3"),
    "another code": (Outcome(0, "right\n", ""), PROVEN, "exit 0, where 1 is right: right"),
    "no message": (refusal(""), REFUSED, "message: there is none"),
    "half a sentence": (refusal("it is"), REFUSED, "message: it ends in 'it is'"),
    "two lines": (refusal("a\nb."), REFUSED, "message: several lines: 'a\\nb.'"),
    "an error number": (refusal("[Errno 2] No such file."), REFUSED, "message: Python's own '[Errno'"),
    "an object": (refusal("got <class 'int'>."), REFUSED, "message: Python's own '<class'"),
    "a long one": (refusal("a" * 5000 + "."), REFUSED, "message: 5001 letters"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_seen(name):
    outcome, allowed, says = PLANTED[name]
    (fault,) = faults(Case("planted", ["judge"], allowed), outcome)

    assert fault.startswith(says)


def test_no_json_is_seen():
    (fault,) = faults(Case("planted", ["judge", "--json", "-"], ANY_VERDICT), Outcome(0, "right", ""))

    assert fault.startswith("--json: ")


def test_a_sentence_is_no_fault():
    assert faults(Case("planted", ["judge"], REFUSED), refusal("x is 3; give a text.")) == []


def test_a_wrong_gradient_is_wrong_and_a_right_one_is_not():
    """The truth of the fuzzer: what it calls perturbed differs from the gradient of the reference by more than rounding."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        entries = odd_files.right(rng)
        before = {key: np.array(array) for key, array in entries.items()}

        assert odd_files.perturbed(rng, entries) == PROVEN
        assert any(not np.array_equal(before[key], entries[key]) for key in odd_files.letter(entries, "nabla_w")) or any(
            not np.array_equal(before[key], entries[key]) for key in odd_files.letter(entries, "nabla_b")
        )


def test_what_a_stopped_command_leaves_is_seen(tmp_path):
    (tmp_path / "temporary").mkdir()
    (tmp_path / "temporary" / "left").mkdir()
    (tmp_path / "out.json").write_text(json.dumps({"complete": True}), encoding="utf-8")
    found = list(stopped._wrong(stopped.Stop("grade", 2, 0.0), tmp_path, 1, "Traceback"))

    assert [fault.partition(":")[0].partition(",")[0] for fault in found] == [
        "exit 1",
        "traceback",
        "left in the folder for temporary files",
        "complete is True with exit 1",
    ]
