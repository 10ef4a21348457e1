"""A campaign in its folder: begun, gone on with after whatever ended it, asked how far it is, put together from several.

`campaign.json` says what is computed, by which releases and where; what is done are the parts that are there. So nothing is
done twice, and nothing that was finished is lost. A lock that ends with its process keeps a second one out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nablacheck.oracle.campaign import stores
from nablacheck.oracle.campaign.clusters import Cluster
from nablacheck.oracle.campaign.command_lines import brought_by, resumed
from nablacheck.oracle.campaign.locks import alone, at_work
from nablacheck.oracle.campaign.manifests import check_plan, digests_of, new_manifest, read_manifest, versions_now
from nablacheck.oracle.campaign.part_files import PARTS, ShardPart, UnusablePart, path_of, paths_in, read_parts
from nablacheck.oracle.campaign.plans import Assignment, CampaignPlan
from nablacheck.oracle.campaign.workers import Beside
from nablacheck.reference.errors import InputError

JSON = ".json"
MANIFEST, STOP, FINDINGS = f"campaign{JSON}", "stop", "findings"
DECIDING = ("numpy", "torch", "jax", "jaxlib", "optax")
"""Those of which another version computes other numbers."""


def new(folder: Path) -> None:
    """InputError where a folder has a campaign, or something else, in it."""
    if stores.exists(folder / MANIFEST):
        raise InputError(f"{folder} has a campaign already: {Campaign.there(folder).resume}, or give a new folder.")
    if stores.exists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there and no campaign; give a new folder.")


@dataclass(frozen=True)
class Campaign:
    """A folder with a plan; `files` are those of --with, `share` is this machine's share of the shards, i of n."""

    folder: Path
    plan: CampaignPlan
    files: tuple[str, ...]
    share: tuple[int, int]
    only: int | None
    manifest: dict[str, Any]

    @staticmethod
    def begun(
        folder: Path,
        plan: CampaignPlan,
        files: Iterable[str] | Mapping[str, str] = (),
        share: tuple[int, int] = (0, 1),
        only: int | None = None,
    ) -> Campaign:
        """A new one; InputError where the folder has another one, or something else, in it, or there is no such campaign.

        `files` may have their digests, where they are on another machine.
        """
        check_plan(plan, share, only)
        new(folder)
        stores.make(folder / PARTS)
        digests = files if isinstance(files, Mapping) else digests_of(files)
        manifest = new_manifest(plan, digests, share, only)
        stores.write(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
        return Campaign.there(folder)

    @staticmethod
    def there(folder: Path) -> Campaign:
        """The one in a folder; InputError where there is none, or one that cannot be read."""
        path = folder / MANIFEST
        try:
            said = read_manifest(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InputError(
                f"{folder} is no folder of a campaign: it has no {MANIFEST}; nablacheck campaign start begins one."
            ) from error
        first, of = said["share"]
        return Campaign(folder, CampaignPlan.of(said["plan"]), tuple(said["files"]), (first, of), said["only"], said)

    def fits(self, files: tuple[str, ...]) -> None:
        """InputError where other releases or files would go on than those that began: their numbers do not belong together."""
        given = digests_of(files)
        if list(given) != list(self.files):
            raise InputError(f"{self.folder} was begun with {brought_by(self.files).strip() or 'no --with'}; give the same.")
        for file, digest in given.items():
            if digest != self.manifest["files"][file]:
                raise InputError(
                    f"{file} has changed since {self.folder} was begun, and so may the numbers: put it back as it was, or "
                    "start another campaign."
                )
        now = versions_now()
        for name in DECIDING:
            before = self.manifest["versions"].get(name)
            if before != now.get(name):
                raise InputError(
                    f"{self.folder} was begun with {name} {before}, and {now.get(name) or 'none'} is installed; install {name} "
                    f"{before}, or start another campaign."
                )

    @property
    def resume(self) -> str:
        """The command that goes on with it."""
        return resumed(self.folder, self.files)

    @property
    def wanted(self) -> list[tuple[int, str]]:
        """The parts that it is to have: shards and adapters."""
        return self.plan.parts(self.share, self.only)

    @property
    def identity(self) -> dict[str, Any]:
        """All that decides what its parts come to, and what they say of themselves; those of another one say otherwise."""
        versions = self.manifest["versions"]
        releases = {name: versions[name] for name in DECIDING if name in versions}
        return {**self.plan.as_json(), "releases": releases, "files": list(self.manifest["files"].values())}

    @property
    def finished(self) -> list[tuple[int, str]]:
        """The parts that are there, by their names."""
        there = {path.name for path in paths_in(self.folder)}
        return [part for part in self.wanted if path_of(self.folder, *part).name in there]

    def parts(self, only: Iterable[tuple[int, str]] | None = None) -> Iterator[ShardPart | UnusablePart]:
        """The finished parts, or some of them, read; of one that is damaged, or another's, why it cannot be used."""
        return read_parts(self.folder, self.finished if only is None else only, self.identity)

    def good(self, only: Iterable[tuple[int, str]] | None = None) -> Iterator[ShardPart]:
        """The same where each can be used; InputError for the first that cannot."""
        for part in self.parts(only):
            if isinstance(part, UnusablePart):
                raise InputError(f"{part}; {self.resume} does it again.") from part
            yield part

    def missing(self) -> tuple[list[tuple[int, str]], list[UnusablePart]]:
        """The parts that are to be done, and those that cannot be used, which are removed, as is what is unfinished."""
        for place, pattern in ((self.folder, f".*{JSON}.*"), (self.folder / PARTS, ".*"), (self.folder / FINDINGS, ".*")):
            for unfinished in stores.listed(place, pattern):
                if not unfinished.is_dir():  # which is nothing of ours
                    stores.remove(unfinished)
        unusable = [part for part in self.parts() if isinstance(part, UnusablePart)]
        for part in unusable:
            stores.remove(part.path)
        there = set(self.finished)
        return [part for part in self.wanted if part not in there], unusable

    def dtypes(self, adapter: Any) -> tuple[str, ...]:
        """Those of the plan in which an adapter computes."""
        return tuple(dtype for dtype in self.plan.dtypes if dtype in adapter.dtypes)

    def go_on(self, workers: Beside | Cluster, todo: list[tuple[int, str]], limit: float) -> Iterator[int]:
        """Does what is to be done, and gives the findings of each part as it is finished, until somebody says stop."""
        stop = self.folder / STOP
        dtypes = {name: self.dtypes(workers.load(name)) for name in dict.fromkeys(name for _, name in todo)}
        work = [self.assignment(shard, name, dtypes[name], limit) for shard, name in todo]
        for part, findings in workers.done(work, share=self._share, retries=1, limit=limit):
            self._came(part)
            yield findings
            if stores.exists(stop):
                return

    def assignment(self, shard: int, adapter: str, dtypes: tuple[str, ...], limit: float = math.inf) -> Assignment:
        """The work of a part, as any process can do it."""
        where = stores.address(self.folder)
        return Assignment(self.plan, shard, adapter, where, dtypes, self.identity, self.files, limit)

    def _came(self, part: Assignment) -> None:
        """InputError where a part that is done is not in the folder: whoever did it has another one of that name."""
        path = path_of(self.folder, part.shard, part.adapter)
        if not stores.exists(path):
            raise InputError(
                f"{path} was written by a worker, and is not here: the folder must be one that all machines share, by the same "
                "name; or give each machine a --share of its own."
            )

    def _share(self, work: Assignment) -> int:
        """By architecture, so that each is compiled by one process; adapters of one are spread."""
        return work.shard % self.plan.pool + self.plan.adapters.index(work.adapter)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps a second process out while this one works; InputError where there is one already."""
        with alone(self.folder):
            stores.remove(self.folder / STOP)
            yield

    def runs(self) -> bool:
        """Whether some process works on it."""
        return at_work(self.folder)

    def stop(self) -> None:
        """Asks whoever works on it to stop; what is at work is finished first by nobody, and done again later."""
        stores.write(self.folder / STOP, b"stop\n")

    def take(self, other: Campaign) -> int:
        """Copies the parts of another folder of the same plan, and says how many; InputError for another plan."""
        if other.plan != self.plan:
            mine, theirs = self.plan.as_json(), other.plan.as_json()
            name = next(name for name in mine if mine[name] != theirs[name])
            raise InputError(
                f"{other.folder} is of another campaign: its {name} is {theirs[name]}, that of {self.folder} is {mine[name]}."
            )
        if any(other.manifest["versions"].get(name) != self.manifest["versions"].get(name) for name in DECIDING):
            raise InputError(f"{other.folder} was computed by other releases than {self.folder}; their numbers do not add up.")
        if other.identity != self.identity:
            raise InputError(
                f"{other.folder} was computed by other files of --with than {self.folder}; their numbers do not add up."
            )
        there = {(part.shard, part.adapter) for part in self.parts() if isinstance(part, ShardPart)}
        count = 0
        for part in other.good([place for place in other.finished if place not in there]):
            source, target = (path_of(of.folder, part.shard, part.adapter) for of in (other, self))
            stores.write(target, stores.read(source))
            count += 1
        return count


def merged_into(folder: Path, others: list[Path]) -> tuple[Campaign, int]:
    """The campaign of a folder with the parts of others, which are shares of the same plan; a new one where there is none."""
    first = Campaign.there(others[0])
    if not stores.exists(folder / MANIFEST):
        Campaign.begun(folder, first.plan, first.manifest["files"])
    whole = Campaign.there(folder)
    with whole.alone():
        return whole, sum(whole.take(Campaign.there(other)) for other in others)
