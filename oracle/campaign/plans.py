"""What a campaign is: a seed and numbers, from which any process makes the same problems; and its parts, the work.

Shard k has an architecture of the pool, number k mod the size of the pool, and numbers of its own. So a process that keeps to
some of the architectures compiles each of them once, whatever the number of shards. A part is a shard on an adapter.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import Finding, Tally, verdicts
from nablacheck.oracle.campaign.part_files import ShardPart, write_part
from nablacheck.oracle.campaign.part_rows import PartRows
from nablacheck.oracle.campaign.signs import Sign, kind
from nablacheck.oracle.generating.problems import Architecture, Drawn, Seeded, architecture, problem

SHARD = 512
"""Problems in a shard, where there are as many."""
ENTRIES = 2**19
"""About as many numbers are drawn for one call: a network of 784 inputs has fewer draws in it than a small one."""
MOST, FEWEST = 128, 4
"""Draws in a call."""
KEPT = 2
"""Problems that are kept of each kind of finding in a part."""
ARCHITECTURES, NUMBERS = 0, 1
"""The two streams of a seed."""


@dataclass(frozen=True)
class CampaignPlan:
    """All that decides what a campaign computes."""

    seed: int
    shards: int
    problems: int
    pool: int
    adapters: tuple[str, ...]
    dtypes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """In plain data."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @staticmethod
    def of(record: dict[str, Any]) -> CampaignPlan:
        """From plain data."""
        named: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
        return CampaignPlan(**named)

    def architecture(self, shard: int) -> Architecture:
        """That of a shard."""
        return architecture(Seeded(self.seed, ARCHITECTURES, shard % self.pool))

    def drawn(self, shard: int, dtype: str) -> Iterator[Drawn]:
        """The problems of a shard, as many in a call as go well together."""
        mine = self.architecture(shard)
        numbers = sum(n * (mine.batch + before) for n, before in zip(mine.widths, (0, *mine.widths), strict=False))
        together, left, start = in_a_call(self.problems, max(FEWEST, min(MOST, ENTRIES // numbers))), self.problems, 0
        choose = Seeded(self.seed, NUMBERS, shard)
        while left:
            count = min(together, left)
            yield problem(choose, mine, dtype, count, f"seed {self.seed}, shard {shard}, from problem {start}")
            left, start = left - count, start + count

    def parts(self, share: tuple[int, int] = (0, 1)) -> list[tuple[int, str]]:
        """Every shard on every adapter; or one machine's share of them, number i of n.

        The shards of an architecture come one after the other, so that its programs are compiled once, and then let go.
        """
        first, of = share
        shards = sorted((shard for shard in range(self.shards) if shard % of == first), key=lambda shard: shard % self.pool)
        return [(shard, adapter) for shard in shards for adapter in self.adapters]


def in_a_call(problems: int, most: int) -> int:
    """How many problems go into a call, `most` at most: as many into each where that takes no more than twice the calls.

    Calls of two lengths are two programs to compile.
    """
    even = max(count for count in range(1, min(most, problems) + 1) if problems % count == 0)
    return even if 2 * even >= min(most, problems) else most


@dataclass(frozen=True)
class Assignment:
    """The work of one part, which whoever does it writes into the folder; the answer is how many findings it has."""

    plan: CampaignPlan
    shard: int
    adapter: str
    folder: str
    dtypes: tuple[str, ...]

    def done(self, adapter: Adapter) -> int:
        """Judges the problems of the shard, and writes the part."""
        rows, tally, start = PartRows(self.shard, adapter.name), Tally(), time.perf_counter()
        for dtype in self.dtypes:
            for drawn in self.plan.drawn(self.shard, dtype):
                first = True
                for verdict in verdicts(drawn.problem, adapter, explain=False, traced=adapter.trace is not None):
                    rows.add(verdict, drawn, first)
                    tally.add(verdict)
                    first = False
        whole = _few(tally.findings)
        known = {says: count for (_, says), count in tally.known.items()}
        part = ShardPart(self.shard, adapter.name, rows.columns(), whole, known, time.perf_counter() - start)
        write_part(Path(self.folder), part)
        return len(whole)

    def broken(self, breach: str) -> int:
        """Writes a part that says how the adapter ended its process."""
        mine = self.plan.architecture(self.shard)
        origin = f"{mine}, seed {self.plan.seed}, shard {self.shard}"
        said = f"{self.adapter} {breach}\nnetwork: {origin}"
        sign = Sign(breach=kind(breach))
        finding = Finding(self.adapter, "any dtype", origin, (breach,), (), said, self.again, sign)
        rows = PartRows(self.shard, self.adapter)
        write_part(Path(self.folder), ShardPart(self.shard, self.adapter, rows.columns(), [(finding, 1)], {}, 0.0))
        return 1

    @property
    def again(self) -> str:
        """The command that does it again by itself."""
        p = self.plan
        return (
            f"nablacheck campaign start NEW --seed {p.seed} --problems {p.problems} --pool {p.pool} --only {self.shard} "
            f"--adapters {self.adapter} --dtype {','.join(self.dtypes)}"
        )


def _few(findings: list[Finding]) -> list[tuple[Finding, int]]:
    """The first findings of each kind, with how many there were; those of the same kind stand for the others."""
    counts: dict[tuple[Any, ...], int] = {}
    for finding in findings:
        counts[_kind(finding)] = counts.get(_kind(finding), 0) + 1
    kept: dict[tuple[Any, ...], int] = {}
    few: list[tuple[Finding, int]] = []
    for finding in findings:
        key = _kind(finding)
        kept[key] = kept.get(key, 0) + 1
        if kept[key] <= KEPT:
            few.append((finding, counts[key] - KEPT + 1 if kept[key] == KEPT and counts[key] > KEPT else 1))
    return few


def _kind(finding: Finding) -> tuple[Any, ...]:
    return finding.dtype, finding.sign, finding.broken
