"""What may happen on one machine: a worker, or the client, is killed; another client comes; a part loses its end."""

from __future__ import annotations

import os
import signal
import subprocess

from interrupting.disturbed import FOUND, PATIENCE, REFUSED, Disturbed, faults


def a_worker_is_killed(one: Disturbed) -> list[str]:
    """The client goes on with another; where it ended before it had any work, it is begun again."""
    client = one.begun()
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(client.pid)], capture_output=True, text=True, check=False)
    workers = [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]
    if workers:
        os.kill(workers[one.rng.integers(len(workers))], signal.SIGKILL)
    said, _ = client.communicate(timeout=PATIENCE)
    if client.returncode == FOUND:
        return []
    if client.returncode == REFUSED and "signal 9" in said:  # while it imported the adapter
        return faults(one.resumed())
    return [f"exit {client.returncode}: {said}"]


def the_client_is_killed(one: Disturbed) -> list[str]:
    """With signal 9, so that it cannot end its workers."""
    client = one.begun()
    client.kill()
    client.communicate()
    return faults(one.resumed())


def a_second_client_comes(one: Disturbed) -> list[str]:
    """It is refused as long as the first is at work."""
    client = one.begun()
    second = one.client("resume")
    told, _ = second.communicate(timeout=PATIENCE)
    said, _ = client.communicate(timeout=PATIENCE)
    wrong = [] if client.returncode == FOUND else [f"the first: exit {client.returncode}: {said}"]
    late = second.returncode == FOUND  # the first had finished already
    if not late and (second.returncode != REFUSED or len(told.splitlines()) != 1):
        wrong.append(f"the second: exit {second.returncode}: {told}")
    return wrong


def a_truncated_part(one: Disturbed) -> list[str]:
    """A part that loses its end is named and done again."""
    client = one.begun()
    client.kill()
    client.communicate()
    parts = sorted((one.folder / "parts").glob("[0-9]*"))
    if not parts:
        return faults(one.resumed())
    part = parts[one.rng.integers(len(parts))]
    os.truncate(part, one.rng.integers(part.stat().st_size))
    said = one.resumed()
    named = f"damaged, and done again: {part.name}" in said
    return faults(said) + ([] if named else [f"{part.name} is not named: {said}"])
