"""Models of every family, random and a few kilobytes small, made on the spot."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

SENTENCES = [
    "the talks in Geneva ended on Wednesday without a result",
    "انتهت المحادثات في جنيف يوم الأربعاء دون نتيجة",
    "both sides described the round as difficult but serious",
    "وصف الجانبان الجولة بأنها صعبة ولكنها جادة",
]
SIZE = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2}
SIZE |= {"decoder_attention_heads": 2, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16}
SIZE |= {"max_position_embeddings": 36}


def sentencepiece_model() -> bytes:
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 5),
        model_writer=model,
        vocab_size=80,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
    )
    return model.getvalue()


def pieces() -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=sentencepiece_model())
    return [processor.id_to_piece(i) for i in range(3, processor.get_piece_size())]


def save(folder: Path, tokenizer: object, model: object) -> Path:
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def marian(folder: Path, marks: tuple[str, ...] = ()) -> Path:
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    raw = folder / "raw"
    raw.mkdir(parents=True)
    for name in ("source.spm", "target.spm"):
        (raw / name).write_bytes(sentencepiece_model())
    tokens = ["</s>", "<unk>", *marks, *pieces(), "<pad>"]
    (raw / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}))
    tokenizer = MarianTokenizer(
        str(raw / "source.spm"),
        str(raw / "target.spm"),
        str(raw / "vocab.json"),
        source_lang="en",
        target_lang="mul" if marks else "ara",
    )
    pad = len(tokens) - 1
    config = MarianConfig(
        vocab_size=len(tokens),
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=None,
        **SIZE,
    )
    return save(folder, tokenizer, MarianMTModel(config))


def multilingual_marian(folder: Path) -> Path:
    return marian(folder, (">>ara<<", ">>fra<<"))


def m2m(folder: Path) -> Path:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    raw = folder / "raw"
    raw.mkdir(parents=True)
    (raw / "model.spm").write_bytes(sentencepiece_model())
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *pieces()]
    (raw / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}))
    tokenizer = M2M100Tokenizer(str(raw / "vocab.json"), str(raw / "model.spm"))
    config = M2M100Config(vocab_size=max(tokenizer.lang_token_to_id.values()) + 1, **SIZE)
    return save(folder, tokenizer, M2M100ForConditionalGeneration(config))


def nllb(folder: Path) -> Path:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    letters = sorted({"▁" + c for s in SENTENCES for c in s} | {c for s in SENTENCES for c in s})
    tokens = ["<s>", "<pad>", "</s>", "<unk>", "▁", *letters]
    tokenizer = NllbTokenizer(vocab={t: i for i, t in enumerate(tokens)}, merges=[])
    config = M2M100Config(vocab_size=len(tokenizer), **SIZE)
    return save(folder, tokenizer, M2M100ForConditionalGeneration(config))


def mbart(folder: Path) -> Path:
    from transformers import MBart50Tokenizer, MBartConfig, MBartForConditionalGeneration

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = [(t, 0.0) for t in special] + [(p, -1.0) for p in pieces()]
    tokenizer = MBart50Tokenizer(vocab=vocabulary)
    config = MBartConfig(vocab_size=len(tokenizer), forced_eos_token_id=None, **SIZE)
    return save(folder, tokenizer, MBartForConditionalGeneration(config))


def madlad(folder: Path) -> Path:
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    vocabulary = [(t, 0.0) for t in ("<pad>", "</s>", "<unk>")] + [(p, -1.0) for p in pieces()]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=0, model_max_length=36)
    tokenizer.add_tokens(["<2ar>", "<2en>"], special_tokens=True)
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=16,
        d_kv=8,
        d_ff=16,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
    )
    return save(folder, tokenizer, T5ForConditionalGeneration(config))


def sentence_encoder(folder: Path) -> Path:
    """A BERT without sentence-transformers files."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    letters = sorted({c for s in SENTENCES for c in s if c != " "})
    vocabulary = {t: i for i, t in enumerate(["[PAD]", "[UNK]", *letters])}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    core.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]", model_max_length=32
    )
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    return save(folder, tokenizer, BertModel(config))


def embedding_gemma(folder: Path) -> Path:
    """A Gemma 3 of random weights that looks both ways and reads letters."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import Gemma3TextConfig, Gemma3TextModel, PreTrainedTokenizerFast

    letters = sorted({c for s in SENTENCES for c in s} | set("English:Arabic\n"))
    vocabulary = {t: i for i, t in enumerate(["<pad>", "<eos>", "<bos>", "<unk>", *letters])}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=core, pad_token="<pad>")
    config = Gemma3TextConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=7,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        query_pre_attn_scalar=16,
        use_bidirectional_attention=True,
        initializer_range=0.2,
    )
    torch.manual_seed(4)
    return save(folder, tokenizer, Gemma3TextModel(config))


FAMILIES: dict[str, Callable[[Path], Path]] = {
    "marian": marian,
    "multilingual-marian": multilingual_marian,
    "m2m": m2m,
    "nllb": nllb,
    "mbart": mbart,
    "madlad": madlad,
}
