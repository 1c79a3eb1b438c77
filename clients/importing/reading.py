"""From the bytes of a CSV to its rows, whoever wrote it, in little memory.

Excel alone writes four kinds: UTF-8 with a byte order mark, UTF-16 with tabs,
Windows-1252 with semicolons, and any of them with a first line `sep=;`.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from clients.rules.trouble import Trouble, Troubled

MOST_BYTES = 60 * 1024 * 1024  # about 400,000 visits; more is brought in as several files
MOST_COLUMNS = 200
MOST_ROWS = 400_000
LONGEST_RECORD = 200_000  # signs; the longest note seen in practice had some 20,000
_BLOCK = 64 * 1024

SEPARATORS = ";,\t|"
# What starts other kinds of files: zip (also .xlsx, .ods), gzip, old Excel, PDF, 7z, bzip2, xz.
_OTHER_FILES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"7z\xbc\xaf",
    b"BZh",
    b"\xfd7z",
)


@dataclass(frozen=True)
class Layout:
    """How a file is written down.

    skipped     lines before the header (the `sep=` line of Excel)
    header      the first record; blank names become "Column 3"
    """

    encoding: str
    separator: str
    skipped: int
    header: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        return {**self.__dict__, "header": list(self.header)}

    @classmethod
    def from_dict(cls, kept: dict[str, object]) -> "Layout":
        return cls(**{**kept, "header": tuple(kept["header"])})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Record:
    """One line of the table, numbered as a spreadsheet numbers it (the header is 1)."""

    number: int
    cells: tuple[str, ...]


def sniff(file: BinaryIO) -> Layout:
    """Find out how the file is written.

    Refuses     file_empty, file_too_large, file_not_csv, file_no_rows, file_too_wide, file_line_too_long
    """
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise Troubled(Trouble("file_too_large", facts={"most": MOST_BYTES // 1024 // 1024}))
    file.seek(0)
    start = file.read(_BLOCK)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise Troubled(Trouble("file_empty"))
    if start.startswith(_OTHER_FILES):
        raise Troubled(Trouble("file_not_csv"))
    encoding = _encoding(file, start)
    first = next(_lines(file, encoding), "")
    named = first.strip().strip('"')
    skipped = 1 if named.lower().startswith("sep=") else 0
    separator = (named[4:5] or "\t") if skipped else _separator(file, encoding)
    return Layout(encoding, separator, skipped, _header(file, encoding, separator, skipped))


def records(file: BinaryIO, layout: Layout) -> Iterator[Record]:
    """The rows after the header, one at a time; blank lines are passed over but counted.

    Refuses     file_line_too_long (usually a quote that is never closed), file_too_many_rows
    """
    lines = _lines(file, layout.encoding)
    for _ in range(layout.skipped):
        next(lines)
    read = 0
    for number, cells in enumerate(_parsed(lines, layout.separator), start=1):
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        read += 1
        if read > MOST_ROWS:
            raise Troubled(Trouble("file_too_many_rows", facts={"most": MOST_ROWS}))
        yield Record(number, tuple(cell.replace("\0", "").strip() for cell in cells))


def _encoding(file: BinaryIO, start: bytes) -> str:
    """The encoding the bytes are really in; Windows-1252 reads whatever is not Unicode."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[0:4000:2].count(0), start[1:4000:2].count(0)
    if max(even, odd) > len(start[:4000]) // 5:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8" if _is_utf8(file) else "cp1252"


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines with their ends kept, none longer than a record may be; a bare CR ends a line too."""
    file.seek(0)
    text = io.TextIOWrapper(_Kept(file), encoding=encoding, errors="replace", newline="")  # type: ignore[type-var]
    try:
        while line := text.readline(LONGEST_RECORD + 1):
            if len(line) > LONGEST_RECORD:
                raise Troubled(Trouble("file_line_too_long", facts={"most": LONGEST_RECORD}))
            yield line
    finally:
        text.detach()


class _Kept(io.BufferedIOBase):
    """A file that stays open when the text reader above it is thrown away."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int = -1) -> bytes:
        return self._file.read(_BLOCK if size < 0 else size)


def _parsed(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    """Records, quoted line breaks included; refuses a record that never ends."""
    reader = csv.reader(_bounded(lines), delimiter=separator, doublequote=True, skipinitialspace=True)
    try:
        yield from reader
    except csv.Error as unreadable:
        code = "file_line_too_long" if "field limit" in str(unreadable) else "file_not_csv"
        raise Troubled(Trouble(code, facts={"line": reader.line_num, "most": LONGEST_RECORD})) from unreadable


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    csv.field_size_limit(LONGEST_RECORD)
    yield from lines


def _separator(file: BinaryIO, encoding: str) -> str:
    """The sign that cuts the first records into the same number of cells most often."""
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for _, cells in zip(range(60), _parsed(_lines(file, encoding), separator), strict=False):
                widths[len(cells)] += 1 if any(cells) else 0
        except Troubled:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        score = (times / max(1, widths.total()), width) if width > 1 else (0.0, width)
        if score[0] > 0 and (
            score[0] > best_score[0] + 0.1 or (score[0] > best_score[0] - 0.1 and width > best_score[1])
        ):
            best, best_score = separator, score
    return best


def _header(file: BinaryIO, encoding: str, separator: str, skipped: int) -> tuple[str, ...]:
    lines = _lines(file, encoding)
    for _ in range(skipped):
        next(lines)
    parsed = _parsed(lines, separator)
    header = next(parsed, [])
    if len(header) > MOST_COLUMNS:
        raise Troubled(Trouble("file_too_wide", facts={"most": MOST_COLUMNS}))
    if not any(any(cells) for cells in parsed):
        raise Troubled(Trouble("file_no_rows"))
    return tuple(
        name.replace("\0", "").strip() or f"Column {place}" for place, name in enumerate(header, start=1)
    )
