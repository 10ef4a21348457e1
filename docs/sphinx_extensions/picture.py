"""A directive that draws: ```{picture} sigma``` calls `sigma` of `sphinx_extensions.drawings` and puts its SVG into the page.

Within the page, text and axes take the page's own colour, so that a picture is as legible on a dark page as on a light one.
"""

import re
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nablacheck.oracle.report.plots import GREY, LIGHT

from sphinx_extensions import drawings

INK = {"#000000": "1", GREY: "0.65", LIGHT: "0.15"}
"""What is drawn in one of these is drawn in the colour of the text, as opaque as that."""


def svg(name: str, description: str) -> str:
    """The picture of that name as an SVG element."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.svg"
        getattr(drawings, name)(file)
        return inlined(file.read_text(encoding="utf-8"), name, description)


def inlined(file: str, name: str, description: str) -> str:
    """The text of an SVG file as an element of a page, whose other pictures have identities of their own."""
    element = re.sub(r"<metadata>.*?</metadata>", "", file[file.index("<svg") :], flags=re.DOTALL)
    for colour, opacity in INK.items():
        painted = rf"(stroke|fill): {colour}(?:; \1-opacity: [\d.]+)?"
        element = re.sub(painted, rf"\1: currentColor; \1-opacity: {opacity}", element, flags=re.IGNORECASE)
    element = element.replace("fill: #ffffff", "fill: none")
    element = re.sub(r'(id="|url\(#|xlink:href="#)', rf"\1{name}-", element)
    return element.replace("<svg", f'<svg role="img" aria-label="{escape(description)}" fill="currentColor"', 1)


class Picture(SphinxDirective):
    """The picture, its description in `:alt:`, and the caption below it."""

    required_arguments = 1
    has_content = True
    option_spec = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """A figure with the drawn picture and the caption."""
        self.env.note_dependency(drawings.__file__)
        drawn = nodes.raw("", svg(self.arguments[0], self.options["alt"]), format="html")
        caption, messages = self.state.inline_text(" ".join(self.content), self.lineno)
        return [nodes.figure("", drawn, nodes.caption("", "", *caption), classes=["picture"]), *messages]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive."""
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
