"""The commands `nablacheck campaign report` and `nablacheck campaign serve`: what a campaign has found so far."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.part_files import needed
from nablacheck.oracle.campaign.stores import filled
from nablacheck.oracle.commands.exits import Code
from nablacheck.oracle.commands.options import PlaceName
from nablacheck.oracle.commands.reports import Reports, reporting
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.oracle.report.live_page import server
from nablacheck.oracle.report.page_content import Content, so_far
from nablacheck.reference.errors import InputError

PAGE = "report.html"
"""The page of a campaign, in its folder."""


@click.command(short_help="Write a page of one, or another report.")
@click.argument("folder", metavar="DIR", type=PlaceName())
@click.option("--against", "before", metavar="EARLIER", type=PlaceName(), help="The folder of an earlier one.")
@reporting
def report(folder: Path, before: Path | None, **reports: Any) -> None:
    """Write what the campaign in DIR has found so far: DIR/report.html, unless it is said what and where.

    Exit 0 when nothing is unexplained, 1 when something is. With --against the page also tells what is new and what is gone.
    """
    needed()
    mine, wanted = Campaign.there(folder), Reports(**reports)
    wanted.check()
    content = so_far(mine)
    if before is not None:
        content = replace(content, earlier=so_far(Campaign.there(before)))
    for path in wanted.write(lambda: content) if wanted.any else [_in_its_folder(folder, content)]:
        Terminal(stderr=True).say(f"{path}: {content.outcome}")
    sys.exit(Code.WRONG if content.bad else Code.RIGHT)


def _in_its_folder(folder: Path, content: Content) -> Path:
    with filled(folder) as here:
        wanted = Reports(html=here / PAGE)
        wanted.check()
        wanted.write(lambda: content)
    return folder / PAGE


@click.command(short_help="Show the page of one while it runs.")
@click.argument("folder", metavar="DIR", type=PlaceName())
@click.option("--port", default=8019, show_default=True, type=click.IntRange(0, 65535), help="0 takes any that is free.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Who may ask: this machine alone, unless you say otherwise."
)
def serve(folder: Path, port: int, host: str) -> None:
    """Show the page of the campaign in DIR in a browser, read only, as it is whenever somebody asks; Ctrl-C ends it."""
    needed()
    mine = Campaign.there(folder)
    try:
        serving = server(mine, host, port)
    except OSError as error:
        raise InputError(
            f"--host {host} --port {port} cannot be served: {error.strerror or error}; give another port."
        ) from error
    with serving:
        Terminal().say(f"http://{host}:{serving.server_address[1]}/ shows {folder}; Ctrl-C ends it.")
        serving.serve_forever()
