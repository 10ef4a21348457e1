"""The page of a campaign over HTTP, as it is whenever somebody asks: one page, read only."""

from __future__ import annotations

import http.server
import sys
import threading
from http import HTTPStatus
from typing import Any

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
            try:
                done, kept = len(campaign.finished), stores.exists(last)
                key = done, stores.changed(last) if kept else 0.0
                if key not in made:
                    made.clear()
                    made[key] = html_page(so_far(campaign)).encode()
                return made[key], done == len(campaign.wanted) and kept
            except (InputError, OSError) as error:  # no part is finished yet, one is damaged, or a store is away for a moment
                return _nothing(str(error)).encode(), False

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

    return Server((host, port), Handler)


class Server(http.server.ThreadingHTTPServer):
    """One that says nothing of a browser that goes away before it has the page."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whatever else is raised is a fault of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _nothing(why: str) -> str:
    return page("nablacheck campaign", "", "", e("main", e("h1", "Nothing to show yet"), e("p", why)))
