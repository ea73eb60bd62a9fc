"""The rule checks beside translate-toolkit's pofilter: speed, and planted errors that each finds.

    python -m venv /tmp/toolkit && /tmp/toolkit/bin/pip install translate-toolkit
    python benchmarks/checks_speed.py DATA /tmp/toolkit/bin/pofilter

Reads 1,000 Arabic-English pairs of NTREX; the checks run as in the configuration `fast`, without
the language model. A planted error counts as found by mtqa if a major or critical finding touches
it, by pofilter if any of its tests fails that does not fail on the good translation.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mtqa.benchmarks.measuring import inspected
from mtqa.benchmarks.planting import lower_case_words, plant
from mtqa.benchmarks.tasks.checks import fitting_findings
from mtqa.engines.store import ModelStore
from mtqa.runs.record import ItemRecord

sys.path.insert(0, str(Path(__file__).parent / "training"))
from report import save_results

PAIRS = 1000
_FAILED = re.compile(r"^# \(pofilter\) (\w+)", re.MULTILINE)


class Equipment:
    """The engines of the configuration `fast`."""

    language_model = None

    def __init__(self) -> None:
        self.encoder = ModelStore().encoder("use-multilingual")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("pofilter", type=Path)
    arguments = parser.parse_args()
    with gzip.open(arguments.data / "ntrex.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:PAIRS]
    vocabulary = lower_case_words(row["en"] for row in rows)
    clean = [item(str(n), row["ar"], row["en"]) for n, row in enumerate(rows)]
    planted = [
        item(f"{n}/{kind}", row["ar"], error.text)
        for n, row in enumerate(rows)
        for kind, error in plant(row["en"], vocabulary, f"speed/{n}").items()
    ]
    equipment = Equipment()
    inspected(clean[:2], equipment)
    begin, processor = time.perf_counter(), time.process_time() + children()
    ours = inspected(clean, equipment)
    speed = {
        "mtqa": [time.perf_counter() - begin, time.process_time() + children() - processor],
        "pofilter": [],
    }
    memory = {
        "this process": peak(resource.RUSAGE_SELF),
        "the largest copy, with what both share": peak(resource.RUSAGE_CHILDREN),
    }
    begin, processor = time.perf_counter(), children()
    theirs = pofilter(arguments.pofilter, clean)
    speed["pofilter"] = [time.perf_counter() - begin, children() - processor]
    by_id = {found.id: found for found in ours}
    damaged = {found.id: found for found in inspected(planted, equipment)}
    flagged = pofilter(arguments.pofilter, planted)
    found: dict[str, dict[str, list[bool]]] = {}
    for error in planted:
        number, kind = error.id.split("/")
        hits = found.setdefault(kind, {"mtqa": [], "pofilter": []})
        texts = by_id[number], error.target or "", damaged[error.id].findings
        hits["mtqa"].append(bool(fitting_findings(*texts)))
        hits["pofilter"].append(bool(flagged[error.id] - theirs[number]))
    save_results(
        "checks-speed",
        {
            "pairs": PAIRS,
            "seconds": {
                name: {"wall": round(wall, 2), "processor": round(processor, 2)}
                for name, (wall, processor) in speed.items()
            },
            "peak memory of mtqa, MB": memory,
            "good pairs flagged, %": {
                "mtqa, major or critical": percent([bool(i.findings and worst(i)) for i in ours]),
                "pofilter, any test": percent([bool(theirs[i.id]) for i in clean]),
            },
            "planted errors found, %": {
                kind: {name: percent(values) for name, values in hits.items()}
                | {"planted": len(hits["mtqa"])}
                for kind, hits in found.items()
            },
        },
    )


def item(name: str, source: str, target: str) -> ItemRecord:
    return ItemRecord(id=name, source=source, target=target, extra={"pair": "ar-en"})


def worst(found: ItemRecord) -> bool:
    return any(finding.severity.value in ("major", "critical") for finding in found.findings)


def percent(values: list[bool]) -> float:
    return round(100 * sum(values) / len(values), 1)


def peak(of: int) -> int:
    return round(resource.getrusage(of).ru_maxrss / 1024)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pofilter(program: Path, items: list[ItemRecord]) -> dict[str, set[str]]:
    """Return for each item the tests of pofilter that fail."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.po", Path(folder) / "out.po"
        entries = [
            f'#: {one.id}\nmsgctxt "{one.id}"\nmsgid {quoted(one.source)}\n'
            f"msgstr {quoted(one.target)}\n"
            for one in items
        ]
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        source.write_text("\n".join([header, *entries]), encoding="utf-8")
        subprocess.run(
            [program, "--language=en", "--progress=none", source, target],
            check=True,
            capture_output=True,
        )
        failed: dict[str, set[str]] = {one.id: set() for one in items}
        for block in target.read_text(encoding="utf-8").split("\n\n"):
            name = re.search(r'^msgctxt "(.*)"', block, re.MULTILINE)
            if name:
                failed[name[1]] = set(_FAILED.findall(block))
        return failed


def quoted(text: str | None) -> str:
    escaped = (text or "").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    main()
