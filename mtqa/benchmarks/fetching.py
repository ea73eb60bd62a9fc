"""Fetching data sets whose licence allows it, and turning them into rows.

Files come from a fixed commit of the authors' repository. The hash of each is kept in
`SHA256SUMS` of the data folder when it first arrives, and compared ever after; a copy of that file
from a colleague makes sure that both measure on the same data.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from mtqa.benchmarks.data import Row, catalogue
from mtqa.errors import OperationalError, UsageError
from mtqa.runs.durable import storage_errors, write_atomically

SUMS: Final = "SHA256SUMS"
"""File of the data folder with the hash of every file that was fetched."""

_GITHUB: Final = "https://raw.githubusercontent.com"

_LARGEST: Final = 200_000_000
"""Bytes of the largest file that is accepted."""

Content = Mapping[str, bytes]
"""Path in the repository → content."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a data set comes from and how it becomes rows."""

    repository: str
    """`owner/name` on GitHub."""
    commit: str
    """The commit that is fetched."""
    paths: tuple[str, ...]
    """Files of it that are needed."""
    convert: Callable[[Content], Mapping[str, Iterable[Row]]]
    """Turns the files into rows by name of the part, without suffix."""


def fetch(
    name: str,
    folder: Path,
    *,
    server: str = _GITHUB,
    announce: Callable[[str], None] = lambda line: None,
) -> list[Path]:
    """Fetch a data set into the data folder and return the files of rows that were written.

    Args:
        name: Name of the data set.
        folder: The data folder.
        server: Address below which repositories lie, as on raw.githubusercontent.com.
        announce: Is told what is being fetched.

    Raises:
        UsageError: There is no such data set, or it may not be given out.
        OperationalError: It cannot be reached, or a file is not what it was the first time.
        StorageError: The folder cannot be written.
    """
    if name not in catalogue():
        raise UsageError(f"no data set {name!r}; known are {', '.join(catalogue())}")
    origin = ORIGINS.get(name)
    if origin is None:
        entry = catalogue()[name]
        raise UsageError(f"{name} is not fetched by mtqa: {entry.how} It is at {entry.home}")
    with storage_errors("write", folder):
        folder.mkdir(parents=True, exist_ok=True)
    content: dict[str, bytes] = {}
    for path in origin.paths:
        announce(f"{origin.repository}/{path}")
        address = f"{server}/{origin.repository}/{origin.commit}/{quote(path)}"
        content[path] = _get(address)
    _require_known_hashes(folder, f"{origin.repository}@{origin.commit}", content)
    return [
        _write_rows(folder / f"{part}.jsonl.gz", rows)
        for part, rows in origin.convert(content).items()
    ]


def _get(address: str) -> bytes:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise UsageError(f"data are not fetched from {address}: only https addresses are")
    try:
        with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - https only
            body: bytes = response.read(_LARGEST + 1)
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise OperationalError(
            f"cannot fetch {address}: {reason}; go online or try later"
        ) from error
    if len(body) > _LARGEST:
        raise OperationalError(f"{address} is larger than {_LARGEST} bytes; that cannot be right")
    return body


def _require_known_hashes(folder: Path, origin: str, content: Content) -> None:
    """Compare the files with the hashes of the first time; keep those that are new."""
    path = folder / SUMS
    known: dict[str, str] = {}
    if path.exists():
        with storage_errors("read", path):
            for line in path.read_text(encoding="utf-8").splitlines():
                digest, _, label = line.partition("  ")
                known[label] = digest
    for name, body in content.items():
        label, digest = f"{origin}/{name}", hashlib.sha256(body).hexdigest()
        if known.setdefault(label, digest) != digest:
            raise OperationalError(
                f"{label} has SHA-256 {digest[:12]}…, {path} says {known[label][:12]}…; "
                "fetch again, or remove the line if the change is right"
            )
    lines = [f"{digest}  {label}\n" for label, digest in sorted(known.items())]
    write_atomically(path, "".join(lines))


