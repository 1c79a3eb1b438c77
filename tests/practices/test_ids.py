"""Ids for the outside say what they name, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.ids import NotAnId, public_id, row_number

KEY, OTHER_KEY = b"k" * 16, b"o" * 16


@given(st.integers(0, 2**63 - 1))
def test_an_id_leads_back_to_its_row(pk):
    assert row_number(public_id("cli", pk, key=KEY), prefix="cli", key=KEY) == pk


def test_neighbouring_rows_have_ids_that_do_not_look_alike():
    first, second = (public_id("cli", pk, key=KEY) for pk in (1, 2))

    assert sum(a == b for a, b in zip(first[4:], second[4:], strict=True)) < 8


@pytest.mark.parametrize(
    "text",
    [
        public_id("cli", 7, key=OTHER_KEY),
        public_id("svc", 7, key=KEY),
        public_id("svc", 7, key=KEY).replace("svc", "cli"),
        "7",
        "cli_7",
        "cli_" + "z" * 22,
        "cli_" + "é" * 22,
        "",
    ],
)
def test_any_other_text_is_no_id(text):
    with pytest.raises(NotAnId):
        row_number(text, prefix="cli", key=KEY)
