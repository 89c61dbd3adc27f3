"""The load telephone's own process: `python -m bench.telephone.process`.

Reads a `Job` from standard input (JSON, one line), prepares it, prints `ready`, waits for another
line, makes the calls, and writes the `Run` on standard output (pickle: both ends are ours).
"""

import json
import os
import pickle
import sys
from contextlib import suppress

from bench.telephone.job import Job, carried_out, prepared

PRIORITY = 10
"""Real-time priority, where it is allowed: the instrument must not wait for what it measures."""


def main() -> None:
    job = Job(**json.loads(sys.stdin.readline()))
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    exchange = prepared(job)
    print("ready", flush=True)
    if sys.stdin.readline():
        pickle.dump(carried_out(exchange), sys.stdout.buffer)


if __name__ == "__main__":
    main()
