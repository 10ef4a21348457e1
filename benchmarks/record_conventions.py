"""Asks the frameworks that are installed, and writes what they take for granted to oracle/measuring/conventions.json.

python benchmarks/record_conventions.py [FRAMEWORK …]
"""

import sys

from nablacheck.oracle.measuring.conventions_measured import conventions, frameworks, written
from nablacheck.reference.releases import installed

here = [framework.key for framework in frameworks() if installed(framework.package)]
cells = list(conventions(sys.argv[1:] or here))
written(cells)
for cell in cells:
    print(f"{cell.framework} {cell.version}: {cell.question}: {cell.answer}")  # noqa: T201
