"""What an environment promises and cannot import fails; everything else skips and says what to type."""

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import conftest, pytest
from nablacheck.reference.errors import MissingFramework

def test_needs_torch(request, monkeypatch):
    def load(name):
        raise MissingFramework("adapter 'torch' needs torch: pip install 'nablacheck[torch]'")
    monkeypatch.setattr(conftest, "load", load)
    conftest.needed(request.config, "torch")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("promised", "outcome"), [("", {"skipped": 1}), ("jax", {"skipped": 1}), ("jax,torch", {"failed": 1})])
def test_a_promise_turns_a_skip_into_a_failure(pytester, request, promised, outcome):
    pytester.makeconftest((request.config.rootpath / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_subprocess("--promised", promised, "-rs")

    result.assert_outcomes(**outcome)
    result.stdout.fnmatch_lines(["*pip install 'nablacheck?torch?'*"])
