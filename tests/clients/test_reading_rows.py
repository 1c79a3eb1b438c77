import io
from datetime import date

import pytest

from clients.importing import choices as choosing
from clients.importing.choices import Choices
from clients.importing.columns import guess, survey
from clients.importing.headers import CLIENT_HEADERS, VISIT_HEADERS
from clients.importing.reading import Record, records, sniff
from clients.importing.rows import read_client

TODAY = date(2026, 11, 22)


def surveyed(text: str):
    file = io.BytesIO(text.encode())
    layout = sniff(file)
    return layout, survey(layout, records(file, layout))


def guessed(header: str, row: str = "1", headers=CLIENT_HEADERS):
    layout, found = surveyed(f"{header}\n{row}\n")
    return {layout.header[place]: name for place, name in guess(found.columns, headers).items()}


@pytest.mark.parametrize(
    "header",
    [
        "Client ID,First Name,Last Name,Mobile,E-mail,DOB,Notes",
        "Kunden-Nr.;Vorname;Nachname;Handy;E-Mail;Geburtsdatum;Bemerkung",
        "Numéro client;Prénom;Nom;Portable;Courriel;Date de naissance;Remarques",
        "ID cliente;Nombre;Apellidos;Móvil;Correo electrónico;Fecha de nacimiento;Notas",
        "Clinet ID,Frist Name,Last Nmae,Moblie,Emali,DOB,Ntoes",
    ],
)
def test_columns_are_recognised_in_four_languages_and_with_typos(header):
    assert list(guessed(header).values()) == [
        "external_id", "first_name", "last_name", "phone", "email", "birth_date", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "Appointment ID,Client ID,Service,Staff,Date,Time,Duration,Status,Price,Paid",
        "Termin-Nr;Kunden-Nr;Behandlung;Mitarbeiter;Datum;Uhrzeit;Dauer (min);Status;Preis;Bezahlt",
        "Numéro de RDV;Numéro client;Prestation;Praticien;Date;Heure;Durée;Statut;Prix;Payé",
        "Número de cita;ID cliente;Servicio;Profesional;Fecha;Hora;Duración;Estado;Precio;Pagado",
    ],
)
def test_columns_of_visits_are_recognised_in_four_languages(header):
    assert list(guessed(header, headers=VISIT_HEADERS).values()) == [
        "external_id", "client_id", "service", "practitioner", "start", "clock", "duration", "status", "price", "paid",
    ]  # fmt: skip


def test_what_stands_in_a_column_tells_when_its_header_does_not():
    assert guessed("A,B,C", "Ana Lopez,ana@example.org,+1 212 555 0147") == {
        "B": "email",
        "C": "phone",
    }


def test_a_name_beside_a_first_name_is_the_family_name():
    assert guessed("First name,Name", "Ana,Lopez") == {
        "First name": "first_name",
        "Name": "last_name",
    }
    assert guessed("Nom,Courriel", "Ana Lopez,x") == {
        "Nom": "name",
        "Courriel": "email",
    }


def test_the_order_of_one_date_column_serves_all():
    _, found = surveyed("name,dob,since\nAna,03/04/1980,13/04/2020\nBen,05/06/1981,01/02/2020\n")
    columns = guess(found.columns, CLIENT_HEADERS)

    assert choosing.date_order(found, columns, ["birth_date", "since"]) == "day_first"
    assert choosing.date_order(found, columns, ["birth_date"]) == "ambiguous"
    assert choosing.date_order(found, columns, []) == ""


def test_columns_that_contradict_one_another_are_mixed():
    _, found = surveyed("name,dob,since\nAna,13/04/1980,04/13/2020\n")
    assert (
        choosing.date_order(found, guess(found.columns, CLIENT_HEADERS), ["birth_date", "since"]) == "mixed"
    )


def test_the_sign_before_the_cents_is_found_in_the_column():
    _, found = surveyed("service;price\nMassage;1.234,50\nFacial;80\n")
    columns = guess(found.columns, VISIT_HEADERS)

    assert choosing.money_mark(found, columns, ["price"]) == "comma"
    assert choosing.money_mark(found, {}, ["price"]) == ""


