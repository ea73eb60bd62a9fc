"""The range of fluency of professional news, for `mtqa/metrics/fluency.py`.

Of the NTREX documents in each language: the log-probability a character of every document, sorted,
and the mean log-probability of three words below which one stretch in 3,000 words lies.

    python benchmarks/training/measure_news.py DATA MODEL [--languages en,ar] [--documents 20]
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from mtqa.engines.language_model_folder import load_language_model
from mtqa.metrics.fluency import window_means, word_logprobs
from mtqa.metrics.word_features import words_of

OUTPUT = Path(__file__).parents[2] / "mtqa" / "metrics" / "data" / "news_fluency.json"
WORDS_PER_STRETCH = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--languages", default="en,ar")
    parser.add_argument("--documents", type=int, default=20)
    arguments = parser.parse_args()
    model = load_language_model(arguments.model)
    texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    languages = arguments.languages.split(",")
    with gzip.open(arguments.data / "ntrex.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            for language in languages:
                texts[language][row["document"]].append(row[language])
    measured = {}
    for language, documents in texts.items():
        per_character, windows, words_seen = [], [], 0
        for sentences in list(documents.values())[: arguments.documents]:
            text = " ".join(sentences)
            tokens = model.score([("", text)])[0]
            words = words_of(text, language, tokens)
            per_character.append(sum(token.logprob for token in tokens) / len(text))
            windows += window_means(word_logprobs(words, tokens))
            words_seen += len(words)
        windows.sort()
        measured[language] = {
            "documents": [round(value, 4) for value in sorted(per_character)],
            "disfluent": round(float(windows[max(1, words_seen // WORDS_PER_STRETCH)]), 2),
            "words": words_seen,
            "median": round(float(np.median(per_character)), 4),
        }
        print(language, measured[language]["median"], measured[language]["disfluent"], flush=True)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(
        json.dumps({"model": model.identity.signature, "languages": measured}, indent=1) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
