"""The page of `nablacheck check`: what is wrong, δ from layer to layer, the σ′ that was used, and every array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import numpy as np

from nablacheck.oracle.checking.answer import Report
from nablacheck.oracle.checking.picture import picture
from nablacheck.oracle.explaining.observed_prime import ObservedPrime
from nablacheck.oracle.judging.compared import RIGHT, Comparison
from nablacheck.oracle.judging.judges import BP1, BP2
from nablacheck.oracle.judging.verdict import in_short
from nablacheck.oracle.report.html_tree import Part, e, svg_of
from nablacheck.oracle.report.page_parts import code, filter_of, listed, plain_table, section, table, whole_page, words
from nablacheck.oracle.report.tables import of_bound

NEURONS = 24
"""Of a layer with more, the first so many are shown."""


def check_page(report: Report, command: str, facts: Mapping[str, str]) -> str:
    """The text of the page of a report; `command` is what was typed, `facts` are told at the end."""
    of = [c for judgement in report.judgements for c in judgement.shown.comparisons]
    wrong = sum(c.broken for c in of)
    numbers = (
        (f"{len(report.judgements)}", "networks and batches asked"),
        (f"{sum(np.size(c.given) for c in of):,}", "numbers compared"),
        (f"{wrong} of {len(of)}", "arrays wrong"),
        (in_short(report.proven_digits), "digits proven, the least of all arrays"),
    )
    outcome = report.sentence if report.outcome != RIGHT else report.headline
    return whole_page("nablacheck check", outcome, report.outcome != RIGHT, numbers, _sections(report, command, facts))


def _sections(report: Report, command: str, facts: Mapping[str, str]) -> Iterator[Element | None]:
    notes = [e("p", f"note: {note}") for note in report.notes]
    yield section("found", "What was found", words(report.explanation, "explanation"), *notes)
    deltas = _deltas(report)
    yield section("delta", "δ, layer by layer", *_delta(deltas)) if deltas else None
    yield section("prime", "The σ′ that was used", *_primes(report)) if report.primes else None
    arrays = list(_arrays(report))
    yield section("arrays", "Each array", *_array_table(arrays)) if arrays else None
    yield section("again", "How to run it again", code(command, "again-command", "Copy the command"), listed(facts))


def _deltas(report: Report) -> list[Comparison]:
    """δ of a single example, of which it is known: ∇b is δ there, of the last layer first."""
    for judgement in report.judgements:
        found = [c for c in judgement.shown.comparisons if c.equation in (BP1, BP2) and np.shape(c.given)[1:] == (1,)]
        if found and judgement.verdict.problem.batch == 1:
            return found
    return []


def _delta(deltas: list[Comparison]) -> Iterator[Part]:
    yield e(
        "p",
        "Of one example, on which ∇b is δ, from the output back. The equation's δ is what follows from the δ after it as your "
        "code has it, so that what is wrong in one layer is not told of those before it.",
    )
    head = e("tr", *(e("th", name, scope="col") for name in ("δ", "yours", "the equation's", "rounding explains", "")))
    rows = [row for c in deltas for row in _neurons(c)]
    yield table("by-neuron", "δ of every neuron, yours and the book's", head, rows)


def _neurons(c: Comparison) -> Iterator[Element]:
    given, ball = np.asarray(c.given, dtype=np.float64)[:, 0], c.ball
    rad = np.broadcast_to(ball.rad, ball.shape)[:, 0]
    for i in range(min(len(given), NEURONS)):
        off = bool(c.unexplained[i, 0])
        numbers = f"{given[i]:.9g}", f"{ball.mid[i, 0]:.9g}", f"{rad[i]:.2g}"
        cells = [e("td", number) for number in numbers]
        mark = e("td", f"✗ {c.equation}" if off else "agrees", class_="wrong" if off else "calm")
        yield e("tr", e("th", f"δ^{c.layer}[{i}]", scope="row"), *cells, mark)
    if len(given) > NEURONS:
        yield e("tr", e("th", f"δ^{c.layer}: {len(given) - NEURONS} more", scope="row"), *(e("td") for _ in range(4)))


def _primes(report: Report) -> Iterator[Part]:
    yield e("p", "δ^l over what was sent back to it is σ′(z^l), neuron by neuron: what your code took for it, at each z.")
    for number, prime in enumerate(report.primes):
        drawing = svg_of(picture(prime), f"prime-{number}")
        says = f"Layer {prime.layer}, {prime.activation}: each dot is a neuron on an example."
        yield e("figure", drawing, e("figcaption", says))
        yield _prime_table(prime, f"prime-rows-{number}")


def _prime_table(prime: ObservedPrime, name: str) -> Element:
    headings = "z", "your σ′", f"{prime.activation}′(z)"
    rows = ((f"{z:.6g}", f"{used:.9g}", f"{right:.9g}") for z, used, right in prime.rows)
    return plain_table(name, f"σ′ as it was used at layer {prime.layer}", headings, rows)


def _arrays(report: Report) -> Iterator[Element]:
    for judgement in report.judgements:
        problem = judgement.verdict.problem
        for c in judgement.shown.comparisons:
            worst = float(np.max(c.error_over_bound, initial=0.0))
            colour = "wrong" if c.broken else "calm" if c.outcome == RIGHT else "mild"
            yield e(
                "tr",
                e("th", f"{c.letter} by {c.equation}{c.place}", scope="row"),
                e("td", c.outcome, class_=colour),
                e("td", of_bound(worst)),
                e("td", in_short(c.proven_digits)),
                e("td", str(problem), class_="text"),
            )


def _array_table(rows: list[Element]) -> Iterator[Part]:
    headings = ("array", "verdict", "error/bound", "digits proven", "network")
    head = e("tr", *(e("th", name, scope="col", class_="text" if name == "network" else None) for name in headings))
    yield filter_of("every", len(rows), "letter, layer, wrong, batch 1, …")
    yield table("every", "every array of every network", head, rows)
