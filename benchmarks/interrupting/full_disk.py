"""A full disk: a campaign in a small file system of its own, which is made larger for those who go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from nablacheck.oracle.campaign.campaigns import MANIFEST

from interrupting.disturbed import FOUND, PATIENCE, REFUSED, START, WITH, Disturbed

SMALLEST, LARGEST = 8, 256
"""KiB of the small disk: the first has no room for the plan, the last room for nearly all."""
SCRIPT = """
mount -t tmpfs -o size="$1"k tmpfs "$2" || exit 100
cd "$2"
"$3" -m nablacheck campaign start c {start} > "$4/first" 2>&1
echo $? > "$4/code"
mount -o remount,size=64m "$2" || exit 100
if [ -e c/{manifest} ]
then "$3" -m nablacheck campaign resume c {resume} > "$4/second" 2>&1
else rm -rf c; "$3" -m nablacheck campaign start c {start} > "$4/second" 2>&1
fi
code=$?
cd /
cp -a "$2/c" "$5"
exit $code
"""
"""In a mount namespace of its own: the size, the disk, Python, where to tell, and where the folder is put at the end."""


def possible() -> str:
    """Why no small disk can be made here, or nothing."""
    try:
        line = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "there is no unshare"
    return done.stderr.strip()


def a_full_disk(one: Disturbed) -> list[str]:
    """The first says in a sentence that there is no room; with room, the second comes to everything."""
    place = one.folder.with_name(f"{one.folder.name}-disk")
    disk, told = place / "disk", place / "told"
    for folder in (disk, told):
        folder.mkdir(parents=True)
    size = SMALLEST + round(one.share * (LARGEST - SMALLEST))
    options = {"start": " ".join([*START, *one.workers]), "resume": " ".join([*WITH, *one.workers]), "manifest": MANIFEST}
    line = ["unshare", "-rm", "sh", "-c", SCRIPT.format(**options), "sh", str(size), str(disk), sys.executable, str(told)]
    done = subprocess.run([*line, str(one.folder)], check=False, timeout=2 * PATIENCE)
    return _faults(told, done.returncode, f"with {size} KiB")


def _faults(told: Path, code: int, size: str) -> list[str]:
    first, second = (told / name for name in ("first", "second"))
    wrong = [f"{size}, the second: exit {code}: {second.read_text(encoding='utf-8')}"] * (code != FOUND)
    said, ended = first.read_text(encoding="utf-8"), int((told / "code").read_text(encoding="utf-8"))
    if ended != FOUND and (ended != REFUSED or len(said.splitlines()) != 1 or "No space left" not in said):
        wrong.append(f"{size}, the first: exit {ended}: {said}")
    return wrong
