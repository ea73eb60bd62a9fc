"""Thresholds of the plausibility check from professionally written news.

Every place in the NTREX English documents is scored with its alternatives. The scores say both how
often clean text would be reported, and, because the context of a place stays the same, how often a
wrong value put there would be: its margin is the best score less its own.

Documents with an even index choose the thresholds, those with an odd one test them.

    python benchmarks/training/calibrate_plausibility.py DATA MODEL SCORES [--documents 20]
"""

from __future__ import annotations

import argparse
import calendar
import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from report import save_results

from mtqa.engines.language_model import ScoringModel
from mtqa.engines.language_model_folder import load_language_model
from mtqa.metrics.plausibility import NEAR, best_values, score_values
from mtqa.metrics.plausibility_alternatives import Kind, Place, find_places

PLANTED = 3
"""Wrong values that are tried in each place."""
WORDS_PER_FINDING = 2000
"""On clean news at most one finding in this many words."""


def documents(data: Path) -> list[str]:
    texts: dict[str, list[str]] = defaultdict(list)
    with gzip.open(data / "ntrex.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            texts[row["document"]].append(row["en"])
    return [" ".join(sentences) for sentences in texts.values()]


def score(texts: list[str], model_folder: Path, cache: Path, limit: int | None) -> list[dict]:
    """Score every place, going on where an earlier run stopped."""
    done = [json.loads(line) for line in cache.open()] if cache.exists() else []
    seen = {row["document"] for row in done}
    order = [*range(0, len(texts), 2), *range(1, len(texts), 2)][:limit]
    wanted = [number for number in order if number not in seen]
    if not wanted:
        return done
    model = load_language_model(model_folder)
    with cache.open("a", encoding="utf-8") as stream:
        for number in wanted:
            places = find_places(texts[number], "en")
            row = {
                "document": number,
                "words": len(texts[number].split()),
                "places": measure(texts[number], places, model, random.Random(number)),
            }
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            stream.flush()
            done.append(row)
    return done


def measure(text: str, places: list[Place], model: ScoringModel, chance: random.Random) -> list:
    """Return each place's clean margin and those of a few wrong values put there.

    A value whose margin over the near text is not positive is never looked at again; its margin
    counts as that.
    """
    values = [(text[p.start : p.end], *p.alternatives) for p in places]
    near = score_values(text, places, values, model, NEAR)
    planted = [chance.sample(p.alternatives, min(PLANTED, len(p.alternatives))) for p in places]
    compared = [
        list(dict.fromkeys((v[0], *best_values(v, s, 6), *wrong)))
        for v, s, wrong in zip(values, near, planted, strict=True)
    ]
    exact = score_values(text, places, compared, model)
    rows = []
    for place, all_values, near_scores, wrong, names, scores in zip(
        places, values, near, planted, compared, exact, strict=True
    ):
        first = dict(zip(all_values, near_scores, strict=True))
        second = dict(zip(names, scores, strict=True))

        def margin(stated: str, first: dict = first, second: dict = second) -> float:
            others = sorted((v for v in first if v != stated), key=lambda v: -first[v])
            near_margin = first[others[0]] - first[stated]
            if near_margin <= 0:
                return near_margin
            return max(second[v] for v in others[:4] if v in second) - second[stated]

        rows.append(
            {
                "kind": place.kind.value,
                "stated": all_values[0],
                "margin": round(margin(all_values[0]), 3),
                "planted": [[value, round(margin(value), 3)] for value in wrong],
            }
        )
    return rows


def clean_margins(rows: list[dict], kind: str) -> list[float]:
    return [p["margin"] for row in rows for p in row["places"] if p["kind"] == kind]


def planted_margins(rows: list[dict], kind: str) -> Iterator[tuple[float, float]]:
    """Yield for each wrong value how far it is from the true one, and its margin."""
    for row in rows:
        for place in row["places"]:
            if place["kind"] == kind:
                for value, margin in place["planted"]:
                    yield distance(kind, place["stated"], value), margin


MONTHS = [name.lower() for name in calendar.month_name[1:]]


def distance(kind: str, true: str, wrong: str) -> float:
    if kind == "year":
        return abs(int(true) - int(wrong))
    if kind == "month":
        steps = abs(MONTHS.index(true.lower()) - MONTHS.index(wrong.lower()))
        return min(steps, 12 - steps)
    return math.nan


def logistic(margins: np.ndarray, wrong: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Fit slope and intercept of the log-odds of an error by Newton's method."""
    inputs = np.stack([margins, np.ones_like(margins)], axis=1)
    parameters = np.zeros(2)
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(inputs @ parameters, -30, 30)))
        gradient = inputs.T @ (weights * (wrong - probability)) - [1e-3 * parameters[0], 0]
        curvature = (inputs * (weights * probability * (1 - probability))[:, None]).T @ inputs
        parameters += np.linalg.solve(curvature + 1e-3 * np.eye(2), gradient)
    return float(parameters[0]), float(parameters[1])


