"""Changes of good English translations that read well: what only the source gives away.

    python benchmarks/training/fluent_changes.py DATA MODEL CHANGES

A word is put in where the language model expects it and is not surprised by what follows; a word
is taken out where the text is no less probable without it. `CHANGES` gets one JSON line a text,
which `critic_examples` reads. About a quarter of an hour on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from critic_examples import english_translations
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from mtqa.engines.store import ModelStore

_WORD = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*")
_SHORT = 3
"""Letters of words that mostly serve grammar: without them little is lost."""
_LIGHT = frozenset(
    (
        *("also", "been", "being", "does", "from", "have", "itself", "such", "than", "that"),
        *("their", "them", "then", "there", "these", "they", "this", "those", "very", "were"),
        *("which", "with"),
    )
)
"""Longer words without which little is lost either."""
PLACES = {"put in": 3, "taken out": 3}
"""Places of a text that are tried for each change."""
PROPOSED = 60
"""Next tokens of the model that are looked at."""
TRIED = 4
"""Words that are tried at a place."""
FOLLOWING = 2
"""Words after the place that have to go on as well."""
SURPRISE = {"put in": 1.5, "taken out": 0.0}
"""Nats by which the text may become less probable; a word that is put in does not count itself."""


@dataclass(frozen=True)
class Version:
    """A text with one change."""

    kind: str
    at: int
    before: str
    tail: str
    logprob: float
    """Of the word that was put in."""


class FluentChanges:
    """The language model, as one who proposes words and as one who reads them."""

    def __init__(self, folder: Path, scorer) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)
        self._scorer = scorer
        self._model.eval()

    def of(self, text: str, chance: random.Random) -> dict[str, list[str]]:
        """Return changed versions of a text by how they were changed."""
        words = [m for m in _WORD.finditer(text) if m.start()]
        between = [m for m in words if text[m.start() - 1] == " "]
        telling = [m for m in between if _tells(m.group()) and text[m.end() : m.end() + 1] == " "]
        versions: list[Version] = []
        for place in _some(telling, PLACES["taken out"], chance):
            at = place.start() - 1
            versions.append(Version("taken out", at, text[:at], text[place.end() :], 0.0))
        places = _some(between, PLACES["put in"], chance)
        for place, proposed in zip(places, self._proposed(text, places), strict=True):
            at = place.start() - 1
            beside = {place.group().casefold(), text[:at].rpartition(" ")[2].casefold()}
            fitting = [(word, p) for word, p in proposed if word.casefold() not in beside]
            likely, others = fitting[: TRIED // 2], fitting[TRIED // 2 :]
            for word, logprob in likely + _some(others, TRIED // 2, chance):
                tail = f" {word}{text[at:]}"
                versions.append(Version("put in", at, text[:at], tail, logprob))
        return self._chosen(text, versions)

    def _proposed(self, text: str, places: list[re.Match]) -> list[list[tuple[str, float]]]:
        """Return words that the model expects at each place, the most probable first."""
        if not places:
            return []
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        at = [sum(end < place.start() for _, end in encoded.offsets) for place in places]
        tokens = torch.tensor([[self._model.config.bos_token_id, *encoded.ids]])
        with torch.inference_mode():
            states = self._model.model(tokens).last_hidden_state[0, at]
            best = torch.log_softmax(self._model.lm_head(states).float(), -1).topk(PROPOSED)
        found = []
        for ids, logprobs in zip(best.indices.tolist(), best.values.tolist(), strict=True):
            words = self._tokenizer.decode_batch([[number] for number in ids])
            found.append(
                [
                    (word[1:], logprob)
                    for word, logprob in zip(words, logprobs, strict=True)
                    if word.startswith(" ") and _WORD.fullmatch(word[1:]) and _tells(word[1:])
                ]
            )
        return found

    def _chosen(self, text: str, versions: list[Version]) -> dict[str, list[str]]:
        """Return the version of each place after which the text goes on best, if well enough."""
        unchanged = dict.fromkeys((v.kind, v.at) for v in versions)
        passages = [
            (v.before, _few_words(v.tail, FOLLOWING + (v.kind == "put in"))) for v in versions
        ] + [
            (text[:at], _few_words(text[at:], FOLLOWING + (kind == "taken out")))
            for kind, at in unchanged
        ]
        logprobs = [sum(t.logprob for t in tokens) for tokens in self._scorer.score(passages)]
        usual = dict(zip(unchanged, logprobs[len(versions) :], strict=True))
        best: dict[tuple[str, int], tuple[float, str]] = {}
        for version, logprob in zip(versions, logprobs, strict=False):
            place = version.kind, version.at
            lost = usual[place] - (logprob - version.logprob)
            changed = (lost, version.before + version.tail)
            best[place] = min(best.get(place, (SURPRISE[version.kind], "")), changed)
        found: dict[str, list[str]] = {}
        for (kind, _), (_, changed) in best.items():
            if changed:
                found.setdefault(kind, []).append(changed)
        return found


def _tells(word: str) -> bool:
    return len(word) > _SHORT and word.casefold() not in _LIGHT


def _some(found: list, count: int, chance: random.Random) -> list:
    return chance.sample(found, min(len(found), count))


def _few_words(text: str, count: int) -> str:
    """Return the beginning of a text up to the end of a word."""
    ends = [m.end() for m in re.finditer(r"\S+", text)][:count]
    return text[: ends[-1]] if ends else text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("changes", type=Path)
    parser.add_argument("--part", default="0/1", help="which part of how many is made")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    part, parts = map(int, arguments.part.split("/"))
    changes = FluentChanges(arguments.model, ModelStore().language_model("gemma3-270m"))
    with arguments.changes.open("w", encoding="utf-8") as file:
        for number, text in enumerate(english_translations(arguments.data)):
            if number % parts == part:
                found = changes.of(text, random.Random(text))
                file.write(json.dumps({"text": text, **found}, ensure_ascii=False) + "\n")
                file.flush()


if __name__ == "__main__":
    main()
