"""Another device: what it computes in is measured, nothing of the CPU is taken for known; an adapter stands for one."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck import Adapter, Gradient, InputError, MissingFramework, backprop
from nablacheck.adapters import add
from nablacheck.adapters.devices import moved, on_device
from nablacheck.oracle.campaign.examination import FAILED, examined
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.judging.judges import judge_trace

from helpers.small_problems import problem as example


class Switch:
    """A device that computes in TF32 while it is on: the factors of products are rounded to eleven bits."""

    def __init__(self, bits):
        self.bits, self.on, self.entered = bits, False, 0

    @contextmanager
    def __call__(self):
        self.on, self.entered = True, self.entered + 1
        yield
        self.on = False

    def rounded(self, x):
        mantissa, exponent = np.frexp(x.astype(np.float64))
        return np.ldexp(np.rint(mantissa * 2**self.bits) / 2**self.bits, exponent).astype(x.dtype) if self.on else x

    def gradient(self, problem):
        trace = backprop(problem.map(self.rounded))
        return Gradient(trace.nabla_b, trace.nabla_w)


def there_and_here(bits=11):
    switch = Switch(bits)
    adapter = Adapter("device", "numpy", switch.gradient, dtypes=("float32",), on=lambda a, d: moved(a, d, switch))
    return switch, adapter


def test_tf32_that_is_on_in_silence_is_a_finding():
    """In float32; the same adapter on the CPU passes."""
    switch, adapter = there_and_here()
    there = on_device(adapter, "cuda")
    failed = [answer for answer in examined(there) if answer.outcome == FAILED]

    assert [answer.outcome for answer in examined(adapter)].count(FAILED) == 0
    assert failed[0].question == "precision"
    assert "in float32, products keep 11 bits of 24, as many as float16 or TF32 has" in failed[0].says
    assert switch.entered
    assert not switch.on


def test_a_device_that_keeps_all_bits_passes():
    _, adapter = there_and_here(bits=24)

    assert [answer for answer in examined(on_device(adapter, "cuda")) if answer.outcome == FAILED] == []


def test_nothing_that_is_known_of_the_cpu_is_taken_for_known():
    _, adapter = there_and_here()
    there = on_device(replace(adapter, also=("torch",)), "cuda")

    assert there.name == "device-cuda"
    assert there.library == "any"
    assert there.known_as == ("any",)
    assert on_device(adapter, "cpu") is adapter


def test_what_has_no_other_device_is_one_sentence():
    with pytest.raises(InputError, match="adapter 'mine' computes on the CPU alone: leave --device out"):
        on_device(Adapter("mine", "numpy", backprop), "cuda")
    with pytest.raises(InputError, match="unknown device 'tpu'"):
        on_device(Adapter("mine", "numpy", backprop), "tpu")


def is_there(adapter):
    try:
        return bool(on_device(adapter, "cuda"))
    except MissingFramework:
        return False


@pytest.mark.parametrize("name", ["torch", pytest.param("jax", marks=pytest.mark.slow)])
def test_a_framework_says_that_it_sees_no_device(adapter_named, name):
    adapter = adapter_named(name)
    if is_there(adapter):
        pytest.skip(f"there is a device here: nablacheck adopt {name} --device cuda examines it")
    with pytest.raises(MissingFramework, match=f"adapter '{name}' on cuda: .* sees no such device here; run it where there is"):
        on_device(adapter, "cuda")


@pytest.mark.parametrize("name", ["torch", pytest.param("jax", marks=pytest.mark.slow)])
def test_a_framework_on_a_device_is_right(adapter_named, name):
    adapter, problem = adapter_named(name), example(dtype="float64")
    if not is_there(adapter):
        pytest.skip(f"{name} sees no CUDA device here: run this test where there is one")
    there = on_device(adapter, "cuda")

    assert not judge_trace(problem, there.trace(problem), there).disagrees


@pytest.mark.slow
def test_the_commands_take_a_device():
    add(there_and_here()[1])
    done = CliRunner().invoke(main, ["adopt", "device", "--device", "cuda"])
    none = CliRunner().invoke(main, ["sheet", "finite-differences", "--device", "cuda"])

    assert done.exit_code == 1
    assert "Examination of device-cuda" in done.output
    assert "mend first: precision" in done.output
    assert none.exit_code == 2
    assert "computes on the CPU alone" in none.output
