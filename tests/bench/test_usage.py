import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.usage import Usage, usage

TICKS = os.sysconf("SC_CLK_TCK")


def process(
    proc: Path, pid: int, user: int, system: int, children: str = "", main: int = 0
) -> None:
    fields = ["S", *"0" * 10, str(user), str(system)]
    task = proc / f"{pid}/task/{pid}"
    task.mkdir(parents=True)
    (proc / f"{pid}/stat").write_text(f"{pid} (a (b) c) {' '.join(fields)}")
    fields[11:] = [str(main), "0"]
    (task / "stat").write_text(f"{pid} (a) {' '.join(fields)}")
    (task / "children").write_text(children)


def test_time_is_told_by_main_thread_other_threads_and_children(tmp_path: Path) -> None:
    process(tmp_path, 10, 5 * TICKS, TICKS, "11 99", main=4 * TICKS)
    process(tmp_path, 11, TICKS, 0, "12")
    process(tmp_path, 12, TICKS, TICKS)
    found = usage(10, tmp_path)  # 99 has ended meanwhile
    assert found == Usage(4.0, 2.0, 3.0)
    assert found.total == 9.0
    assert found - Usage(1, 1, 1) == Usage(3, 1, 2)


def test_a_process_that_has_ended_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        usage(10, tmp_path)


def test_work_counts_where_it_is_done() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True); input()"
    before = usage(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        used = usage(os.getpid()) - before
        child.communicate(b"\n")
    assert used.children >= 0.25
    begun = time.thread_time()
    before = usage(os.getpid())
    while time.thread_time() < begun + 0.2:
        pass
    assert (usage(os.getpid()) - before).main >= 0.1
