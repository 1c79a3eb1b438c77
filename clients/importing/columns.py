"""Which column is what: guessed from its header, then from what stands in it; a person corrects it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from clients.importing.dates import DateEvidence
from clients.importing.numbers import NumberEvidence
from clients.importing.reading import Layout, Record
from clients.rules.names import fold

SAMPLES = 300
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}$")
_PHONE = re.compile(r"'?[+(]?\d[\d\s()./-]{6,18}$")
LIKE_ENOUGH = 80  # "Moblie" is still "Mobile"; below that, guesses were more often wrong than right


@dataclass
class Column:
    """What one column holds, gathered over the whole file.

    samples     the first few hundred filled cells
    """

    name: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    dates: DateEvidence = field(default_factory=DateEvidence.none)
    numbers: NumberEvidence = field(default_factory=NumberEvidence.none)

    def note(self, cell: str) -> None:
        self.filled += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(cell[:200])
        if cell[0].isdigit() or (len(cell) < 40 and any(sign.isdigit() for sign in cell)):
            self.dates.note(cell)
            self.numbers.note(cell)

    def share(self, pattern: re.Pattern[str]) -> float:
        return sum(1 for cell in self.samples if pattern.match(cell)) / max(1, len(self.samples))

    @property
    def examples(self) -> list[str]:
        return list(dict.fromkeys(self.samples))[:3]


@dataclass
class Survey:
    """A file read through once."""

    rows: int
    columns: list[Column]


def survey(layout: Layout, records: Iterable[Record]) -> Survey:
    """Read the whole file once and note what each column says about itself."""
    columns = [Column(name) for name in layout.header]
    rows = 0
    for record in records:
        rows += 1
        for column, cell in zip(columns, record.cells, strict=False):
            if cell:
                column.note(cell)
    return Survey(rows, columns)


def guess(columns: list[Column], headers: Mapping[str, tuple[str, ...]]) -> dict[int, str]:
    """Column place to field, each field at most once; columns nobody recognises are left out."""
    offers = sorted(
        (
            (score, -place, name)
            for place, column in enumerate(columns)
            for name, score in _offers(column, headers)
        ),
        reverse=True,
    )
    mapping: dict[int, str] = {}
    for _, minus_place, name in offers:
        if -minus_place not in mapping and name not in mapping.values():
            mapping[-minus_place] = name
    return dict(sorted(_sensible(mapping).items()))


def _offers(column: Column, headers: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, float]]:
    """Fields the column may be, with how sure we are (100 = the very word)."""
    written = fold(column.name)
    for name, known in headers.items():
        if written in known:
            # Earlier words are surer: "mobile" before "phone" when a file has both.
            yield name, 100 - known.index(written) / 10
            continue
        best = max(100 * OSA.normalized_similarity(written, word) for word in known)
        if best >= LIKE_ENOUGH and len(written) > 4:
            yield name, best - 10
    yield from _by_content(column, headers)


def _by_content(column: Column, headers: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, float]]:
    """Only what cannot be mistaken: addresses with an @, telephone numbers."""
    if not column.samples:
        return
    email = "email" if "email" in headers else "client_email"
    phone = "phone" if "phone" in headers else "client_phone"
    if column.share(_EMAIL) > 0.8:
        yield email, 60
    elif column.share(_PHONE) > 0.8 and column.dates.dates < len(column.samples) / 2:
        yield (
            phone,
            40 if any(len(re.sub(r"\D", "", cell)) > 8 for cell in column.samples) else 0,
        )


def _sensible(mapping: dict[int, str]) -> dict[int, str]:
    """ "Name" beside "First name" is the family name; "Nombre" or "Nom" alone is the whole name."""
    found = {name: place for place, name in mapping.items()}
    if "name" in found and "first_name" in found and "last_name" not in found:
        mapping[found["name"]] = "last_name"
    elif "last_name" in found and "first_name" not in found and "name" not in found:
        mapping[found["last_name"]] = "name"
    elif "first_name" in found and "last_name" not in found and "name" not in found:
        mapping[found["first_name"]] = "name"
    return mapping
