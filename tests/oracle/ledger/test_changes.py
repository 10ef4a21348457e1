"""What a release changed: gone, new, moved; an old formula excuses nothing on a release that it was not measured in."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters.derivative_rules import ANEW, AT_BOUND, RULES, answered, pullbacks
from nablacheck.adapters.kinks_by_release import KINKS_OF, Ways, of_release
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.ledger.changes import ERROR_OF, Change, between, changes, release_of
from nablacheck.oracle.report.change_lines import change_lines, summary
from nablacheck.oracle.sweeping import recorder
from nablacheck.oracle.sweeping.kinks_taken import kinks_taken
from nablacheck.oracle.sweeping.recorder import AskedRelease, packages, since_recorded, written
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.reference import ACTIVATIONS, releases
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.errors import InputError
from nablacheck.reference.releases import FOLDER, recorded


def first(function, library, derivative=True, finite=True):
    return next(
        d
        for d in LEDGER
        if (d.function, d.library, d.derivative, d.not_finite) == (function, library, derivative, not finite) and d.everywhere
    )


ELU = first("elu", "jax")


@pytest.fixture
def installed(monkeypatch):
    """`installed(package="1.0")` makes these the installed releases."""

    def as_if(**numbers):
        before = releases.installed
        monkeypatch.setattr(releases, "installed", lambda package: numbers.get(package) or before(package))

    return as_if


# --- the record of ours -----------------------------------------------------------------------------------------------


def test_every_question_is_still_asked_and_every_rule_and_defect_was():
    for package in packages():
        record = recorded(package)
        shown = {defect.shown.lines for defect in LEDGER if defect.comes_with == package}
        rules = {rule.lines for rule in RULES.get(package, ())}
        for release in record.order():
            lines = {question for question in record.asked(release) if "\n" in question}

            assert lines <= shown | rules, "lines that nothing asks any more"
            assert rules <= lines
            assert {d.shown.lines for d in LEDGER if d.comes_with == package and not d.needs} <= lines


def test_the_changes_of_torch_2_14_are_found():
    found = {(change.kind, change.says): (change.before, change.after) for change in between("torch", "2.13.0", "2.14.1")}

    assert found["kink", "hinge-embedding"] == found["kink", "cosine-embedding"] == ("1.0", "0.0")
    assert found["rule", AT_BOUND] == ("1.0", "0.0")
    assert found["rule", "fmax(x, y)′ by x at x = y"] == ("1.0", "0.5")
    assert [says.partition(":")[0] for kind, says in found if kind == "gone"] == ["torch-compile"] * 4
    assert "new" not in {kind for kind, _ in found}


def test_the_changes_of_jax_0_12_are_found():
    found = {(change.kind, change.says): (change.before, change.after) for change in between("jax", "0.10.2", "0.12.0.1")}
    gone = [says for kind, says in found if kind == "gone"]

    assert [says.split(":")[1] for says in gone] == [" elu′", " selu′", " celu′", " tanh′"]
    assert found["rule", "hypot(x, 0)′ at 0"] == ("0.5", "nan")
    assert found["accuracy", "expm1 in float64"] == ("4u", "2u")
    assert found["accuracy", "atan in float64"] == ("1u", "4u")


def test_a_mended_defect_stays_with_the_release_that_mended_it():
    assert ELU.mended == "0.12.0"
    assert ELU.versions == "0.4.30 to 0.11.2, mended in 0.12.0"
    assert replace(ELU, shown=replace(ELU.shown, lines="print(1)")).versions == "(no recorded release)"


# --- a release that no record names -----------------------------------------------------------------------------------


def test_an_old_formula_excuses_nothing_on_a_release_that_it_was_not_measured_in(installed):
    entry = ACTIVATIONS["elu"]
    for number, excuses in (("0.10.2", True), ("0.12.0.1", False), ("0.99.0", False), ("0.10.99", False)):
        installed(jax=number)
        assert ELU.present == excuses
        assert ELU.is_of(entry, ("jax",), "float32") == excuses


def test_the_formula_of_a_defect_is_differentiated_by_the_rules_of_the_release(installed):
    z, ones = np.array([[-20.0]], "float32"), np.ones((1, 1), "float32")
    primes = []
    for number in ("0.10.2", "0.12.0.1"):
        installed(jax=number)
        formula = ELU.formula(ACTIVATIONS["elu"])
        primes.append(formula.vjp(z, formula.value(z, FLOAT), ones, FLOAT)[0, 0])

    assert primes[0] == 0 != primes[1]


@pytest.mark.slow
def test_a_planted_return_of_the_elu_of_jax_0_10_is_red_on_0_12(installed, adapter_named):
    """The planted mistake: the derivative as expm1 + 1, which the ledger excuses in 0.10."""
    jax = adapter_named("jax")

    def old(entry, z, cotangent, dtype, strided):
        a = np.where(z > 0, z, np.expm1(np.minimum(z, 0)).astype(dtype))
        return a, cotangent * np.where(z > 0, 1, a + 1)

    planted = replace(jax, functions=replace(jax.functions, activation=old))
    for number, red in (("0.10.2", False), ("0.12.0.1", True)):
        installed(jax=number)
        _, prime = sweep(ACTIVATIONS["elu"], planted, "float32")

        assert prime.comparison.unexplained.any() == red
        assert (ELU in prime.shows) != red


def test_rules_and_kinks_are_those_of_the_release_or_of_the_one_before(installed):
    for number, clamps in (("2.13.0", 1.0), ("2.14.1", 0.0), ("2.13.9", 1.0), ("9.0", 0.0)):
        installed(torch=number)
        table = of_release("torch", {"hinge-embedding": Ways((1.0, 0.0)), "relu": {0.0: 0.0}})

        assert answered("torch", AT_BOUND, 0.5) == clamps
        assert table == {"hinge-embedding": clamps, "relu": {0.0: 0.0}}
    for number, by_exp in (("0.10.2", False), ("0.12.0.1", True)):
        installed(jax=number)
        assert pullbacks("jax").takes_exp_for_expm1 == by_exp
        assert (pullbacks("jax").abs, pullbacks("jax").masks_by_multiplying) == (1, True)
    for number, anew in (("0.4.30", 1), ("0.4.99", 1), ("0.5.3", 0), ("0.12.0.1", 0)):
        installed(jax=number)
        assert answered("jax", ANEW, otherwise=0) == anew


def test_a_rule_that_nobody_was_asked_is_the_smooth_one(monkeypatch):
    monkeypatch.setattr(releases, "recorded", releases.Record)

    assert pullbacks("torch") == pullbacks("jax") == releases_smooth()


def releases_smooth():
    from nablacheck.reference.pullbacks import SMOOTH

    return SMOOTH


def test_what_a_release_answers_at_kinks_holds_where_the_table_has_another_way(monkeypatch, installed):
    """A kink that moved: the answer of the record, member by member, and of members that were not asked the newest way."""
    from nablacheck.adapters import kinks_by_release

    record = releases.Record("torch")
    moved = {
        KINKS_OF + "leaky_relu": json.dumps({"slope=0.25": "0.0: 1.0"}),
        KINKS_OF + "relu": json.dumps({"": "0.0: 0.5"}),
        KINKS_OF + "l1": json.dumps({"mean=0.0": "0.0"}),
    }
    record.add("9.0", {}, moved)
    monkeypatch.setattr(kinks_by_release, "recorded", lambda package: record)
    installed(torch="9.0")
    table = of_release("torch", {"leaky_relu": lambda slope: {0.0: slope}, "relu": {0.0: 0.0}, "l1": 0.5, "elu": {0.0: 2.0}})

    assert table["leaky_relu"](slope=0.25) == {0.0: 1.0}
    assert table["leaky_relu"](slope=0.75) == {0.0: 0.75}
    assert table["relu"]() == {0.0: 0.5}
    assert table["l1"] == 0.0
    assert table["elu"] == {0.0: 2.0}


def test_kinks_are_measured(adapter_named):
    torch = adapter_named("torch")
    found = dict(kinks_taken(torch))

    assert json.loads(found[KINKS_OF + "relu6"]) == {"": "0.0: 0.0; 6.0: 0.0"}
    assert set(json.loads(found[KINKS_OF + "l1"]).values()) == {"0.5"}
    assert KINKS_OF + "sigmoid" not in found

    def another(entry, a, y, dtype):
        value, _ = torch.functions.cost(entry, a, y, dtype)
        return value, np.where(a > y, 1.0, -1.0)

    planted = replace(torch, functions=replace(torch.functions, cost=another, sweeps=lambda entry: entry.family == "l1"))
    assert json.loads(dict(kinks_taken(planted))[KINKS_OF + "l1"])["mean=0.0"] == "0.0"


# --- what is said of it -----------------------------------------------------------------------------------------------


def answers(*pairs):
    return dict(pairs)


def test_changes_by_kind():
    """The planted changes: one of every kind."""
    rule, celu = RULES["jax"][0], first("celu", "jax")
    before = answers(
        (ELU.shown.lines, "0.0"),
        (celu.shown.lines, "2.06115369216775e-09"),
        (rule.lines, "1.0"),
        (ERROR_OF + "exp in float64", "2u"),
    ) | {KINKS_OF + "elu": json.dumps({"alpha=0.5": "0.0: 0.5", "alpha=2.0": "0.0: 2.0"}), "unheard": "1"}
    after = answers(
        (ELU.shown.lines, "2.06115369216775e-09"),
        (celu.shown.lines, "0.0"),
        (rule.lines, "0.0"),
        (ERROR_OF + "exp in float64", "3u"),
    ) | {KINKS_OF + "elu": json.dumps({"alpha=0.5": "0.0: 1.0", "alpha=2.0": "0.0: 2.0"}), "new question": "2"}
    found = list(changes("jax", before, after))

    assert [change.kind for change in found] == ["gone", "new", "rule", "accuracy", "kink"]
    assert found[-1] == Change("kink", "elu(alpha=0.5)", "0.0: 0.5", "0.0: 1.0")
    assert summary(found) == "1 defect is gone, 1 is new, 1 kink moved, 1 rule moved"
    assert summary(found, new=2) == "1 defect is gone, 3 are new, 1 kink moved, 1 rule moved"
    assert summary([]) == "nothing changed"
    assert summary(found[3:4]) == "no defect is gone or new, no kink and no rule moved"
    assert next(change_lines(found)).startswith("gone: jax: elu′: the derivative is rebuilt from the value")
    assert list(changes("jax", before, before)) == []


def test_another_number_of_the_same_defect_is_said_and_one_of_none_is_gone():
    standardize = first("standardize", "jax", derivative=False)
    gelu_tanh = first("gelu_tanh", "jax")
    for defect, text, kind in (
        (standardize, "nan", "other numbers"),
        (gelu_tanh, "-1.5463619879596227e-06", "other numbers"),
        (gelu_tanh, "0.25", "gone"),
        (gelu_tanh, "ValueError: no", "gone"),
    ):
        found = list(changes("jax", {defect.shown.lines: defect.shown.returns}, {defect.shown.lines: text}))
        assert [change.kind for change in found] == [kind], text


def test_what_differs_from_machine_to_machine_is_no_change():
    varying, compiled = next(d for d in LEDGER if d.varies), next(d for d in LEDGER if d.needs)

    assert list(changes("torch", {varying.shown.lines: "False"}, {varying.shown.lines: "True"})) == []
    assert compiled.says_nothing("RuntimeError: no compiler")
    assert not compiled.says_nothing(compiled.shown.returns)
    assert not varying.says_nothing("RuntimeError: no compiler")


def test_a_release_is_found_by_its_first_numbers():
    record = recorded("torch")

    assert release_of(record, "2.13") == release_of(record, "2.13.0") == "2.13.0"
    assert release_of(record, "2") == record.order()[-1]
    with pytest.raises(InputError, match=r"unknown release of torch '2.1': did you mean"):
        release_of(record, "2.1")


def invoke(*args):
    return CliRunner().invoke(main, ["ledger", *args])


def test_the_command_prints_what_changed():
    result = invoke("--changes", "torch==2.13", "torch==2.14.1")

    assert result.exit_code == 0
    assert "taken at the kinks: hinge-embedding: 1.0 → 0.0\n" in result.output
    assert result.output.endswith("torch 2.13 to 2.14.1: 4 defects are gone, 2 kinks moved, 4 rules moved.\n")
    record = json.loads(invoke("--changes", "torch==2.13", "torch==2.14.1", "--json", "-").output)
    assert {"kind": "kink", "says": "hinge-embedding", "before": "1.0", "after": "0.0"} in record["changes"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--changes", "torch", "torch==2.13"), "--changes torch: give a package and a release, as torch==2.13.0."),
        (("--changes", "torch==2.13", "jax==0.10"), "these are two packages; give two releases of one."),
        (("--changes", "torhc==2.13", "torch==2.13"), "unknown package in --changes 'torhc': did you mean torch?"),
        (("--changes", "torch==2.13", "torch==7"), "unknown release of torch '7': known are 2.13.0"),
        (("--record", "--reproduce"), "three questions: ask one at a time."),
    ],
)
def test_wrong_use_is_said_in_a_sentence(given, says):
    result = invoke(*given)

    assert result.exit_code == 2
    assert says in " ".join(result.output.split())


def unheard(release, base="2.14.1", **other):
    """What a release answers that is as torch 2.14.1, but for some of it."""
    return AskedRelease("torch", release, {}, recorded("torch").asked(base) | other)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("release", "where"), [("9.0", "is newer than what is recorded (2.14.1)"), ("2.13.7", "is not recorded")]
)
def test_of_a_release_that_is_not_recorded_everything_is_measured(release, where, installed, monkeypatch, adapter_named):
    from nablacheck.oracle.commands import ledger as command

    adapter_named("torch")
    installed(torch=release)
    hardsigmoid = first("hardsigmoid", "torch")
    mended = {hardsigmoid.shown.lines: "0.1666666666666", KINKS_OF + "l1": json.dumps({"mean=0.0": "0.0", "mean=1.0": "0.0"})}
    monkeypatch.setattr(command, "unrecorded", lambda: ["torch"])
    monkeypatch.setattr(command, "asked", lambda package: unheard(release, "2.13.0" if release < "3" else "2.14.1", **mended))
    monkeypatch.setattr(command, "new_with", lambda answer: ["torch: relu in float32 is wrong at 1."])
    result = invoke("--reproduce", "--json", "-")
    lines = " ".join(result.stderr.split())

    assert result.exit_code == 1
    assert f"torch {release} {where}" in lines
    assert "1 defect is gone, 1 is new, 1 kink moved; `nablacheck ledger --record` writes them." in lines
    assert "torch: relu in float32 is wrong at 1." in lines
    assert json.loads(result.stdout)["unrecorded"][0]["new"] == ["torch: relu in float32 is wrong at 1."]


def test_a_release_that_changed_nothing_exits_with_0(installed, monkeypatch, adapter_named):
    from nablacheck.oracle.commands import ledger as command

    adapter_named("torch")
    installed(torch="9.0")
    monkeypatch.setattr(command, "reproduced", lambda defects: [(defect, defect.shown.returns) for defect in defects])
    monkeypatch.setattr(command, "unrecorded", lambda: ["torch"])
    monkeypatch.setattr(command, "asked", lambda package: unheard("9.0"))
    monkeypatch.setattr(command, "new_with", lambda answer: [])
    result = invoke("--reproduce")

    assert result.exit_code == 0
    assert (
        "torch 9.0 is newer than what is recorded (2.14.1): nothing changed; `nablacheck ledger --record` writes it."
        in result.output
    )


def test_a_record_is_written_to_a_folder_of_ones_own(installed, monkeypatch, tmp_path):
    from nablacheck.oracle.commands import ledger as command

    installed(torch="9.0")
    monkeypatch.setattr(command, "packages", lambda: ("torch",))
    monkeypatch.setattr(command, "installed", lambda package: "9.0")
    monkeypatch.setattr(command, "asked", lambda package: unheard("9.0"))
    monkeypatch.setenv("NABLACHECK_RECORDS", str(tmp_path / "new"))
    result = invoke("--record")

    assert result.exit_code == 0
    assert f"nothing changed since 2.14.1; written to {tmp_path}" in " ".join(result.output.split())
    assert releases.read(tmp_path / "new", "torch").order() == ["9.0"]
    assert "9.0" not in releases.read(FOLDER, "torch").releases
    recorded.cache_clear()
    try:
        assert first("hardsigmoid", "torch").shown.lines in recorded("torch").asked("9.0")
    finally:
        recorded.cache_clear()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(InputError, match=r"torch.json cannot be written .*: set NABLACHECK_RECORDS to a folder of yours"):
        written(unheard("9.0"), tmp_path / "file")


def test_what_was_never_recorded_has_no_changes(monkeypatch):
    monkeypatch.setattr(recorder, "recorded", releases.Record)

    assert since_recorded(unheard("9.0")) == ("", [])


def test_the_sweep_says_that_nothing_is_excused(monkeypatch, installed, adapter_named):
    adapter_named("torch")
    installed(torch="9.0")
    result = CliRunner().invoke(
        main, ["sweep", "--activations", "hardsigmoid", "--costs", "none", "--adapters", "torch", "--dtype", "float64"]
    )

    assert result.exit_code == 1
    assert "torch 9.0 is not recorded, so no known defect of torch excuses anything" in " ".join(result.output.split())
    assert "hardsigmoid′ in float64 is wrong" in result.output


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_has_the_changes(monkeypatch):
    """What changed under your feet; the planted mistake: a record with another answer."""
    page = importlib.import_module("generators.changes_page")
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "run python docs/generators/changes_page.py"

    monkeypatch.setattr(page, "between", lambda package, one, other: [])
    assert page.PAGE.read_text(encoding="utf-8") != page.page()
