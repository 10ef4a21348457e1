"""A doctest ends with an empty line, which a page need not show."""

from docutils import nodes
from sphinx.application import Sphinx


def trimmed(app: Sphinx, tree: nodes.document) -> None:
    """Takes the empty lines from the end of every block of code."""
    for block in tree.findall(nodes.literal_block):
        text = block.astext().rstrip()
        block.rawsource = text
        block[:] = [nodes.Text(text)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Listens for pages."""
    app.connect("doctree-read", trimmed)
    return {"parallel_read_safe": True}
