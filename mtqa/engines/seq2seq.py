"""Any sequence-to-sequence translation model of the transformers library.

Marian (OPUS-MT), NLLB-200, M2M-100, mBART-50 and MADLAD-400, by folder or by name. Weights are read
from safetensors only, no code of a model is run, and nothing is downloaded unless that is allowed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import ModelIdentity
from mtqa.engines.language_codes import bcp47, codes_in, find_code
from mtqa.engines.manifest import Manifest, combined_sha256, describe_file, verify
from mtqa.errors import EngineError, ModelDamagedError, ModelMissingError

if TYPE_CHECKING:
    import torch

TRUNCATION_MARK = " […]"
"""Ends a translation that reached the greatest length the model can write."""
BEAMS = 4
"""Width of the beam search."""
BATCH_TOKENS = 1024
"""Source tokens translated at once, padding included."""

_UNLIMITED = 100_000
_T5_LONGEST = 1024
"""Tokens read of a T5 model, which names no limit."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model in memory, set for one direction."""

    tokenizer: Any
    model: Any
    prefix: str
    """Goes before each source text."""
    first_token: int | None
    """Token that the translation has to begin with; None if the model needs none."""
    longest: int
    """Tokens of the longest text that the model reads or writes."""


class Seq2SeqTranslator:
    """A sequence-to-sequence model in one direction; loads on first use."""

    runs_locally = True

    def __init__(
        self,
        name: str,
        source: str,
        target: str,
        *,
        manifest: Manifest | None = None,
        allow_download: bool = False,
    ) -> None:
        """Describe the model; nothing is read yet.

        Args:
            name: A folder, or a model's name on the Hugging Face hub.
            source: BCP 47 language to translate from.
            target: BCP 47 language to translate into.
            manifest: What the store recorded of the folder, to be verified before use.
            allow_download: Whether a model that is not on this machine may be fetched.
        """
        self.source = source
        self.target = target
        self._name = name
        self._manifest = manifest
        self._allow_download = allow_download

    @cached_property
    def identity(self) -> ModelIdentity:
        """Which model this is; hashes the weights unless the store knows their hash."""
        if self._manifest is not None:
            name, sha256 = self._manifest.name, self._manifest.sha256
        else:
            folder = self._folder
            weights = sorted(folder.glob("*.safetensors"))
            name = self._name if not Path(self._name).is_dir() else folder.name
            sha256 = combined_sha256([describe_file(folder, path) for path in weights])
        return ModelIdentity(kind="translator", name=name, version="", sha256=sha256)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate each text by beam search; blank texts come back as they are.

        A translation that had to stop at the model's greatest length ends in `TRUNCATION_MARK`.

        Raises:
            EngineError: A text is longer than the model reads; split it into sentences.
            ModelMissingError: The model is not here, or does not know one of the languages.
            ModelDamagedError: Its files are not what was recorded, or not safetensors.
        """
        wanted = [text for text in dict.fromkeys(texts) if text.strip()]
        if not wanted:
            return list(texts)
        loaded = self._loaded
        encoded = [self._encode(loaded, text) for text in wanted]
        done: dict[str, str] = {}
        for batch in _batches([len(ids) for ids in encoded]):
            outputs = self._generate(loaded, [encoded[index] for index in batch])
            done.update(zip((wanted[index] for index in batch), outputs, strict=True))
        return [done.get(text, text) for text in texts]

    def _encode(self, loaded: _Loaded, text: str) -> list[int]:
        ids: list[int] = loaded.tokenizer(loaded.prefix + text)["input_ids"]
        if len(ids) > loaded.longest:
            raise EngineError(
                f"{text[:40]!r}… has {len(ids)} tokens, {self._name} reads {loaded.longest}: "
                "split the segment into sentences"
            )
        return ids

    def _generate(self, loaded: _Loaded, batch: Sequence[list[int]]) -> list[str]:
        import torch

        inputs = loaded.tokenizer.pad({"input_ids": list(batch)}, return_tensors="pt")
        longest_input = int(inputs["input_ids"].shape[1])
        limit = min(loaded.longest - 2, 2 * longest_input + 50)
        forced = {} if loaded.first_token is None else {"forced_bos_token_id": loaded.first_token}
        with torch.inference_mode():
            outputs: torch.Tensor = loaded.model.generate(
                input_ids=inputs["input_ids"],
                attention_mask=inputs["attention_mask"],
                num_beams=BEAMS,
                do_sample=False,
                early_stopping=True,
                max_new_tokens=limit,
                max_length=None,
                **forced,
            )
        end = loaded.model.generation_config.eos_token_id
        texts = loaded.tokenizer.batch_decode(outputs, skip_special_tokens=True)
        return [
            text.strip() + ("" if _ended(row, end, limit) else TRUNCATION_MARK)
            for text, row in zip(texts, outputs.tolist(), strict=True)
        ]

    @cached_property
    def _folder(self) -> Path:
        if Path(self._name).is_dir():
            return Path(self._name)
        from transformers.utils.hub import cached_file

        try:
            config = cached_file(
                self._name, "config.json", local_files_only=not self._allow_download
            )
        except OSError as error:
            raise ModelMissingError(
                f"the model {self._name} is not on this machine: give the folder it lies in, or "
                "allow downloading it"
            ) from error
        return Path(str(config)).parent

    @cached_property
    def _loaded(self) -> _Loaded:
        if self._manifest is not None:
            repair = "get the model again from where it came"
            verify(self._folder, self._manifest.files, repair)
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        where = str(self._folder) if Path(self._name).is_dir() else self._name
        options = {"local_files_only": not self._allow_download, "trust_remote_code": False}
        try:
            with warnings.catch_warnings():
                # Marian's tokenizer recommends a package that normalises punctuation only.
                warnings.filterwarnings("ignore", message=".*sacremoses")
                tokenizer = AutoTokenizer.from_pretrained(where, **options)
            model = AutoModelForSeq2SeqLM.from_pretrained(where, use_safetensors=True, **options)
        except (OSError, ValueError, KeyError) as error:
            raise ModelDamagedError(
                f"{where} holds no translation model in safetensors that can be read: "
                "convert it, or get it again"
            ) from error
        return self._direct(tokenizer, model.eval())

    def _direct(self, tokenizer: Any, model: Any) -> _Loaded:
        """Set tokenizer and model for the direction from `source` to `target`."""
        family, codes = language_marks(tokenizer, model.config.model_type)
        longest = longest_text(tokenizer, model.config)
        if family == "marian":
            prefix = ""
            if codes:
                prefix = f"{codes[self._code(self.target, codes)]} "
            else:
                _check_bilingual(tokenizer, self._name, self.source, self.target)
            return _Loaded(tokenizer, model, prefix, None, longest)
        target = codes[self._code(self.target, codes)]
        if family == "madlad":
            return _Loaded(tokenizer, model, f"{target} ", None, longest)
        tokenizer.src_lang = self._code(self.source, codes)
        first = int(tokenizer.convert_tokens_to_ids(target))
        return _Loaded(tokenizer, model, "", first, longest)

    def _code(self, language: str, codes: dict[str, str]) -> str:
        code = find_code(language, codes)
        if code is None:
            known = ", ".join(sorted({bcp47(code) for code in codes})[:12])
            raise ModelMissingError(
                f"{self._name} does not know the language {language}: it knows {known}, …"
            )
        return code


def language_marks(tokenizer: Any, model_type: str) -> tuple[str, dict[str, str]]:
    """Return a model's family, a key of `language_codes.MARKS`, and its codes with their tokens.

    Raises:
        ModelMissingError: It is no translation model of a family that mtqa knows.
    """
    # M2M-100 keeps its marks out of the vocabulary proper.
    vocabulary = {*tokenizer.get_vocab(), *getattr(tokenizer, "lang_token_to_id", {})}
    candidates = {"m2m_100": ("nllb", "m2m"), "mbart": ("mbart",), "t5": ("madlad",)}
    if model_type == "marian":
        return "marian", codes_in(vocabulary, "marian")
    for family in candidates.get(model_type, ()):
        if codes := codes_in(vocabulary, family):
            return family, codes
    raise ModelMissingError(
        f"a model of type {model_type} is no translation model that mtqa knows: it runs "
        "Marian, NLLB-200, M2M-100, mBART-50 and MADLAD-400"
    )


def longest_text(tokenizer: Any, config: Any) -> int:
    """Return how many tokens a model reads or writes at most."""
    limits = [
        getattr(config, "max_position_embeddings", None),
        tokenizer.model_max_length if tokenizer.model_max_length < _UNLIMITED else None,
    ]
    return min((limit for limit in limits if limit), default=_T5_LONGEST)


def _check_bilingual(tokenizer: Any, name: str, source: str, target: str) -> None:
    """Refuse a direction that a bilingual model says it is not made for."""
    for asked, attribute in ((source, "source_lang"), (target, "target_lang")):
        made_for = getattr(tokenizer, attribute, None)
        if made_for and len(bcp47(made_for)) == 2 and bcp47(made_for) != bcp47(asked):
            raise ModelMissingError(
                f"{name} translates {tokenizer.source_lang} to {tokenizer.target_lang}, "
                f"not {source} to {target}"
            )


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group texts of similar length so that a batch has at most `BATCH_TOKENS` with padding."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        widest = lengths[batches[-1][0]] if batches else 0
        if batches and widest * (len(batches[-1]) + 1) <= BATCH_TOKENS:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def _ended(row: Sequence[int], end: int | Sequence[int] | None, limit: int) -> bool:
    """Whether a translation ended by itself: with an end token, and before the limit.

    Some models are made to write an end token at the limit, which says nothing.
    """
    ends = {end} if isinstance(end, int) else set(end or ())
    # The first token starts the decoder and may be the end token, as in M2M-100.
    return not ends.isdisjoint(row[1:limit])
