"""The command `nablacheck adopt`: the conformance examination of an adapter, which says what to mend first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import click

from nablacheck.adapters import Adapter
from nablacheck.adapters.devices import on_device
from nablacheck.oracle.campaign.examination import FAILED, Answer, Question, computes, examined, is_exact
from nablacheck.oracle.campaign.threads import depends_on_threads
from nablacheck.oracle.checking.own import adapter_of
from nablacheck.oracle.commands.options import brought, computed_on, extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.report.adopt_table import table, verdict
from nablacheck.oracle.sweeping.findings import jobs
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.errors import InputError

SWEPT = ("sigmoid", "tanh", "relu")
"""Single functions of which an examination asks; `nablacheck sweep` and `nablacheck sheet` ask of all."""


def functions(adapter: Adapter) -> Iterator[str]:
    """What is wrong with single functions, in one and in two dimensions, after other calls, beside a NaN."""
    for entry, _, dtype in jobs([ACTIVATIONS[name] for name in SWEPT], [adapter], adapter.functions.dtypes):  # type: ignore[union-attr]
        try:
            found = [text for swept in sweep(entry, adapter, dtype) for text in swept.findings]
        except NotImplementedError:
            continue
        yield from found


@click.command(short_help="Examine an adapter, and say what to mend first.")
@click.argument("target", metavar="ADAPTER")
@computed_on
@to_json
@extended
def adopt(target: str, device: str, output: Output) -> None:
    """Examine ADAPTER, a name, module:NAME or file.py:NAME: exit 0 where every question is passed, 1 otherwise."""
    adapter = on_device(adapter_of(target), device)
    if not (computes(adapter) or adapter.functions):
        raise InputError(f"adapter {adapter.name!r} has neither a gradient nor single functions: there is nothing to examine.")
    threads = partial(depends_on_threads, target=target, device=device, files=brought())
    further = (
        Question(
            "single functions",
            "see `nablacheck sheet`, which has every function, format and segment",
            functions,
            of=lambda adapter: adapter.functions is not None,
        ),
        Question("threads", "let no thread write where another one does, and sum within the bound", threads, of=is_exact),
    )
    answers: list[Answer] = []
    with output.keeping(lambda: {"adapter": adapter.name, "answers": [vars(answer) for answer in answers]}):
        answers += examined(adapter, further)
    console = output.console()
    console.print(table(adapter.name, answers))
    console.say(verdict(adapter.name, answers))
    output.exit(1 if any(answer.outcome == FAILED for answer in answers) else 0)
