"""What a page, or another report of a run or a campaign, tells: plain data from either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.command_lines import brought_by
from nablacheck.oracle.campaign.crosscheck import Finding, Tally
from nablacheck.oracle.campaign.finishing import as_found, found, kept, links
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.campaign.reading import Tables, tables
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.report.outcome_line import outcome_line

Rows = Sequence[Mapping[str, Any]]
LISTED = 5_000
"""Findings that a page lists one by one."""


@dataclass(frozen=True)
class Content:
    """Tables as lists of rows, each thing that is wrong, the findings, and what was run where; what is empty is left out.

    `links` are those of graphs, with how many graphs had each; `earlier` is what it is compared with.
    """

    title: str
    command: str
    problems: int
    decided: int
    inconclusive: int
    equations: Rows
    functions: Rows
    reduced: Sequence[Reduced]
    findings: Sequence[Finding] = ()
    found: int = 0
    known: Mapping[str, int] = field(default_factory=dict)
    spread: Rows = ()
    depths: Rows = ()
    widths: Rows = ()
    regimes: Rows = ()
    links: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    missing: int = 0
    earlier: Content | None = None

    @property
    def outcome(self) -> str:
        """What it all comes to, in a sentence."""
        whole = outcome_line(len(self.reduced), self.decided, "thing", "things")
        return whole if self.bad or not self.missing else f"{whole} {self.missing} parts are still to be done."

    @property
    def bad(self) -> bool:
        """Whether it is no pass."""
        return bool(self.reduced) or not self.decided

    @property
    def adapters(self) -> list[str]:
        """Those that were judged."""
        return list(dict.fromkeys(row["adapter"] for row in self.equations))


def of_run(
    tally: Tally,
    reduced: Iterable[Reduced],
    command: str,
    versions: Mapping[str, str],
    remarks: Sequence[str],
    links: Mapping[str, int],
) -> Content:
    """The content of a run; `links` are those of its graphs, with how many graphs had each."""
    equations = [
        {"adapter": adapter, "dtype": dtype, "equation": equation, **vars(row)}
        for (adapter, dtype, equation), row in tally.rows.items()
    ]
    functions = [
        {"adapter": adapter, "function": function, **vars(row)} for (adapter, function), row in sorted(tally.functions.items())
    ]
    return Content(
        "nablacheck run",
        command,
        sum(tally.problems.values()),
        tally.decided,
        sum(row.inconclusive for row in tally.rows.values()),
        equations,
        functions,
        list(reduced),
        tally.findings[:LISTED],
        len(tally.findings),
        {f"{adapter}: {says}": count for (adapter, says), count in tally.known.items()},
        links=links,
        facts=dict(versions),
        remarks=remarks,
    )


def of_campaign(
    campaign: Campaign,
    answers: Tables,
    reduced: Iterable[Reduced],
    findings: Sequence[tuple[Finding, int]],
    known: Mapping[str, int],
) -> Content:
    """The content of a campaign, as far as it has come."""
    manifest, plan = campaign.manifest, campaign.plan
    machine = {name: str(value) for name, value in manifest["hardware"].items()}
    graphs = f" --graphs {plan.graphs}" if plan.graphs else ""
    options = f"--problems {plan.problems * plan.shards} --pool {plan.pool} --seed {plan.seed}{graphs}"
    (first, of), only = campaign.share, campaign.only
    options += f" --share {first + 1}/{of}" * (of > 1) + f" --only {only}" * (only is not None)
    adapters = f"--adapters {','.join(plan.adapters)} --dtype {','.join(plan.dtypes)}"
    return Content(
        f"nablacheck campaign {campaign.folder.name}",
        f"nablacheck campaign start NEW {options} {adapters}{brought_by(campaign.files)}",
        sum(row["problems"] for row in answers["dtypes"]),
        sum(row["entries"] - row["inconclusive"] for row in answers["dtypes"]),
        sum(row["inconclusive"] for row in answers["dtypes"]),
        answers["equations"],
        answers["functions"],
        list(reduced),
        [finding for finding, _ in findings][:LISTED],
        sum(times for _, times in findings),
        known,
        answers["spread"],
        answers["depths"],
        answers["widths"],
        answers["regimes"],
        links(campaign),
        facts={"nablacheck": manifest["nablacheck"], **manifest["versions"], **machine, "begun": manifest["started"]},
        remarks=list(without_graphs(plan)),
        missing=len(campaign.wanted) - len(campaign.finished),
    )


def without_graphs(plan: CampaignPlan) -> Iterator[str]:
    """Which adapters are not asked for the graphs of a campaign, in a sentence."""
    without = [name for name in plan.adapters if name not in plan.on_graphs]
    if plan.graphs and without:
        yield f"left out: graphs on {', '.join(without)}: no graph_trace."


def so_far(campaign: Campaign) -> Content:
    """The content of a campaign now; InputError where no part is finished yet."""
    findings, known = found(campaign)
    small = kept(campaign)
    reduced = as_found(findings) if small is None else small
    return of_campaign(campaign, tables(campaign), reduced, findings, known)
