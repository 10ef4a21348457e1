"""Whole implementations in the styles that people write: right ones are left alone, mistakes are named."""

import importlib.util
from functools import cache
from pathlib import Path

import pytest

from nablacheck import check
from nablacheck.oracle.explaining.mistakes import catalogue

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).resolve().parents[2] / "submissions"
GLUE = "# --- glue ---"

EXPECTED = {
    "bias_mean": "bias averaged",
    "bias_never_trained": "bias never trained",
    "bias_of_last": "bias of the last example",
    "closures": "right",
    "columns_already_updated": "weights already updated",
    "columns_cached": "right",
    "columns_prime_of_a": "sigma prime of a",
    "columns_sum": "right",
    "coroutine": "right",
    "decay_averaged": "weight decay averaged",
    "decay_doubled": "weight decay doubled",
    "decay_missing": "weight decay missing",
    "decay_on_all": "right",
    "decay_on_weights_alone": "weight decay on the weights alone",
    "deep_five": "right",
    "dict_state": "right",
    "dual_numbers": "right",
    "einsum_rows": "right",
    "equal_widths_index": "sigma prime of another layer",
    "equal_widths_not_transposed": "w not transposed",
    "equal_widths_outer_swapped": "gradient transposed",
    "equal_widths_own_activation": "activation of another layer",
    "everywhere_prime_of_a": ("sigma prime of a at the output", "sigma prime of a"),
    "extra_prime_and_prime_of_a": ("extra sigma prime", "sigma prime of a"),
    "factor_half_missing": "times 2",
    "factor_half_too_many": "times 1/2",
    "factor_mean_twice": "times 1/m",
    "factor_sign": "times -1",
    "factor_sum_for_mean": "times m",
    "factor_two_and_sum": "times 2m",
    "first_row": "right",
    "hidden_prime_missing_sum": ("sigma prime missing", "times m"),
    "hidden_relu_always_one": "sigma prime missing",
    "last_column_stale": "stale activation",
    "last_row": "right",
    "layers_hidden_softmax_diagonal": "diagonal of softmax",
    "layers_objects": "right",
    "layers_step_in_backward": "weights already updated",
    "logits_loss": "right",
    "loops_all_overwritten": ("bias of the last example", "weights of the last example"),
    "loops_overwritten": "weights of the last example",
    "mse_for_half_squares": "times 2/n_L",
    "mse_mean_outputs": "right",
    "mse_summed_outputs": "times n_L",
    "neurons_already_updated": "weights already updated",
    "neurons_dicts_step": "right",
    "neurons_lists": "right",
    "nielsen_minibatch_sgd": "right",
    "nielsen_network": "right",
    "nielsen_no_output_prime": "sigma prime missing at the output",
    "one_output_bias_over_layer": "bias summed over the layer",
    "one_output_logistic": "right",
    "output_prime_of_a": "sigma prime of a at the output",
    "per_example_gradients": "right",
    "raw_error_under_cross_entropy": "error without sigma prime",
    "recursive_vector": "right",
    "rows_error_not_delta": "error instead of delta",
    "rows_keras": "right",
    "rows_no_bias_step": "right",
    "rows_rate_left_out": "times 1/eta",
    "rows_sklearn": "right",
    "shared_bias": "right",
    "single_precision": "right",
    "softmax_diagonal": "diagonal of softmax at the output",
    "softmax_extra_prime": "extra diagonal of softmax",
    "softmax_jacobian": "right",
    "step_after_backward": "right",
    "tensor_tape": "right",
    "theta_course": "right",
    "theta_decay_on_biases": "weight decay on the biases",
    "theta_step": "right",
    "thresholds": "right",
    "triple_loops": "right",
    "two_classes": "right",
    "two_classes_doubled": "times 2",
    "value_engine": "right",
    "value_tanh_without_prime": ("sigma prime missing at the output", "sigma prime missing"),
    "vector_cross_entropy": "right",
    "vector_extra_prime": "extra sigma prime",
    "weights_frozen": "weights never trained",
    "weights_mean_twice": "weights averaged",
    "z_for_a": "z instead of a",
}
"""By file: right, the mistake in it, or both where there are two; a constant factor is `times` and its name."""

WRONG = [name for name, mistake in EXPECTED.items() if mistake != "right"]
SINGLE = [name for name in WRONG if isinstance(EXPECTED[name], str)]


@cache
def report(name):
    spec = importlib.util.spec_from_file_location(f"submission_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return check(module.submission, **module.CONVENTIONS)


def named(name):
    """The mistakes of each diagnosis, by their names."""
    return [
        {*(mistake.name for mistake, _ in d.mistakes), *([f"times {d.scale[0]}"] if d.scale else [])}
        for d in report(name).diagnoses
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_outcome(name):
    assert report(name).outcome == ("wrong" if name in WRONG else "right"), str(report(name))


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_mistake_is_named_and_nothing_else(name):
    found = report(name)

    assert named(name) == [{EXPECTED[name]}], str(found)
    if not EXPECTED[name].startswith("times "):
        assert found.as_json()["mistake"] == EXPECTED[name]


@pytest.mark.parametrize("name", [name for name in WRONG if name not in SINGLE])
def test_two_mistakes_are_named_together(name):
    assert named(name) == [set(EXPECTED[name])], str(report(name))


def test_at_least_95_in_100_single_mistakes_are_named():
    right = sum(named(name) == [{EXPECTED[name]}] for name in SINGLE)

    assert 100 * right >= 95 * len(SINGLE)


def test_the_table_lists_the_folder():
    assert sorted(EXPECTED) == sorted(file.stem for file in FOLDER.glob("*.py"))


def test_there_are_many_and_about_half_are_wrong():
    """Between two and three in five."""
    assert len(EXPECTED) >= 40
    assert 2 * len(EXPECTED) <= 5 * len(WRONG) <= 3 * len(EXPECTED)
    assert 3 <= len(WRONG) - len(SINGLE) <= 5


def test_every_mistake_of_the_catalogue_is_planted():
    planted = {name for mistake in EXPECTED.values() for name in ((mistake,) if isinstance(mistake, str) else mistake)}

    assert {mistake.name for mistake in catalogue(learning_rate=1.0)} <= planted


@pytest.mark.parametrize("name", EXPECTED)
def test_the_glue_is_short(name):
    _, glue = (FOLDER / f"{name}.py").read_text(encoding="utf-8").split(GLUE)

    assert sum(bool(line.strip()) for line in glue.splitlines()) < 15
