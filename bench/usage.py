"""Processor time of a process and of those that it started, from Linux's /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """Processor seconds so far. main: of the main thread, where Python's event loop runs. threads:
    of the others of that process. children: of the processes that it started."""

    main: float
    threads: float
    children: float

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(
            self.main - other.main, self.threads - other.threads, self.children - other.children
        )

    @property
    def total(self) -> float:
        return self.main + self.threads + self.children


def usage(pid: int, proc: Path = PROC) -> Usage:
    """Raises FileNotFoundError where the process has ended."""
    main = _seconds(proc / f"{pid}/task/{pid}/stat")
    whole = _seconds(proc / f"{pid}/stat")
    return Usage(main, whole - main, sum(_tree(child, proc) for child in _children(pid, proc)))


def _tree(pid: int, proc: Path) -> float:
    """Of a process and all below it; one that has just ended counts nothing."""
    try:
        own = _seconds(proc / f"{pid}/stat")
        return own + sum(_tree(child, proc) for child in _children(pid, proc))
    except FileNotFoundError:
        return 0.0


def _children(pid: int, proc: Path) -> list[int]:
    tasks = (proc / f"{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text("ascii").split()]


def _seconds(stat: Path) -> float:
    """User and system time (proc(5)); the name, second, may hold spaces."""
    fields = stat.read_text("utf-8", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
