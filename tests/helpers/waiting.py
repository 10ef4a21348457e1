"""Waiting for what another process does."""

import time

LOOK = 1 / 32
"""Seconds between two looks."""


def wait_until(there, process=None, seconds=60):
    """Comes back as soon as `there()` holds; fails where the process has ended before, or after that many seconds."""
    end = time.monotonic() + seconds
    while not there():
        assert process is None or process.poll() is None, "it has ended"
        assert time.monotonic() < end, f"nothing in {seconds} seconds"
        time.sleep(LOOK)
