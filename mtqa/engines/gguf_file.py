"""Reader of GGUF files: their metadata and their tensors as plain arrays.

The layout is that of the specification, version 3 (ggml-org/ggml, docs/gguf.md). The blocks are
turned into floats by the `gguf` package; its own reader is not used because it makes an object of
every vocabulary entry, which takes 15 s for 262,144 of them where this one takes half a second.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.errors import ModelDamagedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC = b"GGUF"
_VERSION = 3
_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
"""Struct codes of the metadata value types that are one number."""


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where one tensor lies in the file."""

    shape: tuple[int, ...]
    """Its shape in the usual order, slowest dimension first."""
    quantisation: int
    """Number of its `ggml_type`."""
    offset: int
    """Offset of its first byte in the file."""


class GgufFile:
    """One GGUF file, mapped into memory."""

    metadata: dict[str, Any]
    """Every key with its value: numbers, strings, lists of either."""
    tensors: dict[str, TensorEntry]
    """Every tensor by name, in the order of the file."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its header.

        Raises:
            ModelDamagedError: It is no GGUF file of version 3, or it is cut short.
        """
        self._path = path
        with path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._read_header()
        except (struct.error, UnicodeDecodeError, KeyError, IndexError) as error:
            raise ModelDamagedError(f"{path} is cut short or damaged: install it again") from error

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return one tensor as floats.

        Raises:
            KeyError: There is no tensor of that name.
            ModelDamagedError: The file ends before the tensor does.
        """
        import gguf
        import numpy as np

        entry = self.tensors[name]
        kind = gguf.GGMLQuantizationType(entry.quantisation)
        block_size, block_bytes = gguf.GGML_QUANT_SIZES[kind]
        rows = int(np.prod(entry.shape[:-1], dtype=np.int64))
        row_bytes = entry.shape[-1] // block_size * block_bytes
        if entry.offset + rows * row_bytes > len(self._bytes):
            raise ModelDamagedError(f"{self._path} is cut short: install it again")
        raw = np.frombuffer(self._bytes, np.uint8, rows * row_bytes, entry.offset)
        values = gguf.quants.dequantize(raw.reshape(rows, row_bytes), kind)
        floats: NDArray[np.float32] = values.reshape(entry.shape).astype(np.float32, copy=False)
        return floats

    def _read_header(self) -> None:
        if self._bytes[:4] != _MAGIC or self._number("I", 4) != _VERSION:
            raise ModelDamagedError(f"{self._path} is not a GGUF file of version {_VERSION}")
        self._position = 8
        tensor_count, key_count = self._next("Q"), self._next("Q")
        self.metadata = {}
        for _ in range(key_count):
            key = self._next_string()
            self.metadata[key] = self._next_value(self._next("I"))
        self.tensors = dict(self._next_tensor() for _ in range(tensor_count))
        alignment = self.metadata.get("general.alignment", 32)
        data = -(-self._position // alignment) * alignment
        self.tensors = {
            name: TensorEntry(entry.shape, entry.quantisation, data + entry.offset)
            for name, entry in self.tensors.items()
        }

    def _number(self, code: str, offset: int) -> Any:
        return struct.unpack_from("<" + code, self._bytes, offset)[0]

    def _next(self, code: str) -> Any:
        value = self._number(code, self._position)
        self._position += struct.calcsize("<" + code)
        return value

    def _next_string(self) -> str:
        length = self._next("Q")
        start, self._position = self._position, self._position + length
        return self._bytes[start : self._position].decode("utf-8")

    def _next_value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._next_string()
        if kind != _ARRAY:
            return self._next(_SCALARS[kind])
        element, count = self._next("I"), self._next("Q")
        if element == _STRING:
            return list(self._strings(count))
        if element == _ARRAY:
            return [self._next_value(_ARRAY) for _ in range(count)]
        layout = struct.Struct(f"<{count}{_SCALARS[element]}")
        values = layout.unpack_from(self._bytes, self._position)
        self._position += layout.size
        return list(values)

    def _strings(self, count: int) -> Iterator[str]:
        length_at = struct.Struct("<Q").unpack_from
        content, position = self._bytes, self._position
        for _ in range(count):
            start = position + 8
            position = start + length_at(content, position)[0]
            yield content[start:position].decode("utf-8")
        self._position = position

    def _next_tensor(self) -> tuple[str, TensorEntry]:
        name = self._next_string()
        dimensions = [self._next("Q") for _ in range(self._next("I"))]
        kind, offset = self._next("I"), self._next("Q")
        return name, TensorEntry(tuple(reversed(dimensions)), kind, offset)
