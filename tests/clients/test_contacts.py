import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules import phones
from clients.rules.cells import guarded, unguarded
from clients.rules.emails import normal_email
from clients.rules.trouble import Troubled


@pytest.mark.parametrize(
    ("written", "region", "dialled"),
    [
        ("(212) 555-0147", "US", "+12125550147"),
        ("0171 / 392 00 12", "DE", "+491713920012"),
        ("+49 (0)171 3920012", "US", "+491713920012"),
        ("0049 171 3920012", "US", "+491713920012"),
        ("1713920012", "DE", "+491713920012"),  # Excel ate the zero
        ("٠١٧١٣٩٢٠٠١٢", "DE", "+491713920012"),
        ("+١٢١٢٥٥٥٠١٤٧", "DE", "+12125550147"),
        ("'+12125550147", "US", "+12125550147"),
        ("tel:+12125550147", "DE", "+12125550147"),
        (
            "+447700900123",
            "US",
            "+447700900123",
        ),  # kept free for drama, invalid to libphonenumber
    ],
)
def test_a_number_is_kept_in_the_form_that_dials_from_anywhere(written, region, dialled):
    assert phones.normal_phone(written, region=region) == dialled


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12345", "phone_invalid"),
        ("", "phone_invalid"),
        ("1-800-FLOWERS", "phone_letters"),
        ("212 555 0147 ext 5", "phone_extension"),
        ("212 555 0147 x5", "phone_extension"),
        ("212-555-0147 #12", "phone_extension"),
        ("900 555 0123", "phone_premium"),
        ("4.91701E+11", "phone_shortened"),
        ("4,91701E+11", "phone_shortened"),
        ("ask her mother", "phone_letters"),
        ("+999 123 456", "phone_invalid"),
    ],
)
def test_a_number_nobody_can_dial_is_refused_with_its_reason(written, code):
    with pytest.raises(Troubled) as refused:
        phones.normal_phone(written, region="US")
    assert refused.value.trouble.code == code


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_a_number_or_a_refusal(text):
    try:
        answer = phones.normal_phone(text, region="DE")
    except Troubled as refused:
        answer = refused.trouble.code
    assert answer.startswith(("+", "phone_"))


def test_a_landline_takes_calls_but_no_text_messages():
    assert phones.may_text("+491713920012")
    assert phones.may_text("+12125550147")
    assert phones.may_text("+447700900123")
    assert not phones.may_text("+493023125123")


def test_a_number_is_found_from_its_beginning_and_from_its_end():
    words = phones.phone_words("+491713920012")

    assert words == ["491713920012", "1713920012", "~210029317194"]
    assert words[2].startswith(phones.backwards("0012"))
    assert phones.phone_words("") == []


def test_only_what_looks_like_a_number_is_searched_as_one():
    assert phones.typed_digits("0171/392-00") == "017139200"
    assert phones.typed_digits("٠١٧") == "017"
    assert phones.typed_digits("Ana 3") == ""


def test_a_number_is_shown_as_its_country_writes_it():
    assert phones.spoken_phone("+12125550147", region="US") == "(212) 555-0147"
    assert phones.spoken_phone("+12125550147", region="DE") == "+1 212-555-0147"
    assert phones.spoken_phone("nonsense") == "nonsense"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ana <ANA@Example.ORG> ", "ana@example.org"),
        ("mailto:ana.lopez+spa@mail.example.org.", "ana.lopez+spa@mail.example.org"),
        ("o'neill@example.ie", "o'neill@example.ie"),
        ("jörg@müller.de", "jörg@müller.de"),
    ],
)
def test_an_address_is_kept_in_the_form_it_is_compared_in(written, kept):
    assert normal_email(written) == kept


@pytest.mark.parametrize(
    "written",
    ["ana", "ana@", "@example.org", "ana@example", "a b@example.org", "a..b@example.org", "a@b.org, c@d.org",
     "a@" + "x" * 250 + ".org"],
)  # fmt: skip
def test_an_address_no_mail_arrives_at_is_refused(written):
    with pytest.raises(Troubled):
        normal_email(written)


@pytest.mark.parametrize(
    "cell",
    ["=HYPERLINK(1)", "+1 212", "-1", "@SUM(A1)", "\tx", "\rx", "\0x", "  =1+1", "＝1"],
)
def test_a_spreadsheet_never_runs_a_cell_and_our_import_reads_it_back(cell):
    assert guarded(cell) == "'" + cell
    assert unguarded(guarded(cell)) == cell


def test_cells_that_are_only_text_or_figures_stay_as_they_are():
    assert [guarded(value) for value in ("Ana", "O'Neill", -5, 3.5, None, "")] == [
        "Ana",
        "O'Neill",
        "-5",
        "3.5",
        "",
        "",
    ]
    assert unguarded("'quoted'") == "'quoted'"


@given(st.text(max_size=30))
def test_guarding_and_unguarding_gives_back_what_was_there(text):
    if not text.startswith("'"):
        assert unguarded(guarded(text)) == text
