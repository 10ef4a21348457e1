"""How far a campaign is, from what is in its folder alone, so that any terminal can ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from nablacheck.oracle.campaign import stores
from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.part_files import ShardPart, path_of

RECENT = 120.0
"""Seconds over which the rate is taken."""


@dataclass(frozen=True)
class Progress:
    """How far a campaign is: parts, problems on adapters, findings, problems on adapters a minute, seconds left.

    `unusable` are parts that are there and damaged, or another's, and are not among those that are done.
    """

    done: int
    wanted: int
    unusable: int
    problems: int
    findings: int
    rate: float
    left: float
    runs: bool


def progress_of(campaign: Campaign, now: Callable[[], float] = time.time) -> Progress:
    """From what is in the folder alone, so that any terminal can ask."""
    wanted, several = campaign.wanted, list(campaign.parts())
    times, findings = list[tuple[float, int]](), 0
    there = [part for part in several if isinstance(part, ShardPart)]
    paths = [path_of(campaign.folder, part.shard, part.adapter) for part in there]
    for part, (_, at) in zip(there, stores.of_all(stores.changed, paths), strict=True):
        findings += len(part.findings)
        times.append((at, campaign.plan.count(part.shard)))
    recent = [(t, count) for t, count in times if now() - t < RECENT]
    since = now() - min(recent)[0] if recent else 0.0
    rate = sum(count for _, count in recent) / since * 60 if since else 0.0
    left = (len(wanted) - len(there)) * since / len(recent) if since else float("inf")
    problems = sum(campaign.plan.count(part.shard) for part in there)
    return Progress(len(there), len(wanted), len(several) - len(there), problems, findings, rate, left, campaign.runs())
