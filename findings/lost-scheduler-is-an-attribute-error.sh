#!/usr/bin/env bash
# Dask distributed: where the scheduler has ended, each method of the client says something else, and one says nothing.
#
# One would guess that a client whose scheduler is gone raises one error that says so, from every method. Instead, once it has
# given up: result() of an old future does say it, in a FutureCancelledError; submit raises ClosedClientError; run, who_has
# and scatter raise "'NoneType' object has no attribute 'broadcast'" (or 'who_has', 'scatter'); and scheduler_info() raises
# nothing: it returns an empty dictionary, a cluster without workers. Before it has given up, a new future can be submitted,
# and its result(timeout=…) is a TimeoutError, as for a cluster that is busy.
#
# Why it matters: a program that runs for a night has to tell a lost cluster from a mistake of its own, and the class of the
# error does not; who asks scheduler_info how many workers are left is told none, as for a cluster that begins.
#
# Source: dask/distributed issue 5793 (open) has the AttributeError of run; issues 5666 and 8690 made the message of futures.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[123]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13, 3.12 or 3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q distributed==2026.8.0 dask==2026.8.0
cd "$folder"
"$folder/env/bin/python" - "$folder/scheduler.json" 2>"$folder/log" <<'PYTHON' || { cat "$folder/log"; exit 1; }
import subprocess
import sys
import time

import distributed

print("distributed", distributed.__version__)
file = sys.argv[1]
started = [
    subprocess.Popen([sys.executable, "-m", f"distributed.cli.dask_{part}", "--scheduler-file", file, "--no-dashboard", *more])
    for part, *more in (("scheduler", "--port", "0", "--host", "127.0.0.1"), ("worker", "--no-nanny"))
]
client = distributed.Client(scheduler_file=file, timeout=10)
old = client.submit(abs, -1)
print("while the scheduler runs:", old.result(timeout=30))
for process in started:
    process.terminate()
    process.wait()


def wait_for(status):
    until = time.monotonic() + 60
    while client.status != status and time.monotonic() < until:
        time.sleep(0.1)


def said(call):
    try:
        return repr(call())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


wait_for("connecting")
early = said(lambda: client.submit(abs, -2).result(timeout=1))
print("it has ended, and the client tries to connect again; result(timeout=1) of a new future:", early)
wait_for("closed")
print("the client has given up; its status:", client.status)
seen = {
    "result": said(lambda: old.result(timeout=5)),
    "submit": said(lambda: client.submit(abs, -3)),
    "run": said(lambda: client.run(abs, -3)),
    "who_has": said(client.who_has),
    "scatter": said(lambda: client.scatter(1)),
    "scheduler_info": said(client.scheduler_info),
}
for name, answer in seen.items():
    print(f"{name}: {answer}")
as_described = early.startswith("TimeoutError") and "scheduler-connection-lost" in seen["result"]
as_described &= seen["submit"].startswith("ClosedClientError")
as_described &= all(seen[name].startswith("AttributeError: 'NoneType'") for name in ("run", "who_has", "scatter"))
as_described &= seen["scheduler_info"] == "{}"
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
