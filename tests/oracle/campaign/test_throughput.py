"""How many problems a minute: what is measured, and what is said of it."""

import json

import pytest
from click.testing import CliRunner

from nablacheck.oracle.campaign.throughput import Throughput
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.report.campaign_tables import throughput_sentence

FOUND = Throughput(("torch",), ("float32", "float64"), 2, 200, 20_000, 60.0, ("torch", "jax"), 10, 30.0, 500.0, 100.0, 12.0)


def test_the_sentence_has_the_rates_and_their_ratio():
    assert (FOUND.a_minute, FOUND.naive_a_minute, FOUND.times) == (20_000, 20, 1000)
    assert throughput_sentence(FOUND) == (
        "20,000 problems a minute on torch in float32 and float64, over 200 architectures, in 2 processes; the naive loop on "
        "torch, jax: 20 a minute. That is 1,000 times as many. A processor is busy with a problem for 5.00 ms, importing and "
        "compiling among them, and in the naive loop for 1,200 ms."
    )


@pytest.mark.slow
def test_the_command_measures_both(campaign_extra, adapter_named, tmp_path):
    adapter_named("torch")
    file = tmp_path / "bench.json"
    options = ["--problems", "64", "--pool", "2", "--adapters", "torch-draws", "--naive", "torch", "-j", "1", "--budget", "0"]
    result = CliRunner().invoke(main, ["bench", "campaign", *options, "--json", str(file)])
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert (record["problems"], record["architectures"], record["naive_problems"]) == (64, 2, 1)
    assert record["busy_each"] > 0
    assert record["naive_busy_each"] > 0
    assert record["times"] == record["a_minute"] / record["naive_a_minute"]


def test_a_budget_that_is_no_number_is_one_sentence(campaign_extra):
    result = CliRunner().invoke(main, ["bench", "campaign", "--budget", "nan"])

    assert result.exit_code == 2
    assert result.output == "Error: --budget nan is no number of seconds; give one that is 0 or more.\n"
