"""Who does the jobs of a campaign: this process, or several beside it, of which any may die.

Processes are spawned, since JAX does not survive a fork. Each has its share of the jobs and gets them one at a time, so that
it is known what a process was at when it ended: that job becomes a finding, and a new process goes on with the share.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from nablacheck import adapters
from nablacheck.oracle.checking.own import extend
from nablacheck.reference.errors import InputError, MissingFramework

THREADS = "OMP_NUM_THREADS"
LOOK = 1.0
"""Seconds after which it is looked whether anybody is late."""
SPAWN = multiprocessing.get_context("spawn")


class Work(Protocol):
    """What can be done in any process: work on one adapter, in plain data."""

    @property
    def adapter(self) -> str:
        """The name of the adapter."""

    def done(self, adapter: adapters.Adapter) -> Any:
        """What comes of it."""

    def broken(self, breach: str) -> Any:
        """What comes of it where the adapter ends its process."""


W = TypeVar("W", bound=Work)


class Loaded(Protocol):
    """What there is to know of an adapter before the work."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def dtypes(self) -> tuple[str, ...]:
        """What it computes in."""

    @property
    def on_request(self) -> bool:
        """Whether it is left out unless it is named."""

    @property
    def graphs(self) -> bool:
        """Whether it computes graphs."""


class Workers(Protocol):
    """Who loads adapters and does jobs."""

    def __enter__(self) -> Workers:
        """Ready to work."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Leaves no process behind."""

    def load(self, name: str) -> Loaded:
        """As `nablacheck.load`, with its errors."""

    def done(self, jobs: Sequence[W]) -> Iterator[tuple[W, Any]]:
        """Every job with what was found, as they are finished."""


class Here:
    """The process that asks. An adapter that crashes ends everything: `Beside` is there for such. os._exit is an exit here."""

    def __init__(self, load: Callable[[str], adapters.Adapter]) -> None:
        self._load, self._adapters = load, dict[str, adapters.Adapter]()

    def __enter__(self) -> Here:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._adapters.clear()

    def load(self, name: str) -> adapters.Adapter:
        """As `nablacheck.load`."""
        self._adapters[name] = self._load(name)
        return self._adapters[name]

    def done(self, jobs: Sequence[W]) -> Iterator[tuple[W, Any]]:
        """One after the other."""
        for job in jobs:
            yield job, job.done(self._adapters[job.adapter])


@dataclass(frozen=True)
class Known:
    """An adapter of another process."""

    name: str
    dtypes: tuple[str, ...]
    on_request: bool
    graphs: bool


class Ended(Exception):
    """A process ended without an answer; the message says how."""


