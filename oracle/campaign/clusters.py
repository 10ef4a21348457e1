"""Who does the jobs of a campaign on more than one machine: the workers of a Dask scheduler that somebody has started.

A job goes to a worker as plain data, and its part is written by that worker into the folder, which all of them share. Dask asks
another worker where one ends; a job that has ended several is given up, which is a finding, as with processes of ours.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from nablacheck.oracle.campaign.workers import Known, Work, answered
from nablacheck.oracle.checking.own import extend
from nablacheck.reference.errors import InputError, optional
from nablacheck.reference.releases import installed

W = TypeVar("W", bound=Work)
ANSWERS = 10.0
"""Seconds in which a scheduler answers, if there is one."""
LOOK = 1.0
"""Seconds after which it is looked whether anybody is late."""
SAME = ("nablacheck", "numpy", "torch", "jax", "jaxlib", "optax")
"""Packages of which every worker must have the version that is here: others compute other numbers."""
_TAKEN: set[str] = set()
"""The files of --with that this worker has taken."""


def _dask() -> Any:
    with optional("distributed", who="--cluster needs {}", install="'nablacheck[cluster]'"):
        import distributed
    return distributed


class Cluster:
    """The workers of the scheduler at an address, or of a scheduler file; `files` are those of --with, which they share too."""

    def __init__(self, scheduler: str, files: tuple[str, ...]) -> None:
        self._scheduler, self._files = scheduler, files
        self._client: Any = None
        self._quiet = contextlib.ExitStack()

    def __enter__(self) -> Cluster:
        dask, where = _dask(), self._scheduler
        is_file = "://" not in where
        if is_file and not Path(where).is_file():
            raise InputError(
                f"--cluster {where} is no file of a scheduler that is there, and no address; give one, as in tcp://host:8786."
            )
        self._quiet.enter_context(_without_a_word(dask.client.logger))
        try:
            given = {"scheduler_file": where} if is_file else {"address": where}
            self._client = dask.Client(**given, timeout=ANSWERS, set_as_default=False)
        except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
            self._close()
            raise InputError(
                f"--cluster {where}: no scheduler answers there ({type(error).__name__}); dask scheduler starts one."
            ) from error
        try:
            self._check_workers()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        if self._client is not None:
            self._client.close(timeout=ANSWERS)
        self._quiet.close()

    @property
    def client(self) -> Any:
        """The connection to the scheduler."""
        assert self._client is not None
        return self._client

    @property
    def workers(self) -> dict[str, Any]:
        """What the scheduler knows of each worker, by its address."""
        return dict(self.client.scheduler_info(n_workers=-1)["workers"])

    def _check_workers(self) -> None:
        """InputError unless there are workers, each with one thread and with what is installed here."""
        if not self.workers:
            raise InputError(
                f"--cluster {self._scheduler} has no worker: dask worker {self._scheduler} --nthreads 1 starts one."
            )
        for address, known in self.workers.items():
            if known["nthreads"] > 1:
                raise InputError(
                    f"worker {address} has {known['nthreads']} threads, and a framework is asked by one at a time: start it "
                    "with --nthreads 1, and as many --nworkers as there are cores."
                )
        here = _versions()
        for address, there in self.client.run(_versions).items():
            for name, version in here.items():
                if there.get(name) != version:
                    raise InputError(
                        f"worker {address} has {name} {there.get(name) or 'not at all'}, and {version or 'none'} is installed "
                        "here: their numbers do not belong together."
                    )

    def load(self, name: str) -> Known:
        """Imports it in every worker; with the errors of `nablacheck.load`."""
        answers = self._gone(lambda: self.client.run(_asked, self._files, name, on_error="return"))
        for answer in answers.values():
            if isinstance(answer, BaseException):
                raise answer
        known: Known = next(iter(answers.values()))
        return known

    def _gone(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except (OSError, TimeoutError, CancelledError) as error:
            raise InputError(self._lost) from error

    @property
    def _lost(self) -> str:
        return (
            f"the scheduler at {self._scheduler} is gone. Nothing that was finished is lost: start it and its workers, then "
            "nablacheck campaign resume."
        )

    def done(
        self, jobs: Sequence[W], share: Callable[[W], int] | None = None, retries: int = 0, limit: float = math.inf
    ) -> Iterator[tuple[W, Any]]:
        """Every job with what was found, as they are finished; which worker has time says Dask, whatever the `share`.

        Dask can be told to prefer a worker, but where that one is gone, and no other was there, it waits for it for ever.
        A job is given up where Dask gives it up, or where a worker is at it for more than `limit` seconds; that worker is then
        started anew.
        """
        client = self.client
        waiting = {client.submit(_asked, self._files, job, pure=False, retries=retries): job for job in jobs}
        late = _Late(limit)
        try:
            while waiting:
                finished = self._finished(list(waiting))
                for future in finished:
                    yield waiting[future], self._came(future, waiting[future])
                    del waiting[future]
                if self.client.status != "running":
                    raise InputError(self._lost)
                for key, worker in late.keys(self._gone(self.client.processing) if limit < math.inf else {}):
                    future = next((one for one in waiting if one.key == key), None)
                    if future is not None:
                        job = waiting.pop(future)
                        self._let_go([future])
                        self._gone(partial(client.restart_workers, [worker], raise_for_error=False))
                        yield job, job.broken(f"did not answer in {limit:g} seconds")
        finally:
            self._let_go(list(waiting))

    def _let_go(self, futures: list[Any]) -> None:
        """Nobody waits for them any more; a scheduler that is gone has let them go already."""
        if futures and self.client.status == "running":
            with contextlib.suppress(OSError, TimeoutError, CancelledError):
                self.client.cancel(futures, force=True)

    def _finished(self, futures: list[Any]) -> set[Any]:
        """Those that are, of which at least one is waited for, but not for long."""
        try:
            with self.client.as_current():
                return set(_dask().wait(futures, timeout=LOOK, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            return set()
        except CancelledError as error:  # those of a scheduler that is gone
            raise InputError(self._lost) from error

    def _came(self, future: Any, job: W) -> Any:
        """What came of a job; what ended its worker again and again is what `broken` makes of it."""
        if future.status == "finished":
            found = self._gone(future.result)
            if isinstance(found, Exception):
                raise found
            return found
        if future.status != "error":
            raise InputError(self._lost)
        error = self._gone(future.exception)
        if isinstance(error, _dask().KilledWorker):
            return job.broken("ended its process on every worker that was asked")
        raise error


@contextlib.contextmanager
def _without_a_word(logger: logging.Logger) -> Iterator[None]:
    """What Dask's client would write of a scheduler that is gone, traceback and all, is said in a sentence of ours."""
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


class _Late:
    """Since when each job is seen at a worker."""

    def __init__(self, limit: float) -> None:
        self._limit, self._since = limit, dict[tuple[Any, str], float]()

    def keys(self, processing: dict[str, Any]) -> list[tuple[Any, str]]:
        """The keys of jobs that a worker, which has one thread, has been at for too long, with its address."""
        now, first = time.monotonic(), {(keys[0], worker) for worker, keys in processing.items() if keys}
        self._since = {one: self._since.get(one, now) for one in first}
        return [one for one, since in self._since.items() if now - since > self._limit]


def _versions() -> dict[str, str | None]:
    return {name: installed(name) for name in SAME}


def _asked(files: tuple[str, ...], request: str | Work) -> object:
    """The work of a worker: files are taken once."""
    for file in files:
        if file not in _TAKEN:
            extend(file)
            _TAKEN.add(file)
    return answered(request)
