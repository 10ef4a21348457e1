"""The command: exit 0 when nothing is unexplained, 1 on a disagreement, 2 on wrong use, with one sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from nablacheck import __version__
from nablacheck.adapters import finite_differences, load
from nablacheck.oracle.commands import cli
from nablacheck.oracle.commands import run as command
from nablacheck.oracle.generating import digits
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import MissingFramework

from helpers.planted import halved

QUICK = ["run", "--problems", "2", "--draws", "2", "--data", "none", "--adapters", "finite-differences"]


def invoke(*args):
    return CliRunner().invoke(cli.main, args, prog_name="nablacheck")


def test_a_run_prints_the_table_and_exits_0():
    result = invoke(*QUICK, "--seed", "3")

    assert result.exit_code == 0, result.output
    assert "finite-differences float64" in result.output
    assert "left out: finite-differences in float32, in which it does not compute." in result.output
    assert f"versions: nablacheck {__version__}, python " in result.output
    assert max(map(len, result.output.splitlines())) <= 80
    assert "(46) central, certified" in result.output
    assert "seed 3:" in result.output
    assert result.output.rstrip().endswith("Nothing unexplained.")


def test_the_json_holds_what_the_table_shows(tmp_path):
    file = tmp_path / "run.json"
    result = invoke(*QUICK, "--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert (record["seed"], record["problems"], record["draws"], record["findings"]) == (0, 2, 2, [])
    assert {row["equation"] for row in record["rows"]} >= {"(46) forward", "(46) central"}
    assert sum(record["regimes"].values()) == 4


def test_the_same_seed_gives_the_same_record(tmp_path):
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        invoke(*QUICK, "--json", str(file))

    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.slow
def test_the_count_of_processes_changes_nothing(tmp_path):
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    results = [invoke(*QUICK, "--json", str(file), "-j", str(n)) for n, file in enumerate(files, start=1)]

    assert [result.exit_code for result in results] == [0, 0], results[1].output
    assert results[0].stdout == results[1].stdout
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.slow
def test_an_adapter_that_ends_its_process_is_a_finding_with_what_to_type(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from posix import _exit\nfrom nablacheck import Adapter\n"
        "mine = Adapter('mine', 'numpy', gradient=lambda problem: _exit(7))\n",
        encoding="utf-8",
    )
    quick = ["--problems", "1", "--draws", "1", "--data", "none", "--dtype", "float64"]
    script = [sys.executable, "-m", "nablacheck", "run", *quick, "--adapters", "mine", "--with", str(file), "-j", "2"]
    result = subprocess.run(script, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert result.returncode == 1, result.stderr
    assert "mine ended its process with exit code 7" in result.stdout
    again = f"nablacheck run --seed 0 {' '.join(quick[:-2])} --adapters mine --dtype float64 --with {file}"
    assert f"see it again: {again}\n" in result.stdout
    assert result.stdout.endswith("1 problem with a disagreement that nothing explains.\n")


def wrong_adapter(name):
    """The reference under another name, with half of what BP2 says."""
    broken = lambda problem: backprop(problem, halved("bp2"))
    return finite_differences.Adapter(name, "numpy", gradient=broken, trace=broken)


def test_what_is_wrong_in_several_places_of_a_problem_is_one_problem(tmp_path):
    """Each draw by itself and ∇b end to end, of both problems; and a promise that is broken in layers is one, however deep."""
    file = tmp_path / "mine.py"
    file.write_text(
        "from dataclasses import replace\nimport numpy as np\nfrom nablacheck import Adapter, backprop\n"
        "def doubled(problem):\n    t = backprop(problem)\n    with np.errstate(over='ignore'):\n"
        "        return replace(t, nabla_b={l: (2 * b).astype(np.float32) for l, b in t.nabla_b.items()})\n"
        "mine = Adapter('mine', 'numpy', gradient=doubled)\n",
        encoding="utf-8",
    )
    given = ["--problems", "2", "--draws", "2", "--data", "none", "--dtype", "float64", "--minimise", "0"]
    result = invoke("run", *given, "--adapters", "mine", "--with", file, "--findings", tmp_path)

    assert result.exit_code == 1, result.output
    assert result.output.endswith("2 problems with a disagreement that nothing explains.\n")
    assert "mine returned nabla_b as float32 for a problem in float64" in result.output
    assert "mine breaks BP3 at layer" in result.output


@pytest.mark.slow
def test_a_disagreement_exits_1_and_is_explained(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "load", wrong_adapter)
    file = tmp_path / "run.json"
    told = ["--json", str(file), "--findings", str(tmp_path)]
    result = invoke("run", "--problems", "20", "--data", "none", "--adapters", "torch", "--dtype", "float64", *told)
    record = json.loads(file.read_text(encoding="utf-8"))
    findings, reduced = record["findings"], record["reduced"]

    assert result.exit_code == 1, result.output
    assert "torch breaks BP2 at layer" in result.output
    assert "see it again: nablacheck run --seed 0 --problems 1 --draws 8 --data none --adapters torch" in result.output
    assert len(findings) > len(reduced) >= 1
    assert sum(one["count"] for one in reduced) == 17
    assert all(Path(finding["file"]).exists() for finding in findings)
    assert f"try it alone: nablacheck replay {reduced[0]['file']}" in result.output
    assert {"equation": "BP2", "layer": 2} in [equation for finding in findings for equation in finding["equations"]]


def test_nothing_decided_exits_1(monkeypatch):
    monkeypatch.setattr("nablacheck.oracle.campaign.jobs.crosscheck", lambda *args, **kwargs: None)
    result = invoke(*QUICK)

    assert result.exit_code == 1
    assert "Nothing was decided, which is no pass." in " ".join(result.output.split())


def test_what_leaves_nothing_is_said_as_it_was_typed():
    typed = invoke("run", "--problems", "0", "--data", "none")
    of_all = invoke("run", "--problems", "0", "--data", "none", "--adapters", "all")

    assert (typed.exit_code, of_all.exit_code) == (2, 2)
    assert " ".join(typed.stderr.split()) == "Error: --problems 0 --data none leaves nothing to check."
    assert " ".join(of_all.stderr.split()) == "Error: --problems 0 --adapters all --data none leaves nothing to check."


WRONG = {
    ("--adapters", "trch"): "unknown adapter 'trch': did you mean torch or torch-jvp or torch-hvp?",
    (
        "--adapters",
        "",
    ): "--adapters is ''; give names with one comma between them, or all.",
    ("--dtype", "int32"): "unknown dtype 'int32': did you mean float32?",
    ("--dtype", "float32"): "--problems 2 --adapters finite-differences --dtype float32 --data none leaves nothing to check.",
    (
        "--problems",
        "0",
    ): "Error: --problems 0 --adapters finite-differences --data none leaves nothing to check.",
    ("--problems", "-1"): "-1 is not in the range x>=0.",
    ("--seed", "-1"): "-1 is not in the range x>=0.",
    ("--data", "digit"): "there is no file digit",
    ("--json", "no/such/folder/run.json"): "does not exist; give a file in one that does.",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_use_exits_2_with_one_sentence(options):
    result = invoke(*QUICK, *options)

    assert result.exit_code == 2
    assert WRONG[options] in " ".join(result.output.split())
    assert "Traceback" not in result.output


def missing(name):
    if name == "jax":
        raise MissingFramework("adapter 'jax' needs jax, which is not installed: pip install 'nablacheck[jax]'")
    return load("finite-differences")


def test_a_missing_framework_is_skipped_with_what_to_type(monkeypatch):
    monkeypatch.setattr(command, "load", missing)
    result = invoke("run", "--problems", "1", "--draws", "1", "--data", "none")

    assert result.exit_code == 0, result.output
    assert "skipped: adapter 'jax' needs jax, which is not installed: pip install 'nablacheck[jax]'" in " ".join(
        result.output.split()
    )


def test_a_missing_framework_that_was_asked_for_exits_2(monkeypatch):
    monkeypatch.setattr(command, "load", missing)
    result = invoke("run", "--problems", "1", "--adapters", "jax,torch")

    assert result.exit_code == 2
    assert "pip install 'nablacheck[jax]'" in result.output


def test_missing_digits_are_skipped_unless_they_were_asked_for(monkeypatch):
    monkeypatch.setattr(digits, "available", lambda: False)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    quick = [option for option in QUICK if option not in ("--data", "none")]
    skipped, asked = invoke(*quick), invoke(*quick, "--data", "digits")

    assert skipped.exit_code == 0
    assert "skipped: digits: scikit-learn is not installed" in skipped.output
    assert asked.exit_code == 2
    assert "the digits need scikit-learn, which is not installed" in asked.output


def test_the_module_runs_like_the_command():
    result = subprocess.run([sys.executable, "-m", "nablacheck", "--version"], capture_output=True, text=True, check=True)

    assert result.stdout.startswith("nablacheck, version 0.")


ENDS = "import os\nfrom nablacheck import Adapter\nends = Adapter('ends', 'numpy', gradient=lambda problem: os._exit(0))\n"


def test_an_adapter_that_leaves_with_0_is_a_finding_and_not_a_clean_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ends.py").write_text(ENDS, encoding="utf-8")
    result = CliRunner().invoke(
        cli.main, ["run", "--with", "ends.py", "--adapters", "ends", "--problems", "1", "--draws", "1", "--data", "none"]
    )

    assert result.exit_code == 1
    assert "ends called exit(0); it must return" in result.output


def test_a_folder_of_findings_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    options = [
        "--adapters",
        "finite-differences",
        "--problems",
        "1",
        "--data",
        "none",
        "--findings",
        str(tmp_path / "file" / "x"),
    ]
    result = CliRunner().invoke(cli.main, ["run", *options])

    assert result.exit_code == 2
    assert "cannot be made" in result.output
