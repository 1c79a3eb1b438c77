import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.importing import reading
from clients.importing.reading import records, sniff
from clients.rules.trouble import Troubled


def rows(content: bytes):
    file = io.BytesIO(content)
    layout = sniff(file)
    return layout, list(records(file, layout))


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        ("Name;Ort\r\nZoë;Köln\r\n".encode("cp1252"), ";"),
        ("\ufeffName,Ort\r\nZoë,Köln\r\n".encode(), ","),
        ("Name\tOrt\r\nZoë\tKöln\r\n".encode("utf-16"), "\t"),
        ("Name\tOrt\r\nZoë\tKöln\r\n".encode("utf-16-be"), "\t"),
        ("Name|Ort\nZoë|Köln\n".encode(), "|"),
        ("sep=;\r\nName;Ort\r\nZoë;Köln\r\n".encode(), ";"),
        ("\ufeffsep=,\r\nName,Ort\r\nZoë,Köln\r\n".encode("utf-16-le"), ","),
        ("Name,Ort\rZoë,Köln\r".encode(), ","),  # an old Mac
    ],
)
def test_every_way_a_spreadsheet_writes_csv_is_read(content, separator):
    layout, read = rows(content)

    assert (layout.separator, layout.header) == (separator, ("Name", "Ort"))
    assert [record.cells for record in read] == [("Zoë", "Köln")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    _, read = rows(b'name,note\nAna,"two\nlines; and a ""word"""\n\n\nBen,x\n')

    assert [(record.number, record.cells[0]) for record in read] == [
        (2, "Ana"),
        (5, "Ben"),
    ]
    assert read[0].cells[1] == 'two\nlines; and a "word"'


def test_a_comma_in_a_sentence_does_not_beat_the_semicolon_between_columns():
    layout, _ = rows(b"name;note\nAna;tired, sore, hungry\nBen;a, b, c\n")

    assert layout.separator == ";"


def test_a_single_column_is_a_file_too():
    layout, read = rows(b"email\nana@example.org\n")

    assert layout.header == ("email",)
    assert len(read) == 1


def test_columns_without_a_name_get_one():
    assert rows(b"name,,x\nAna,1,2\n")[0].header == ("name", "Column 2", "x")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "file_empty"),
        (b"PK\x03\x04rest of a workbook", "file_not_csv"),
        (b"\x1f\x8bgzip", "file_not_csv"),
        (b"name,phone\n", "file_no_rows"),
        (b"," * 1_000_000 + b"\n1,2\n", "file_line_too_long"),
        (b"," * 100_000 + b"\n1,2\n", "file_too_wide"),
        (b'name,note\nAna,"never closed\n' + b"x,1\n" * 60_000, "file_line_too_long"),
    ],
)
def test_a_file_that_cannot_be_a_list_of_people_is_refused_with_its_reason(content, code):
    with pytest.raises(Troubled) as refused:
        rows(content)
    assert refused.value.trouble.code == code


class Endless(io.BytesIO):
    """Claims to hold 200 MB; reading it would be the mistake."""

    def seek(self, place, whence=io.SEEK_SET):
        return 200 * 1024 * 1024 if whence == io.SEEK_END else super().seek(place, whence)


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(Troubled) as refused:
        sniff(Endless(b"name\nAna\n"))
    assert refused.value.trouble.code == "file_too_large"


def test_more_rows_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(Troubled, match="file_too_many_rows"):
        rows(b"name\na\nb\nc\n")


def test_memory_does_not_grow_with_the_file():
    content = io.BytesIO(b"id,name,note\n" + b"17,Ana Lopez,some note\n" * 50_000)
    tracemalloc.start()
    layout = sniff(content)
    assert sum(1 for _ in records(content, layout)) == 50_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


def test_a_layout_survives_being_kept():
    layout, _ = rows(b"name;x\nAna;1\n")

    assert reading.Layout.from_dict(layout.as_dict()) == layout


@given(st.binary(max_size=300))
def test_whatever_bytes_come_there_are_rows_or_a_refusal(content):
    try:
        _, read = rows(content)
    except Troubled as refused:
        code, read = refused.trouble.code, []
    else:
        code = "file_read"
    assert code.startswith("file_")
    assert all("\0" not in cell for record in read for cell in record.cells)
