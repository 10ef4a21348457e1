"""The probe: every installed library keeps its rows of the accuracy table."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.sweeping.prober import DOMAINS, elementary, measured
from nablacheck.reference.arithmetic.accuracy import ACCURACY, LATER, ROWS, accuracy, rows_of
from nablacheck.reference.arithmetic.slopes import ELEMENTARY
from nablacheck.reference.errors import InputError

from generators import accuracy_page as page


@pytest.mark.slow
@pytest.mark.parametrize("function", DOMAINS)
@pytest.mark.parametrize(("library", "dtype"), [(library, dtype) for library in ACCURACY for dtype in ACCURACY[library]])
def test_a_library_keeps_its_row(library, dtype, function, adapter_named):
    if library != "numpy":
        adapter_named(library)
    row = measured(library, dtype, function, elementary(library))

    assert row.kept, f"{function} of {library} in {dtype}: {row.found:.3g}u at {row.at!r}, where {row.allowed}u are allowed"


def test_the_probe_sees_a_library_that_leaves_its_row():
    """The planted mistake: tanh from a quotient of exponentials, whose argument loses a few units."""

    def quotient(function, x, dtype):
        e = np.exp(x.astype(dtype))
        return ((e - 1 / e) / (e + 1 / e)).astype(np.float64)

    assert not measured("numpy", "float32", "tanh", quotient).kept


def test_the_probe_sees_infinity_and_nan():
    assert not measured("numpy", "float64", "exp", lambda function, x, dtype: np.where(x > 79, np.inf, np.exp(x))).kept
    assert not measured("numpy", "float64", "exp", lambda function, x, dtype: np.where(x > 79, np.nan, np.exp(x))).kept


def test_every_row_has_every_function_and_a_source():
    for rows in ACCURACY.values():
        for row in rows.values():
            assert set(row.kappa) == set(DOMAINS) == {*ELEMENTARY, "pow"}
            assert row.source


def test_the_page_has_the_table(monkeypatch):
    """A number that is changed by one is changed where its reader finds it, or seen."""
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "stale: python docs/generators/accuracy_page.py"

    row = ROWS["torch"]["float32"]
    monkeypatch.setitem(ROWS["torch"], "float32", replace(row, kappa={**row.kappa, "exp": row.kappa["exp"] + 1}))

    assert page.PAGE.read_text(encoding="utf-8") != page.page()


def test_nobody_knows_what_computed_it():
    rows = [ACCURACY[library]["float32"].kappa for library in ACCURACY]

    assert accuracy("any", "float32") == {function: max(row[function] for row in rows) for function in DOMAINS}


def test_unknown_rows_are_named():
    with pytest.raises(InputError, match="unknown library 'torhc': did you mean torch"):
        accuracy("torhc", "float32")
    with pytest.raises(InputError, match="unknown dtype of numpy 'bfloat16'"):
        accuracy("numpy", "bfloat16")


@pytest.mark.slow
@pytest.mark.parametrize(("leaves", "code"), [(False, 0), (True, 1)])
def test_the_command_prints_the_table(leaves, code, tmp_path, monkeypatch):
    from nablacheck.oracle.sweeping import prober as probing

    if leaves:
        monkeypatch.setattr(probing, "elementary", lambda library: lambda function, x, dtype, *constants: 0 * x)
    file = tmp_path / "probe.json"
    result = CliRunner().invoke(main, ["probe", "--libraries", "numpy", "--dtype", "float16", "--json", str(file)])
    rows = json.loads(file.read_text(encoding="utf-8"))["rows"]

    assert result.exit_code == code, result.output
    assert "numpy float16: computed in float32 and rounded once more" in result.output
    assert [row["function"] for row in rows] == list(DOMAINS)
    assert any("leaves its row" in line for line in result.output.splitlines()) == leaves


# --- releases ---------------------------------------------------------------------------------------------------------


def test_a_release_has_the_rows_that_were_measured_since():
    of = {release: rows_of("jax", release)["float64"].kappa for release in ("0.4.30", "0.10.2", "0.11.2", "0.12.0.1", None)}

    assert of["0.4.30"] == of["0.10.2"] == of["0.11.2"] == ROWS["jax"]["float64"].kappa
    assert of["0.12.0.1"]["expm1"] < of["0.11.2"]["expm1"]
    assert of["0.11.2"]["atan"] < of["0.12.0.1"]["atan"]
    assert of[None] == of["0.12.0.1"]


def test_what_changed_says_where_from_and_changes_something():
    for library, since in ((library, since) for library, changed in LATER.items() for since in changed):
        assert since.source
        for dtype, kappa in since.kappa.items():
            assert all(ROWS[library][dtype].kappa[function] != value for function, value in kappa.items())
