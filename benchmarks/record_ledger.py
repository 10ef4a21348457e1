"""Runs every reproducer of the ledger and writes what it prints, and what it should, to oracle/ledger/recorded.json.

python benchmarks/record_ledger.py
"""

import json
import sys
from pathlib import Path

from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.ledger.reproduce import reproduced, right
from nablacheck.oracle.ledger.shown import RECORDED

FILE = Path(__file__).parent.parent / "oracle" / "ledger" / "recorded.json"

here = [defect for defect in LEDGER if defect.shown.entry and defect.everywhere and defect.installed]
if "--all" not in sys.argv:
    here = [defect for defect in here if defect.shown.lines not in RECORDED]
lines = {defect.shown.lines for defect in LEDGER}
kept = {text: pair for text, pair in RECORDED.items() if text in lines}
recorded = kept | {defect.shown.lines: (text, right(defect)) for defect, text in reproduced(here)}
FILE.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
for text, (returns, should) in recorded.items():
    if returns == should:
        print(f"{text}\n  returns what is right: {should}")  # noqa: T201