def calibrate(rows: list[dict], prior: float = 0.02) -> dict:
    """Choose thresholds: each kind gets an equal share of the findings that are allowed.

    Confidence assumes that one value in fifty is wrong.
    """
    words = sum(row["words"] for row in rows)
    allowed = max(1, int(words / WORDS_PER_FINDING / 2 / len(Kind)))
    result = {}
    for kind in Kind:
        clean = np.array(sorted(clean_margins(rows, kind.value), reverse=True))
        planted = np.array([margin for _, margin in planted_margins(rows, kind.value)])
        threshold = float(clean[allowed]) if len(clean) > allowed else float(clean.max(initial=6.0))
        margins = np.concatenate([clean, planted])
        wrong = np.concatenate([np.zeros(len(clean)), np.ones(len(planted))])
        weights = np.concatenate(
            [
                np.full(len(clean), (1 - prior) / max(1, len(clean))),
                np.full(len(planted), prior / max(1, len(planted))),
            ]
        ) * len(margins)
        slope, intercept = logistic(margins, wrong, weights)
        result[kind.value] = {
            "places": len(clean),
            "threshold": round(max(threshold, 4.0) + 0.5, 1),
            "slope": round(slope, 3),
            "intercept": round(intercept, 3),
        }
    return result


def evaluate(rows: list[dict], calibration: dict) -> dict:
    words = sum(row["words"] for row in rows)
    report: dict = {"documents": len(rows), "words": words, "false findings": {}, "found": {}}
    for kind, chosen in calibration.items():
        threshold = chosen["threshold"]
        false = sum(margin >= threshold for margin in clean_margins(rows, kind))
        report["false findings"][kind] = false
        found = defaultdict(list)
        for away, margin in planted_margins(rows, kind):
            found["all" if math.isnan(away) else f"{away:02.0f}"].append(margin >= threshold)
        report["found"][kind] = {
            away: {"share": round(float(np.mean(hits)), 3), "of": len(hits)}
            for away, hits in sorted(found.items())
        }
    total = sum(report["false findings"].values())
    report["false findings per 2,000 words"] = round(2000 * total / max(1, words), 3)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("scores", type=Path, help="JSONL file that keeps the scores")
    parser.add_argument("--documents", type=int, help="stop after that many, even ones first")
    arguments = parser.parse_args()
    rows = score(documents(arguments.data), arguments.model, arguments.scores, arguments.documents)
    even = [row for row in rows if row["document"] % 2 == 0]
    odd = [row for row in rows if row["document"] % 2 == 1]
    calibration = calibrate(even)
    result = {
        "calibration": calibration,
        "chosen on": evaluate(even, calibration),
        "tested on": evaluate(odd, calibration),
    }
    save_results("plausibility-calibration", result)


if __name__ == "__main__":
    main()