class Beside:
    """So many processes beside this one; `files` are those of `--with`, which each process takes for itself."""

    def __init__(self, count: int, files: tuple[str, ...]) -> None:
        self._count, self._files, self._processes = count, files, list[_Process]()

    def __enter__(self) -> Beside:
        threads = max(1, cores() // self._count)
        try:
            for _ in range(self._count):
                self._processes.append(_Process(self._files, threads))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        for process in self._processes:
            process.stop()

    def load(self, name: str) -> Known:
        """Imports it in every process at once; InputError too where that ends a process."""
        for process in self._processes:
            process.ask(name)
        try:
            answers: list[Any] = [process.answer() for process in self._processes]
        except Ended as ended:
            raise InputError(f"adapter {name!r} cannot be imported: it {ended}.") from None
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        known: Known = answers[0]
        return known

    def done(
        self, jobs: Sequence[W], share: Callable[[W], int] | None = None, retries: int = 0, limit: float = math.inf
    ) -> Iterator[tuple[W, Any]]:
        """In shares that depend on nothing but the jobs and the count, or on the number that `share` gives a job.

        With `share`, who is done helps others. A job is given up after so many `retries` of one that ended its process, or did
        not answer for `limit` seconds.
        """
        count, busy = len(self._processes), dict[Connection, _Busy[W]]()
        shares: list[deque[tuple[W, int]]] = [deque() for _ in range(count)]
        for k, job in enumerate(jobs):
            shares[(share(job) if share else k) % count].append((job, retries))

        def go_on(process: _Process, k: int) -> None:
            if share and not shares[k] and (most := max(shares, key=len)):
                shares[k].append(most.pop())
            if shares[k]:
                job, left = shares[k].popleft()
                process.ask(job)
                busy[process.connection] = _Busy(process, k, job, left, time.monotonic())

        for k, process in enumerate(self._processes):
            go_on(process, k)
        while busy:
            soon = min(limit, LOOK) if limit < math.inf else None
            for ready in [connection for connection in wait(list(busy), soon) if isinstance(connection, Connection)]:
                at = busy.pop(ready)
                found, ended = at.answered()
                if ended and at.retries:
                    shares[at.share].appendleft((at.job, at.retries - 1))
                go_on(at.process, at.share)
                if isinstance(found, Exception):
                    raise found
                if not (ended and at.retries):
                    yield at.job, found
            for at in [at for at in busy.values() if time.monotonic() - at.since > limit]:
                at.late = f"did not answer in {limit:g} seconds"
                at.process.kill()  # and its connection is ready


@dataclass
class _Busy(Generic[W]):
    """A process at work: whose share the job is of, how often it may be tried again, and since when."""

    process: _Process
    share: int
    job: W
    retries: int
    since: float
    late: str = ""

    def answered(self) -> tuple[Any, bool]:
        """The answer, or what comes of a process that ended, and whether it did."""
        try:
            return self.process.answer(), False
        except Ended as ended:
            return None if self.retries else self.job.broken(self.late or str(ended)), True


class _Process:
    """A process that answers one request at a time, and is started anew where it ended."""

    def __init__(self, files: tuple[str, ...], threads: int) -> None:
        self._files, self._threads = files, threads
        self._start()

    def _start(self) -> None:
        self.connection, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(theirs, self._files))
        with _limited(self._threads):
            self._process.start()
        theirs.close()

    def ask(self, request: str | Work) -> None:
        """Sends a request."""
        try:
            self.connection.send(request)
        except OSError:  # it ended after its last answer, which was complete
            self.stop()
            self._start()
            self.connection.send(request)

    def answer(self) -> Any:
        """The answer; Ended where there is none, and a new process is there."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            self._process.join()
            code = self._process.exitcode or 0
            self.stop()
            self._start()
            raise Ended(f"ended its process {_how(code)}") from None

    def kill(self) -> None:
        """Ends the process as a signal from outside would; who waits for its answer sees that."""
        self._process.kill()

    def stop(self) -> None:
        """Ends the process."""
        self.connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _limited(threads: int) -> Iterator[None]:
    """What starts in the block multiplies matrices on so many threads, unless the user has said on how many.

    BLAS and PyTorch read it while they are loaded, which is before a process that was spawned can say anything.
    """
    said = THREADS in os.environ
    os.environ.setdefault(THREADS, str(threads))
    try:
        yield
    finally:
        if not said:
            del os.environ[THREADS]


def _how(code: int) -> str:
    """How a process ended, from its exit code; negative codes are signals."""
    if code >= 0:
        return f"with exit code {code}"
    names = {number.value: number.name for number in signal.Signals}
    return f"by signal {-code} ({names.get(-code, 'unknown')})"


def _serve(connection: Connection, files: tuple[str, ...]) -> None:
    """The work of a process: answers until nobody asks any more, or takes the answer. Ctrl-C is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for file in files:
        extend(file)
    with suppress(EOFError, ConnectionError):
        while True:
            connection.send(answered(connection.recv()))


def answered(request: str | Work) -> object:
    """What is known of an adapter, or what comes of a work; an error goes back as the answer."""
    try:
        if isinstance(request, str):
            adapter = adapters.load(request)
            return Known(adapter.name, adapter.dtypes, adapter.on_request, adapter.graphs)
        return request.done(adapters.load(request.adapter))
    except (InputError, MissingFramework) as error:
        return type(error)(str(error))
    except Exception:  # a fault of ours, which is raised again where it can be seen
        return RuntimeError(f"in a process beside this one:\n{traceback.format_exc()}")
