"""The site: `tox -e docs` builds it, strictly, into docs/_build/html. It makes no network request, nor does building it."""

import os
import sys
from pathlib import Path

import nablacheck

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("OMP_NUM_THREADS", "1")

project = "nablacheck"
author = "the nablacheck authors"
copyright = "the nablacheck authors, MIT licence"  # noqa: A001 - Sphinx reads this name
version = release = nablacheck.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_extensions.docstrings",
    "sphinx_extensions.mathml",
    "sphinx_extensions.offline",
    "sphinx_extensions.picture",
    "sphinx_extensions.snippets",
]
exclude_patterns = ["_build", "generators", "sphinx_extensions"]
suppress_warnings = ["config.cache"]
nitpicky = True
# what lies outside of this site, and parts of the house that no page is about
nitpick_ignore_regex = [
    ("py:.*", r"(numpy|np|collections|typing|contextlib|flint|os)\..*"),
    ("py:class", r"Any|.*ledger\.defect\.Defect|.*draws\.Bits|.*registry\.(Family|E)|.*targets\.Kind"),
    ("py:class", r".*contract\.Functions|.*pullbacks\.Pullbacks|.*accuracy\.Rows?|.*cost\.Cancelled|.*ball\.Model"),
    ("py:class", r".*wholes\.(WholeArrays|Norms)|.*compared\.Telling|.*verdict\.Named|Named|ObservedPrime"),
    ("py:class", r".*arithmetic\.types\.Namespace|Place|.*linear_parts\.Multiple"),
    ("py:class", r".*explaining\.(observed_prime\.ObservedPrime|claimed\.Claimed|explanation\.Explanation)|.*claims\.Asked"),
]

html_theme = "furo"
html_title = "nablacheck"
html_static_path = ["static"]
html_css_files = ["nablacheck.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
pygments_style, pygments_dark_style = "friendly", "monokai"

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
