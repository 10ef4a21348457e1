"""Pages in a real browser, without a window: what a script that is added to a page has found."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=20000"]
SHADES = {"dark": 0, "light": 1}
"""What Chromium calls prefers-color-scheme."""


def told(file, text, script, shade="light"):
    """What the script puts into the title of the page as JSON, and what the console says; skips without a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium is installed: apt-get install chromium")
    file.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    options = [*OPTIONS, f"--blink-settings=preferredColorScheme={SHADES[shade]}"]
    done = subprocess.run(
        [browser, *options, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=False, timeout=120
    )
    found = re.search(r"<title>(\{.*?\})</title>", done.stdout, re.DOTALL)
    assert found, done.stderr
    return json.loads(html.unescape(found[1])), done.stderr


def axe_core():
    """The text of axe-core, which finds what keeps people from reading a page; skips where npm has not installed it."""
    npm = shutil.which("npm")
    common = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False).stdout.strip() if npm else ""
    places = [*os.environ.get("NODE_PATH", "").split(os.pathsep), str(ROOT / "node_modules"), common]
    for place in filter(None, places):
        file = Path(place, "axe-core", "axe.min.js")
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return pytest.skip("axe-core is not in NODE_PATH, in node_modules here, or in npm's own: npm install axe-core")
