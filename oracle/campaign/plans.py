"""What a campaign is: a seed and numbers, from which any process makes the same problems; and its parts, the work.

Shard k has an architecture of the pool, number k mod the size of the pool, and numbers of its own. So a process that keeps to
some of the architectures compiles each of them once, whatever the number of shards. Behind these come the shards of graphs,
each of which has a seed of its own. A part is a shard on an adapter.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.command_lines import brought_by
from nablacheck.oracle.campaign.crosscheck import Finding, Tally, verdicts
from nablacheck.oracle.campaign.part_files import ShardPart, write_part
from nablacheck.oracle.campaign.part_rows import PartRows
from nablacheck.oracle.campaign.signs import Sign, kind
from nablacheck.oracle.campaign.stores import place
from nablacheck.oracle.generating.problems import Architecture, Drawn, Seeded, architecture, problem
from nablacheck.oracle.generating.random_graphs import linked, random_graph
from nablacheck.reference.graphs.graph_problem import AnyProblem

SHARD = 512
"""Problems in a shard, where there are as many."""
GRAPHS = 16
"""Graphs in a shard of them: each is compiled by itself."""
GRAPH = "a graph"
"""In place of a regime: the numbers of graphs are all of one kind."""
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
    """All that decides what a campaign computes; `graphs` are so many beside the problems, on the adapters that take them."""

    seed: int
    shards: int
    problems: int
    pool: int
    adapters: tuple[str, ...]
    dtypes: tuple[str, ...]
    graphs: int = 0
    on_graphs: tuple[str, ...] = ()

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

    def seeds(self, shard: int) -> range:
        """The seeds of the graphs of a shard, none for one of chains: graph i of a campaign is that of its seed + i."""
        first = (shard - self.shards) * GRAPHS
        return range(self.seed + max(0, first), self.seed + min(self.graphs, max(0, first + GRAPHS)))

    def given(self, shard: int, dtype: str) -> Iterator[tuple[AnyProblem, tuple[str, ...]]]:
        """What a shard asks of an adapter: problems, each with the regimes of its draws."""
        if seeds := self.seeds(shard):
            yield from ((random_graph(seed, dtype), (GRAPH,)) for seed in seeds)
            return
        yield from ((drawn.problem, drawn.regimes) for drawn in self.drawn(shard, dtype))

    def count(self, shard: int) -> int:
        """The problems of a shard in each dtype."""
        return len(self.seeds(shard)) or self.problems

    def links(self, shard: int) -> dict[str, int]:
        """In how many graphs of a shard each kind of link is."""
        return dict(linked(random_graph(seed) for seed in self.seeds(shard)))

    def parts(self, share: tuple[int, int] = (0, 1), only: int | None = None) -> list[tuple[int, str]]:
        """Every shard on every adapter that takes it; or one machine's share of them, number i of n, or one shard `only`.

        The shards of an architecture come one after the other, so that its programs are compiled once, and then let go.
        """
        first, of = share
        graphs = range(self.shards, self.shards + -(-self.graphs // GRAPHS))
        chains = sorted(range(self.shards), key=lambda shard: shard % self.pool)
        return [
            (shard, adapter)
            for shards, adapters in ((chains, self.adapters), (graphs, self.on_graphs))
            for shard in shards
            if shard % of == first and only in (None, shard)
            for adapter in adapters
        ]


def in_a_call(problems: int, most: int) -> int:
    """How many problems go into a call, `most` at most: as many into each where that takes no more than twice the calls.

    Calls of two lengths are two programs to compile.
    """
    even = max(count for count in range(1, min(most, problems) + 1) if problems % count == 0)
    return even if 2 * even >= min(most, problems) else most


@dataclass(frozen=True)
class Assignment:
    """The work of one part, which whoever does it writes into the folder; the answer is how many findings it has.

    `dtypes` are those of the plan in which the adapter computes, `campaign` is all that decides the numbers, `brought` are the
    files of --with, and `limit` the seconds after which it is given up.
    """

    plan: CampaignPlan
    shard: int
    adapter: str
    folder: str
    dtypes: tuple[str, ...]
    campaign: Mapping[str, Any]
    brought: tuple[str, ...] = ()
    limit: float = math.inf

    def done(self, adapter: Adapter) -> int:
        """Judges the problems of the shard, and writes the part."""
        rows, tally, start = PartRows(self.shard, adapter.name), Tally(brought=self.brought), time.perf_counter()
        for dtype in self.dtypes:
            for asked, regimes in self.plan.given(self.shard, dtype):
                first = True
                for verdict in verdicts(asked, adapter, explain=False, traced=True):
                    rows.add(verdict, regimes, first)
                    tally.add(verdict)
                    first = False
        whole = _few(tally.findings)
        known = {says: count for (_, says), count in tally.known.items()}
        self._written(rows, whole, known, time.perf_counter() - start)
        return len(whole)

    def broken(self, breach: str) -> int:
        """Writes a part that says how the adapter ended its process."""
        origin = f"{self._problems}, seed {self.plan.seed}, shard {self.shard}"
        said = f"{self.adapter} {breach}\nnetwork: {origin}"
        sign = Sign(breach=kind(breach))
        finding = Finding(self.adapter, "any dtype", origin, (breach,), (), said, self.again, sign, brought=self.brought)
        self._written(PartRows(self.shard, self.adapter), [(finding, 1)], {}, 0.0)
        return 1

    def _written(self, rows: PartRows, findings: list[tuple[Finding, int]], known: Mapping[str, int], seconds: float) -> None:
        links = self.plan.links(self.shard)
        part = ShardPart(self.campaign, self.shard, self.adapter, rows.columns(), findings, known, seconds, links)
        write_part(place(self.folder), part, self.brought)

    @property
    def _problems(self) -> str:
        """What is asked, in words."""
        if seeds := self.plan.seeds(self.shard):
            return f"the graphs of seeds {seeds[0]} to {seeds[-1]}"
        return str(self.plan.architecture(self.shard))

    @property
    def again(self) -> str:
        """The command that does it again by itself."""
        p, seeds = self.plan, self.plan.seeds(self.shard)
        which = f"--seed {p.seed} --problems {p.problems} --pool {p.pool} --only {self.shard}"
        if seeds:
            which = f"--seed {seeds[0]} --problems 0 --graphs {len(seeds)}"
        which += f" --adapters {self.adapter} --dtype {','.join(self.dtypes)}"
        late = f" --limit {self.limit:g}" if math.isfinite(self.limit) else ""
        return f"nablacheck campaign start NEW {which}{late}{brought_by(self.brought)}"


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
