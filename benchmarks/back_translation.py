"""How fast a round trip is, beside a bare loop over fxtranslate in the same run.

    python benchmarks/back_translation.py seeds/geneva-talks.txt --repeat 5

Both sides translate the same lines from English to Portuguese and back with the models of the
`offline` extra. Ours includes the hashes of the model files, the order and the checks of the
adapter; scores are timed on their own. Prints JSON: medians over the repetitions, wall-clock and
user+system time in seconds, source words a second, peak memory in MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

import fxtranslate

from mtqa.document import Document, Role, Segment
from mtqa.engines.recipes import WHEEL_MODELS
from mtqa.engines.store import ModelStore
from mtqa.roundtrip import round_trip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="an English text, a segment a line")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions, the median is reported")
    arguments = parser.parse_args()
    lines = [line for line in arguments.file.read_text("utf-8").splitlines() if line.strip()]
    words = sum(len(line.split()) for line in lines)
    sides = {
        "bare_fxtranslate": lambda: bare_loop(lines),
        "mtqa_translators": lambda: adapter_loop(lines),
        "mtqa_round_trip_with_scores": lambda: whole_round_trip(lines),
    }
    # The sides alternate, so that a busy moment of the machine hits all of them.
    timings: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for _ in range(arguments.repeat):
        for name, side in sides.items():
            timings[name].append(timed(side))
    result = {
        "file": arguments.file.name,
        "segments": len(lines),
        "words": words,
        "repeat": arguments.repeat,
        "same_translations": bare_loop(lines) == adapter_loop(lines),
        "sides": {name: summary(runs, words) for name, runs in timings.items()},
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "fxtranslate": metadata.version("fxtranslate"),
        "python": sys.version.split()[0],
    }
    print(json.dumps(result, indent=2))


def timed(side: Callable[[], object]) -> tuple[float, float]:
    """Return wall-clock and user+system seconds of one call."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    side()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def summary(runs: Sequence[tuple[float, float]], words: int) -> dict[str, float]:
    wall = statistics.median(wall for wall, _ in runs)
    return {
        "wall_s": round(wall, 3),
        "cpu_s": round(statistics.median(cpu for _, cpu in runs), 3),
        "words_per_s": round(words / wall, 1),
    }


def bare_loop(lines: Sequence[str]) -> list[str]:
    """What a script of ten lines would do."""
    texts = list(lines)
    for model in (m for m in WHEEL_MODELS if m.kind == "translator"):
        found = model.find()
        if found is None:
            sys.exit(f"the models are not installed: {model.install}")
        content = [(found.folder / file.path).read_bytes() for file in found.files]
        weights, vocabulary, shortlist = content
        engine = fxtranslate.Translator(weights, vocabulary, vocabulary, shortlist)
        texts = [engine.translate_long(text) for text in texts]
    return texts


def adapter_loop(lines: Sequence[str]) -> list[str]:
    """The same through mtqa's translators."""
    store = ModelStore()
    there = store.translator("en", "pt").translate(lines)
    return store.translator("pt", "en").translate(there)


def whole_round_trip(lines: Sequence[str]) -> None:
    """The stage as `mtqa check` runs it, with BLEU, chrF++ and TER but no encoder."""
    segments, position = [], 0
    for number, line in enumerate(lines, start=1):
        end = position + len(line)
        segments.append(Segment(f"s{number}", Role.PARAGRAPH, line, position, end))
        position = end + 1
    document = Document("benchmark", "\n".join(lines), tuple(segments), language="en")
    store = ModelStore()
    round_trip(
        document, store.translator("en", "pt"), store.translator("pt", "en"), reason="benchmark"
    )


if __name__ == "__main__":
    main()
