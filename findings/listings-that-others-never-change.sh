#!/usr/bin/env bash
# s3fs: what another process writes into a folder that was listed once does not exist, except for find; and that for ever.
#
# One would guess that ls, exists, glob and open ask the server, as they do for a local folder. Instead, s3fs keeps each
# listing for as long as the process lives. An object that another process writes afterwards is not in ls or glob, exists says
# False, and open and cat raise FileNotFoundError, while find of the same file system has it. An object that was replaced has
# its old size, and open().read() raises FileExpired, where cat gives the new content. A second S3FileSystem(...) is the same
# object, with the same listings. use_listings_cache=False sees everything; so does ls(refresh=True).
#
# Why it matters: several processes that write parts into one folder, and one that counts them, is what such a store is for.
# The one that counts waits for ever, or writes a summary of the parts that were there when it first looked, and no message
# says so.
#
# Source: s3fs issue 851 (open, "expected and a necessary optimisation"), issues 260, 490, 526. The server is moto's, on this
# machine.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q s3fs==2026.9.0 fsspec==2026.9.0 "moto[server]==5.2.5"
export AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_DEFAULT_REGION=us-east-1
"$folder/env/bin/python" - 2>"$folder/log" <<'PYTHON' || { cat "$folder/log"; exit 1; }
import subprocess
import sys

import s3fs
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
address = "http://{}:{}".format(*server.get_host_and_port())
files = s3fs.S3FileSystem(endpoint_url=address)
files.mkdir("bucket")
files.pipe("bucket/parts/one", b"1")
print("s3fs", s3fs.__version__)
print("at first:", files.ls("bucket/parts"))
other = f"""
import s3fs
files = s3fs.S3FileSystem(endpoint_url={address!r})
files.pipe("bucket/parts/two", b"2")
files.pipe("bucket/parts/one", b"replaced")
"""
subprocess.run([sys.executable, "-c", other], check=True)
print("another process has written parts/two, and replaced parts/one")


def said(call):
    try:
        return call()
    except OSError as error:
        return type(error).__name__


seen = {
    "ls": files.ls("bucket/parts"),
    "glob": files.glob("bucket/parts/*"),
    "exists(two)": files.exists("bucket/parts/two"),
    "cat(two)": said(lambda: files.cat("bucket/parts/two")),
    "open(two)": said(lambda: files.open("bucket/parts/two").read()),
    "size(one)": files.size("bucket/parts/one"),
    "open(one)": said(lambda: files.open("bucket/parts/one").read()),
    "cat(one)": files.cat("bucket/parts/one"),
    "ls of a second S3FileSystem": s3fs.S3FileSystem(endpoint_url=address).ls("bucket/parts"),
    "find": files.find("bucket/parts"),
    "ls with use_listings_cache=False": s3fs.S3FileSystem(endpoint_url=address, use_listings_cache=False).ls("bucket/parts"),
}
for name, answer in seen.items():
    print(f"{name}: {answer}")
server.stop()
old, both = ["bucket/parts/one"], ["bucket/parts/one", "bucket/parts/two"]
as_described = list(seen.values()) == [
    old, old, False, "FileNotFoundError", "FileNotFoundError", 1, "FileExpired", b"replaced", old, both, both
]
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
