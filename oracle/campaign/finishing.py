"""What a campaign found, put together: the findings of all parts, each thing that is wrong once, with its files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nablacheck.oracle.campaign import stores
from nablacheck.oracle.campaign.campaigns import FINDINGS, JSON, Campaign
from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.folders import Folder
from nablacheck.oracle.campaign.json_keys import FLAG, OBJECT, TEXT, TEXTS, Keys, check_keys, having, listed, read_json, whole
from nablacheck.oracle.campaign.reducing import Reduced, Reduction
from nablacheck.oracle.campaign.signs import Sign
from nablacheck.reference.errors import InputError

REDUCED = f"reduced{JSON}"
ONE: Keys = {
    **dict.fromkeys(("adapter", "function", "numbers", "network", "explanation", "again", "file", "script"), TEXT),
    "dtypes": listed(TEXT, "a list of texts", some=True),
    "signs": listed(having(dict.fromkeys(("equation", "breach"), TEXT), "a sign"), "a list of signs", some=True),
    **dict.fromkeys(("count", "widest", "batch"), whole(0)),
    "small": FLAG,
    "content": OBJECT,
    "scripts": TEXTS,
    "brought": TEXTS,
}
KEPT: Keys = {"of": OBJECT, "parts": whole(0), "reduced": listed(having(ONE, "a thing that is wrong"), "a list of things")}
"""What the list of what is wrong says."""
LARGEST = 200
"""So many findings of an adapter are looked at one by one; the others are counted."""


def found(campaign: Campaign) -> tuple[list[tuple[Finding, int]], dict[str, int]]:
    """The findings of all parts with how often each was met, and the known defects with the number of verdicts."""
    findings: list[tuple[Finding, int]] = []
    known: dict[str, int] = {}
    for part in campaign.good():
        findings += part.findings
        for says, count in part.known.items():
            known[f"{part.adapter}: {says}"] = known.get(f"{part.adapter}: {says}", 0) + count
    return findings, known


def links(campaign: Campaign) -> dict[str, int]:
    """In how many graphs each kind of link was, the most frequent first; a graph on several adapters is one."""
    shards = {shard: adapter for shard, adapter in campaign.finished if campaign.plan.seeds(shard)}
    counts: Counter[str] = Counter()
    for part in campaign.good(shards.items()):
        counts.update(part.links)
    return dict(counts.most_common())


def reductions(campaign: Campaign, seconds: float) -> list[Reduction]:
    """The work of making the findings small, by adapter; what ended a process has no problem, and stays as it is."""
    of: dict[str, list[Finding]] = {}
    for finding, _ in found(campaign)[0]:
        if finding.problems and len(of.setdefault(finding.adapter, [])) < LARGEST:
            of[finding.adapter].append(finding)
    return [Reduction(adapter, tuple(findings), seconds, campaign.files) for adapter, findings in of.items()]


def as_found(findings: Iterable[tuple[Finding, int]]) -> list[Reduced]:
    """Each sign of an adapter once, as long as nobody has made the findings small."""
    first: dict[tuple[str, Sign], Reduced] = {}
    for finding, times in findings:
        said = finding.adapter, (finding.dtype,), (finding.sign,), "", "", finding.problem, times, finding.explanation
        one = Reduced(*said, content={}, small=False, again=finding.again, brought=finding.brought)
        before = first.get((finding.adapter, finding.sign))
        first[finding.adapter, finding.sign] = before.with_another(one) if before else one
    return list(first.values())


def without_a_problem(findings: Iterable[tuple[Finding, int]]) -> list[Reduced]:
    """What ended a process or came too late, each kind once."""
    return as_found((finding, times) for finding, times in findings if not finding.problems)


def keep(campaign: Campaign, reduced: Iterable[Reduced]) -> list[Reduced]:
    """Writes their files into the folder, and a list of them that a report reads."""
    place = campaign.folder / FINDINGS
    with stores.filled(place) as here:
        folder = Folder(here)
        kept = [_placed(folder.reduced(one), place) if one.content else one for one in reduced]
    record = [{**asdict(replace(one, content={}, scripts=())), "signs": [vars(sign) for sign in one.signs]} for one in kept]
    text = json.dumps({"of": campaign.identity, "parts": len(campaign.finished), "reduced": record}, indent=1)
    stores.write(campaign.folder / REDUCED, text.encode())
    return kept


def _placed(one: Reduced, place: Path) -> Reduced:
    """With its files where they are kept."""
    file, script = (str(place / Path(name).name) if name else "" for name in (one.file, one.script))
    return replace(one, file=file, script=script)


def kept(campaign: Campaign) -> list[Reduced] | None:
    """What `keep` wrote when there were as many parts; None where it did not, InputError where what it wrote is damaged."""
    path = campaign.folder / REDUCED
    try:
        record = read_json(path)
    except FileNotFoundError:
        return None
    except InputError as error:
        raise InputError(f"{error} Remove it.") from error
    try:
        check_keys(record, KEPT)
    except InputError as error:
        raise InputError(f"{path} is damaged: {error} Remove it.") from error
    now = campaign.identity, len(campaign.finished)
    return [_reduced(one) for one in record["reduced"]] if (record["of"], record["parts"]) == now else None


def _reduced(record: dict[str, Any]) -> Reduced:
    signs = tuple(Sign(**sign) for sign in record["signs"])
    return Reduced(
        **{**record, "signs": signs, "dtypes": tuple(record["dtypes"]), "scripts": (), "brought": tuple(record["brought"])}
    )
