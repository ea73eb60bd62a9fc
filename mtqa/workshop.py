"""The workshop: the engines that a configuration asks for, loaded on first use and once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mtqa.config import Config
from mtqa.engines.base import Encoder, Judge, LanguageModel, ModelIdentity, Translator
from mtqa.engines.store import ModelStore
from mtqa.errors import ModelMissingError, UsageError
from mtqa.metrics.pair_reader import PairReader

if TYPE_CHECKING:
    from mtqa.language.glossary import Glossary

NONE: Final = "none"
"""Value of `encoder` and `language-model` that switches the engine off."""

Announce = Callable[[str], None]


class Workshop:
    """Engines and word lists for one configuration, shared by all documents of a run."""

    def __init__(self, config: Config, announce: Announce = lambda message: None) -> None:
        """Keep what is asked for; nothing is loaded yet.

        Args:
            config: The configuration in force.
            announce: Is told, in a line, of work that takes long and happens once.
        """
        self.config = config
        self.store = ModelStore(Path(config.models) if config.models else None)
        self.unavailable: dict[str, str] = {}
        """Engine → why it is not there, filled as engines are asked for."""
        self._announce = announce
        self._used: dict[str, ModelIdentity] = {}

    @cached_property
    def encoder(self) -> Encoder | None:
        """The sentence encoder, or None with the reason in `unavailable`."""
        if self.config.encoder == NONE:
            self.unavailable["encoder"] = "switched off by the configuration"
            return None
        try:
            encoder = self.store.encoder(self.config.encoder)
        except ModelMissingError as error:
            self.unavailable["encoder"] = str(error)
            return None
        self.note_use(encoder.identity)
        return encoder

    @cached_property
    def language_model(self) -> LanguageModel | None:
        """The language model, prepared if need be, or None with the reason in `unavailable`."""
        name = self.config.language_model
        if name == NONE:
            self.unavailable["language-model"] = "switched off by the configuration"
            return None
        try:
            if any(m.name == name and not m.ready for m in self.store.list()):
                self._announce(f"Preparing the language model {name}; this happens once.")
                self.store.prepare(name)
            model = self.store.language_model(name)
        except ModelMissingError as error:
            self.unavailable["language-model"] = str(error)
            return None
        PairReader.open(model, self.store)
        self.note_use(model.identity)
        return model

    def require_language_model(self) -> LanguageModel:
        """Return the language model.

        Raises:
            ModelMissingError: There is none.
        """
        if self.language_model is None:
            raise ModelMissingError(self.unavailable["language-model"])
        return self.language_model

    @cached_property
    def judge(self) -> Judge | None:
        """The judge, or None if the configuration names none; nothing is sent yet.

        Raises:
            UsageError: The judge's settings cannot be used.
        """
        config = self.config
        if config.judge is None:
            return None
        if config.judge_model is None:
            raise UsageError("--judge needs the name of a model: give --judge-model")
        from mtqa.engines.judge import ChatJudge

        price = config.judge_price and tuple(map(float, config.judge_price.split("/")))
        return ChatJudge(
            config.judge,
            config.judge_model,
            key_variable=config.judge_key,
            price=(price[0], price[1]) if price else None,
            # Not through `announce`, which is for progress and silent without a terminal.
            warn=lambda line: print(f"mtqa: {line}", file=sys.stderr),
        )

    @cached_property
    def glossary(self) -> Glossary | None:
        """The glossary, or None if the configuration names none."""
        if self.config.glossary is None:
            return None
        from mtqa.reading.glossary import read_glossary

        return read_glossary(Path(self.config.glossary))

    def translator(self, source: str, target: str) -> Translator:
        """Return a translator between two languages, the configured one if there is one.

        Raises:
            ModelMissingError: No installed model translates this way.
        """
        name = self.config.translator
        if name is not None and not Path(name).is_dir():
            from mtqa.engines.seq2seq import Seq2SeqTranslator

            return Seq2SeqTranslator(
                name, source, target, allow_download=self.config.allow_download
            )
        return self.store.translator(source, target, name)

    def fetch_translators(self, language: str, pivot: str) -> None:
        """Fetch the models for a round trip if they are missing; what cannot be had stays away."""
        have = {(a.split("-")[0], b.split("-")[0]) for a, b in self.store.translation_pairs()}
        for source, target in ((language, pivot), (pivot, language)):
            if (source, target) in have:
                continue
            self._announce(f"Fetching the translation model {source}-{target}.")
            try:
                self.store.pull(f"{source}-{target}")
            except ModelMissingError as error:
                self.unavailable[f"translator {source}-{target}"] = str(error)

    def note_use(self, identity: ModelIdentity) -> None:
        """Remember that a model took part, for the record of the run."""
        self._used[identity.signature] = identity

    @property
    def models_used(self) -> tuple[str, ...]:
        """Signatures of the models that took part, sorted."""
        # Asked only of what has been loaded: looking must not load it.
        readers = PairReader.identities(self.__dict__.get("language_model"))
        for identity in readers:
            self.note_use(identity)
        judge = self.judge
        judged = {judge.signature} if judge and (judge.usage.sent or judge.usage.cached) else set()
        return tuple(sorted({*self._used, *judged}))
