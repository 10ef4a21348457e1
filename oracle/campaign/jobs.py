"""What a campaign is made of: one problem on one adapter in one dtype, said in plain data that any process can work on."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.command_lines import brought_by
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck
from nablacheck.oracle.checking.problem_files import read_problem
from nablacheck.oracle.generating import digits
from nablacheck.oracle.generating.problems import numbered
from nablacheck.oracle.generating.random_graphs import random_graph
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.foreign_code import Escaped, contained
from nablacheck.reference.graphs.graph_problem import AnyProblem
from nablacheck.reference.problem import Problem


class Source(Protocol):
    """Where a problem comes from."""

    def problem(self, dtype: str) -> AnyProblem:
        """The problem in a dtype; the same in every process."""

    @property
    def options(self) -> str:
        """The options of `nablacheck run` that give it again."""

    @property
    def graph(self) -> bool:
        """Whether it is a graph, which not every adapter computes."""


@dataclass(frozen=True)
class Random:
    """Random problem `number` of a seed."""

    seed: int
    number: int
    draws: int
    graph: ClassVar[bool] = False

    def problem(self, dtype: str) -> AnyProblem:
        """Drawn anew."""
        return numbered(self.seed, self.number, dtype, self.draws).problem

    @property
    def options(self) -> str:
        """The problems up to this one: each is the same whatever their count."""
        return f"--seed {self.seed} --problems {self.number + 1} --draws {self.draws} --data none"


@dataclass(frozen=True)
class Graphs:
    """The random graph of a seed."""

    seed: int
    graph: ClassVar[bool] = True

    def problem(self, dtype: str) -> AnyProblem:
        """Drawn anew."""
        return random_graph(self.seed, dtype)

    @property
    def options(self) -> str:
        """Its seed, which no other graph has."""
        return f"--seed {self.seed} --graphs 1 --problems 0 --data none"


@dataclass(frozen=True)
class Digits:
    """The handwritten digits through network `number` of the book."""

    seed: int
    number: int
    draws: int
    graph: ClassVar[bool] = False

    def problem(self, dtype: str) -> AnyProblem:
        """Read once a process."""
        return _digits(self.seed, dtype, self.draws)[self.number]

    @property
    def options(self) -> str:
        """The digits alone."""
        return f"--seed {self.seed} --problems 0 --draws {self.draws} --data digits"


@cache
def _digits(seed: int, dtype: str, draws: int) -> tuple[Problem, ...]:
    return tuple(digits.digits(seed, dtype, draws))


@dataclass(frozen=True)
class OfFile:
    """The problem of a user's file, which has a dtype of its own, and may be a graph."""

    path: str
    graph: bool = False

    def problem(self, dtype: str) -> AnyProblem:
        """Read from the file."""
        return read_problem(Path(self.path)).problem

    @property
    def options(self) -> str:
        """The file alone."""
        return f"--problems 0 --data {shlex.quote(self.path)}"


@dataclass(frozen=True)
class Job:
    """A problem on an adapter in a dtype; `files` are those of `--with`."""

    adapter: str
    dtype: str
    source: Source
    files: tuple[str, ...] = ()

    @property
    def again(self) -> str:
        """The command that does this job again."""
        which = f"{self.source.options} --adapters {self.adapter} --dtype {self.dtype}"
        return f"nablacheck run {which}{brought_by(self.files)}"

    def done(self, adapter: Adapter) -> Tally:
        """What is found; an adapter that calls exit, or interrupts, is a finding, and the work goes on."""
        tally, problem = Tally(again=self.again, brought=self.files), self.source.problem(self.dtype)
        try:
            with contained(math.inf):
                crosscheck([problem], adapter, tally)
        except Escaped as error:
            return self.broken(str(error))
        return tally

    def broken(self, breach: str) -> Tally:
        """The tally of a promise that was broken before anything could be judged."""
        problem: Any = self.source.problem(self.dtype)  # a verdict asks the same of a graph as of a chain
        tally = Tally(again=self.again, brought=self.files)
        tally.problems[self.adapter, self.dtype] += 1
        tally.add(Verdict(problem, self.adapter, precision(problem.dtype), (), (breach,)))
        return tally


def merged(tallies: Iterable[Tally]) -> Tally:
    """All in one."""
    result = Tally()
    for tally in tallies:
        result.merge(tally)
    return result
