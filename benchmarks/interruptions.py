"""Campaigns that are disturbed at random moments: what they come to is what an undisturbed one comes to.

python benchmarks/interruptions.py --count 20 --seed 0
python benchmarks/interruptions.py --kind "a truncated part" --count 1 --seed 7

A worker, the client or the scheduler is killed, a second client comes, a part loses its end, the disk is full; then `resume`
goes on until it is done. Moments, workers, parts and lengths follow from the seed, moments as shares of the time that the
undisturbed campaign takes. Exit 1 where a total or a finding differs, or something is said that should not be, a line for each.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

from nablacheck.oracle.campaign.campaigns import FINDINGS, Campaign
from nablacheck.oracle.campaign.finishing import REDUCED, found
from nablacheck.oracle.campaign.reading import tables
from nablacheck.oracle.campaign.replaying import found_in

from interrupting import full_disk, on_a_cluster, on_one_machine
from interrupting.disturbed import Disturbed, faults

KINDS: dict[str, Callable[[Disturbed], list[str]]] = {
    "a worker is killed": on_one_machine.a_worker_is_killed,
    "the client is killed": on_one_machine.the_client_is_killed,
    "a second client comes": on_one_machine.a_second_client_comes,
    "a truncated part": on_one_machine.a_truncated_part,
    "the scheduler is killed": on_a_cluster.the_scheduler_is_killed,
    "the client of a cluster is killed": on_a_cluster.the_client_of_a_cluster_is_killed,
    "a full disk": full_disk.a_full_disk,
}


def totals(folder: Path) -> dict[str, Any]:
    """Everything that a campaign counted, its findings by kind, and what is in the folder of findings, among them."""
    mine = Campaign.there(folder)
    answers = tables(mine)
    findings: dict[str, int] = {}
    for finding, times in found(mine)[0]:
        key = str((finding.dtype, finding.sign, finding.broken))
        findings[key] = findings.get(key, 0) + times
    return {
        **answers.of,
        "kinds": findings,
        "parts": [len(mine.finished), len(mine.wanted)],
        "things": things(folder),
        "files": sorted(path.name for path in (folder / FINDINGS).glob("*")) if (folder / FINDINGS).exists() else [],
        "unfinished": sorted(path.name for path in folder.rglob(".*")),
    }


def things(folder: Path) -> list[Any]:
    """Each thing that is wrong as it is said, with the problem that is in its file, and whether its script is there."""
    if not (folder / REDUCED).exists():
        return []
    said = json.loads((folder / REDUCED).read_text(encoding="utf-8"))["reduced"]
    return [
        [one["adapter"], one["signs"], one["dtypes"], one["network"], one["count"], *_kept(folder / FINDINGS, one)]
        for one in said
    ]


def _kept(folder: Path, one: dict[str, Any]) -> list[Any]:
    file, script = (folder / Path(one[name] or "none").name for name in ("file", "script"))
    return [str(found_in(file).problem.network) if file.is_file() else "no file", script.is_file()]


@click.command()
@click.option("--count", default=20, show_default=True, help="Moments of each kind.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same moments.")
@click.option("--kind", type=click.Choice(list(KINDS)), multiple=True, help="This kind alone; repeatable.")
def main(count: int, seed: int, kind: tuple[str, ...]) -> None:
    """Disturb campaigns."""
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        start = time.monotonic()
        undisturbed = Disturbed(Path(place) / "undisturbed", 0.0, np.random.default_rng(seed))
        said = undisturbed.resumed()
        seconds, right = time.monotonic() - start, totals(undisturbed.folder)
        many = f"{sum(right['kinds'].values())} findings, {len(right['things'])} thing wrong, {len(right['files'])} files"
        click.echo(f"undisturbed: {seconds:.1f} s, {many}; " + " ".join(faults(said)))
        for k, (name, disturb) in enumerate(KINDS.items()):
            if kind and name not in kind:
                continue
            if disturb is full_disk.a_full_disk and (why := full_disk.possible()):
                click.echo(f"{name}: not tried, since no small disk can be made here: {why}")
                continue
            before = wrong
            for i in range(count):
                rng = np.random.default_rng([seed, k, i])
                one = Disturbed(Path(place) / f"{k}-{i}", float(rng.random()) * seconds, rng)
                faulty = disturb(one)
                if (come_to := totals(one.folder)) != right:
                    faulty.append(f"other totals: {[name for name in right if right[name] != come_to[name]]}")
                wrong += bool(faulty)
                for fault in faulty:
                    click.echo(f"{name}, {i}, after {one.moment:.2f} s: {fault}")
            click.echo(f"{name}: {count} moments, {wrong - before} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
