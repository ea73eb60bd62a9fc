"""Real recording processes are killed at random moments: nothing is ever half-written."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TextIO

from mtqa.runs.record import RunStatus
from mtqa.runs.store import RunStore

RECORDER = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from mtqa.runs.record import ItemRecord, RunKind, RunScore
    from mtqa.runs.store import RunStore, describe_run

    store = RunStore(Path(sys.argv[1]))
    sys.stdin.readline()
    for _ in range(1000):
        # A fork is a real process of its own without the price of starting Python again.
        child = os.fork()
        if child == 0:
            os.write(1, f"child {os.getpid()}\\n".encode())
            info = describe_run(RunKind.BENCH, "suite")
            with store.begin(info) as writer:
                for number in range(40):
                    writer.append(ItemRecord(id=str(number), target="نص " * 200))
                    os.write(1, f"{info.id} {number}\\n".encode())
                writer.finish({"a": RunScore(value=1.0, signature="a")})
            os.write(1, f"{info.id} finished\\n".encode())
            os._exit(0)
        os.waitpid(child, 0)
        sys.stdin.readline()
    """)

KILLS = 50
ITEMS = 40


def listen(stream: TextIO, lines: int) -> list[tuple[str, str]]:
    """Wait until a recorder has said so much, so that a slow machine changes nothing."""
    heard: list[tuple[str, str]] = []
    while len(heard) < lines and (not heard or heard[-1][1] != "finished"):
        heard.append(tuple(stream.readline().split()))
    return heard


def test_fifty_killed_recorders_lose_at_most_the_item_in_work(tmp_path: Path):
    chance = random.Random(5)
    heard: list[tuple[str, str]] = []
    with subprocess.Popen(
        [sys.executable, "-c", RECORDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as recorder:
        for _ in range(KILLS):
            recorder.stdin.write("\n")
            recorder.stdin.flush()
            while not heard or heard[-1][0] != "child":
                heard.append(tuple(recorder.stdout.readline().split()))
            child = int(heard.pop()[1])
            heard += listen(recorder.stdout, chance.randrange(-8, ITEMS + 2))
            time.sleep(chance.uniform(0, 0.002))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        recorder.stdin.close()
        recorder.terminate()
        heard += [tuple(line.split()) for line in recorder.stdout]
    acknowledged = {run: int(said) for run, said in heard if said != "finished"}
    finished = {run for run, said in heard if said == "finished"}
    assert len(acknowledged) > KILLS / 5
    assert len(finished) < KILLS

    store = RunStore(tmp_path)
    assert store.reindex().skipped == ()
    listed = {run.id: run for run in store.list(limit=None)}
    for run_id, last in acknowledged.items():
        items = [int(item.id) for item in store.load(run_id).items()]
        assert items == list(range(len(items)))
        assert last + 1 <= len(items) <= last + 2
        expected = {RunStatus.FINISHED} if run_id in finished else set(RunStatus)
        assert listed[run_id].status in expected - {RunStatus.RUNNING}
        assert listed[run_id].items == len(items)
