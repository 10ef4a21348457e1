"""The versions that figures depend on."""

from __future__ import annotations

import platform
from collections.abc import Iterable

from nablacheck.reference.releases import installed


def versions(libraries: Iterable[str]) -> dict[str, str]:
    """Python's, and those of the libraries that are installed."""
    found = {name: number for name in libraries if (number := installed(name))}
    return {"python": platform.python_version(), **found}
