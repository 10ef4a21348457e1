"""The page of a campaign over HTTP, as it is whenever somebody asks: one page, read only."""

from __future__ import annotations

import http.server
import threading
from http import HTTPStatus

from nablacheck.oracle.campaign import stores
from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.finishing import REDUCED
from nablacheck.oracle.report.html_page import html_page
from nablacheck.oracle.report.html_tree import e, page
from nablacheck.oracle.report.page_content import so_far
from nablacheck.reference.errors import InputError

AGAIN = 30
"""Seconds after which a browser asks again, as long as something is to be done."""
LOCAL = ("localhost", "127.0.0.1", "[::1]")
"""Names under which a browser may ask for this machine: another one would be that of a site that points here."""


def server(campaign: Campaign, host: str, port: int) -> http.server.ThreadingHTTPServer:
    """A server that is bound and waits to be told to serve; OSError where the port is taken."""
    made, lock = dict[tuple[int, float], bytes](), threading.Lock()
    last = campaign.folder / REDUCED  # which is written when all parts are there

    def current() -> tuple[bytes, bool]:
        """The page, made anew when a part has come, and whether it is the last."""
        with lock:
            done, kept = len(campaign.finished), stores.exists(last)
            key = done, stores.changed(last) if kept else 0.0
            if key not in made:
                made.clear()
                made[key] = _text(campaign).encode()
            return made[key], done == len(campaign.wanted) and kept

    class Handler(http.server.BaseHTTPRequestHandler):
        """Answers for the page alone."""

        def do_GET(self) -> None:
            """The page."""
            asked = self.headers.get("Host", "").rsplit(":", 1)[0]
            if host in LOCAL and asked not in LOCAL:
                self.send_error(HTTPStatus.FORBIDDEN, "ask for localhost")
            elif self.path != "/":
                self.send_error(HTTPStatus.NOT_FOUND, "there is one page, /")
            else:
                text, finished = current()
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(text)))
                self.send_header("Cache-Control", "no-store")
                if not finished:
                    self.send_header("Refresh", str(AGAIN))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(text)

        do_HEAD = do_GET  # noqa: N815 - as the standard library calls it

        def log_message(self, *said: object) -> None:
            """Nobody wants a line for each request."""

    return http.server.ThreadingHTTPServer((host, port), Handler)


def _text(campaign: Campaign) -> str:
    try:
        return html_page(so_far(campaign))
    except InputError as error:  # no part is finished yet, or one is damaged
        return page("nablacheck campaign", "", "", e("main", e("h1", "Nothing to show yet"), e("p", str(error))))
