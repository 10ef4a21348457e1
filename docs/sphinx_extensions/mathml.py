r"""Mathematics as MathML, which browsers draw themselves: no script, no font, no network.

docutils converts the LaTeX; a command that it does not know is an error that fails the build. `\tag{BP1}` at the end of a
display, as on GitHub, becomes the number in the margin and the anchor `equation-BP1`.
"""

import re

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.writers.html5 import HTML5Translator

TAG = re.compile(r"\\tag\{([^}]*)\}")
FIXES = (
    ("<mo>'</mo>", '<mo form="postfix" lspace="0" rspace="0">′</mo>'),  # a prime, where docutils leaves an apostrophe
    ('<mi class="capital-greek">', '<mi mathvariant="normal">'),  # upright, as in the book
)


def mathml(latex: str, block: bool) -> str:
    """The MathML of a formula; ExtensionError, with the formula, for what docutils cannot convert."""
    try:
        converted = tex2mathml(latex, as_block=block)
    except MathError as error:
        raise ExtensionError(f"{error} in the formula {latex.strip()}") from error
    for wrong, right in FIXES:
        converted = converted.replace(wrong, right)
    return re.sub(r"\s*\n\s*", "", converted)


def inline(self: HTML5Translator, node: nodes.math) -> None:
    """A formula within a line."""
    self.body.append(mathml(node.astext(), block=False))
    raise nodes.SkipNode


def display(self: HTML5Translator, node: nodes.math_block) -> None:
    """A formula in a line of its own, with its number."""
    latex = node.astext()
    number = TAG.search(latex)
    identity = f' id="equation-{number[1]}"' if number else ""
    tag = f'<span class="number">({number[1]})</span>' if number else ""
    self.body.append(f'<div class="equation"{identity}>{mathml(TAG.sub("", latex), block=True)}{tag}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the renderer."""
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