def test_customs_of_a_country_stand_in_where_the_file_is_silent():
    assert choosing.custom("US") == ("month_first", "point")
    assert choosing.custom("DE") == ("day_first", "comma")
    assert choosing.custom("GB") == ("day_first", "point")


FIELDS = [
    "external_id",
    "name",
    "phone",
    "email",
    "birth_date",
    "tags",
    "allergy",
    "email_marketing",
    "other_phone",
]
DEFAULT = Choices(columns=dict(enumerate(FIELDS)), region="DE")


def read(*cells, choices=DEFAULT):
    return read_client(Record(2, cells), choices, today=TODAY)


def test_a_row_becomes_a_client_in_normal_form():
    row, troubles = read(
        "7",
        "Lopez, Ana",
        "0171 3920012",
        "ANA@Example.org",
        "3.4.80",
        "VIP;new",
        "Nuts",
        "ja",
    )

    assert troubles == []
    assert (row.external_id, row.first_name, row.last_name) == ("7", "Ana", "Lopez")
    assert (row.phone, row.email, row.birth_date) == (
        "+491713920012",
        "ana@example.org",
        date(1980, 4, 3),
    )
    assert (row.tags, row.facts, row.email_marketing, row.key) == (
        ["VIP", "new"],
        [("allergy", "Nuts")],
        True,
        "7",
    )


def test_everything_wrong_with_a_row_is_told_at_once():
    _, troubles = read("7", "Ana", "12345", "ana@", "31.02.1980")

    assert [(one.field, one.code) for one in troubles] == [
        ("email", "email_invalid"), ("phone", "phone_invalid"), ("birth_date", "date_impossible"),
    ]  # fmt: skip
    assert troubles[1].as_dict() == {
        "code": "phone_invalid",
        "value": "12345",
        "field": "phone",
        "facts": {},
    }


def test_when_asked_to_a_bad_number_becomes_a_note_instead():
    row, troubles = read(
        "7",
        "Ana",
        "12345",
        choices=Choices.from_dict({**DEFAULT.as_dict(), "is_lenient": True}),
    )

    assert troubles == []
    assert (row.phone, row.facts) == ("", [("note", "12345")])


def test_a_client_known_by_number_alone_is_still_a_client():
    row, troubles = read("", "", "0171 3920012")

    assert troubles == []
    assert row.name == "+491713920012"


def test_a_row_about_nobody_is_refused():
    assert [one.code for one in read("7", "", "", "")[1]] == ["nobody"]


def test_nobody_is_born_tomorrow_or_in_the_time_of_queens():
    assert [one.code for one in read("1", "Ana", "", "", "1.1.2030")[1]] == ["birth_impossible"]
    assert [one.code for one in read("1", "Ana", "", "", "1.1.1880")[1]] == ["birth_impossible"]


def test_the_second_number_steps_in_for_a_missing_mobile_and_is_noted_beside_one():
    alone, _ = read("1", "Ana", "", "", "", "", "", "", "030 23125123")
    beside, _ = read("1", "Ana", "0171 3920012", "", "", "", "", "", "030 23125123")

    assert (alone.phone, alone.facts) == ("+493023125123", [])
    assert (beside.phone, beside.facts) == (
        "+491713920012",
        [("note", "+493023125123")],
    )


def test_a_row_without_an_id_is_known_by_what_it_says():
    first, again = (
        read("", "Ana Löpez", "0171 3920012")[0],
        read("", "ana LOPEZ", "+491713920012")[0],
    )
    other = read("", "Ben", "0171 3920012")[0]

    assert first.key == again.key != other.key
    assert first.key.startswith("row:")


def test_a_value_longer_than_its_place_is_refused():
    assert [one.code for one in read("x" * 101, "Ana")[1]] == ["too_long"]


def test_an_export_s_apostrophe_is_taken_off_again():
    assert read("1", "Ana", "'+491713920012")[0].phone == "+491713920012"


def test_two_columns_of_one_field_are_joined():
    both = Choices(columns={0: "name", 1: "note", 2: "note"})
    assert read_client(Record(2, ("Ana", "one", "two")), both, today=TODAY)[0].facts == [("note", "one, two")]