def _write_rows(path: Path, rows: Iterable[Row]) -> Path:
    with storage_errors("write", path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomically(path, gzip.compress(text.encode(), mtime=0))
    return path


_NTREX_FILES: Final = {
    "en": "newstest2019-src.eng.txt",
    "ar": "newstest2019-ref.arb.txt",
    "ru": "newstest2019-ref.rus.txt",
    "fr": "newstest2019-ref.fra.txt",
    "es": "newstest2019-ref.spa.txt",
    "de": "newstest2019-ref.deu.txt",
    "zh": "newstest2019-ref.zho-CN.txt",
    "pt": "newstest2019-ref.por.txt",
    "uk": "newstest2019-ref.ukr.txt",
    "fa": "newstest2019-ref.fas.txt",
    "tr": "newstest2019-ref.tur.txt",
    "he": "newstest2019-ref.heb.txt",
}


def _ntrex(content: Content) -> Mapping[str, Iterable[Row]]:
    columns = {
        language: _lines(content[f"NTREX-128/{file}"]) for language, file in _NTREX_FILES.items()
    }
    documents = [line.split("\t")[0] for line in _lines(content["DOCUMENT_IDS.tsv"])]
    columns = {"document": documents, **columns}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        raise OperationalError("the files of NTREX differ in length; fetch them again")
    rows = zip(*columns.values(), strict=True)
    return {"ntrex": [dict(zip(columns, row, strict=True)) for row in rows]}


_DEMETR_FILES: Final = (
    "base_id33_empty",
    "base_id33_shuffle_trans",
    "base_id35_reference",
    "critical_id10_numbers_replaced",
    "critical_id11_gender",
    "critical_id20_shuffled",
    "critical_id21_adj_adv_removed",
    "critical_id22_verb_removed",
    "critical_id23_noun_removed",
    "critical_id24_subj_removed",
    "critical_id25_ne_removed",
    "critical_id4_codemix",
    "critical_id6_addition",
    "critical_id7_antonym",
    "critical_id8_negation",
    "critical_id9_ne_replaced",
    "major_id17_tense",
    "major_id18_aspect",
    "major_id19_question",
    "major_id3_hypernym",
    "major_id5_pp_removed",
    "minor_id12_conj_removed",
    "minor_id13_pos_shift",
    "minor_id14_word_swap",
    "minor_id15_case",
    "minor_id16_function_word",
    "minor_id1_repeat2",
    "minor_id26_misspelled",
    "minor_id27_char_removed",
    "minor_id28_final_punc_removed",
    "minor_id29_punc_addition",
    "minor_id2_repeat4",
    "minor_id30_tokenized",
    "minor_id31_full_lower",
    "minor_id32_first_lower",
)


def _demetr(content: Content) -> Mapping[str, Iterable[Row]]:
    rows: list[Row] = []
    for kind in _DEMETR_FILES:
        for entry in json.loads(content[f"dataset/{kind}.json"]):
            if not entry["pert_check"]:  # nothing could be changed in this sentence
                continue
            rows.append(
                {
                    "id": entry["id"],
                    "perturbation": kind,
                    "severity": kind.split("_")[0],
                    "source_lang": entry["lang_tag"],
                    "source": entry["src_sent"],
                    "reference": entry["eng_sent"],
                    "good": entry["mt_sent"],
                    "bad": entry["pert_sent"],
                }
            )
    return {"demetr": rows}


_CRITICAL_PAIRS: Final = ("en-cs", "en-de", "en-ja", "en-zh")

_DA_PAIRS: Final = ("en-de", "en-zh", "et-en", "ro-en", "ru-en")

_PARTS: Final = ("train", "dev")


def _critical(content: Content) -> Mapping[str, Iterable[Row]]:
    return {
        f"wmt21-critical/{pair}.{part}": list(_critical_rows(content[_critical_path(pair, part)]))
        for pair in _CRITICAL_PAIRS
        for part in _PARTS
    }


def _critical_path(pair: str, part: str) -> str:
    return f"data/catastrophic_errors/{pair.replace('-', '')}_majority_{part}.tsv"


def _critical_rows(body: bytes) -> Iterator[Row]:
    for line in _lines(body):
        number, source, target, votes, label = line.split("\t")
        yield {
            "id": number,
            "source": source,
            "target": target,
            "votes": json.loads(votes),
            "label": label,
        }


def _da(content: Content) -> Mapping[str, Iterable[Row]]:
    return {
        f"mlqe-da/{pair}.{part}": list(_da_rows(content[_da_path(pair, part)]))
        for pair in _DA_PAIRS
        for part in _PARTS
    }


def _da_path(pair: str, part: str) -> str:
    return f"data/direct-assessments/{part}/{pair}-{part}.tar.gz"


def _da_rows(body: bytes) -> Iterator[Row]:
    """Yield the rows of the one table `*.df.short.tsv` inside an archive."""
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as archive:
        member = next((m for m in archive if m.name.endswith(".df.short.tsv")), None)
        table = archive.extractfile(member) if member else None
        if table is None:
            raise OperationalError("the archive has no table of assessments; fetch it again")
        text = io.TextIOWrapper(table, encoding="utf-8", newline="")
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {
                "source": row["original"],
                "target": row["translation"],
                "da": float(row["mean"]),
                "z": float(row["z_mean"]),
                "nmt_logprob": float(row["model_scores"]),
            }


def _lines(body: bytes) -> list[str]:
    # Not splitlines: news text contains line separators of its own.
    return body.decode("utf-8").rstrip("\n").replace("\r\n", "\n").split("\n")


ORIGINS: Final[Mapping[str, Origin]] = {
    "ntrex": Origin(
        "MicrosoftTranslator/NTREX",
        "c9f006f2c132c932b83ccd7aaa6a35930dd9c370",
        ("DOCUMENT_IDS.tsv", *(f"NTREX-128/{file}" for file in _NTREX_FILES.values())),
        _ntrex,
    ),
    "demetr": Origin(
        "marzenakrp/demetr",
        "9b31cfe92b2fee26d3d7532aea349af31a63f93e",
        tuple(f"dataset/{kind}.json" for kind in _DEMETR_FILES),
        _demetr,
    ),
    "wmt21-critical": Origin(
        "sheffieldnlp/mlqe-pe",
        "2a670a1140416cf80507b5a829659383c878feb8",
        tuple(_critical_path(pair, part) for pair in _CRITICAL_PAIRS for part in _PARTS),
        _critical,
    ),
    "mlqe-da": Origin(
        "sheffieldnlp/mlqe-pe",
        "2a670a1140416cf80507b5a829659383c878feb8",
        tuple(_da_path(pair, part) for pair in _DA_PAIRS for part in _PARTS),
        _da,
    ),
}
"""The data sets that may be fetched."""
