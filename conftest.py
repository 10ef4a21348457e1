"""What every test shares: Hypothesis profiles, and the frameworks that an environment promises."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from nablacheck import adapters
from nablacheck.adapters import Adapter, load, registered
from nablacheck.oracle.campaign.part_files import needed as needed_by_campaigns
from nablacheck.oracle.generating import digits
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.errors import MissingFramework

settings.register_profile(
    "nablacheck",
    deadline=None,  # JAX compiles a new shape for a second; speed lives in benchmarks
    max_examples=int(os.environ.get("NABLACHECK_EXAMPLES", "25")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
settings.load_profile("nablacheck")


os.environ.setdefault("NABLACHECK_CACHE", "none")  # a test leaves nothing in the user's folders

REGISTRIES = {"activations": ACTIVATIONS, "costs": COSTS}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--promised torch,jax`: what cannot be imported then fails its tests instead of skipping them."""
    parser.addoption("--promised", default="", help="adapters, or digits, that must be there, by comma")


def pytest_configure(config: pytest.Config) -> None:
    """A job in the background ignores SIGINT, and so would each process that a test starts and interrupts."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header(config: pytest.Config) -> str:
    """What may not be missing."""
    return f"nablacheck: promised: {config.getoption('--promised') or 'none'}"


def needed(config: pytest.Config, name: str) -> Adapter:
    """The adapter; skips where its framework is missing, and fails where it was promised."""
    try:
        return load(name)
    except MissingFramework as error:
        missing(config, name, str(error))


def missing(config: pytest.Config, name: str, message: str) -> NoReturn:
    """Skips with what to type, and fails where the environment promised that it is there."""
    if name in config.getoption("--promised").split(","):
        pytest.fail(f"{name} was promised to this environment: {message}", pytrace=False)
    pytest.skip(message)


@pytest.fixture(autouse=True)
def _own_entries() -> Iterator[None]:
    """What a test registers is gone after it."""
    with forgotten():
        yield


@pytest.fixture(autouse=True, scope="module")
def _entries_of_a_module() -> Iterator[None]:
    """What the fixtures of a module register is gone after it."""
    with forgotten():
        yield


@contextmanager
def forgotten() -> Iterator[None]:
    """Entries and adapters that come in the block go after it."""
    before = {name: set(registry) for name, registry in REGISTRIES.items()}, set(registered._ADDED)
    yield
    for name, registry in REGISTRIES.items():
        for family in set(registry) - before[0][name]:
            registry.remove(family)
    for adapter in set(registered._ADDED) - before[1]:
        adapters.remove(adapter)


@pytest.fixture(scope="session", params=["torch", pytest.param("jax", marks=pytest.mark.slow)])
def framework(request: pytest.FixtureRequest) -> Adapter:
    """Each adapter of a framework that is installed; JAX, which compiles every network, is slow."""
    return needed(request.config, request.param)


@pytest.fixture(scope="session")
def adapter_named(request: pytest.FixtureRequest) -> object:
    """`adapter_named(name)` loads an adapter, or skips."""
    return lambda name: needed(request.config, name)


@pytest.fixture
def campaign_extra(request: pytest.FixtureRequest) -> None:
    """For tests that need what a campaign needs."""
    try:
        needed_by_campaigns()
    except MissingFramework as error:
        missing(request.config, "campaign", str(error))


@pytest.fixture
def real_digits(request: pytest.FixtureRequest) -> None:
    """For tests that need scikit-learn's digits."""
    if not digits.available():
        missing(
            request.config, "digits", "the digits need scikit-learn, which is not installed: pip install 'nablacheck[data]'"
        )
