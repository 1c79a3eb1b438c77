"""Past visits on their way in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from bookings.actions import visits
from bookings.models import Appointment, Occupancy, Payment, Resource, Segment, Service
from clients import actions
from clients.models import Client, RejectedRow
from clients.wording import said
from practices.actions.places import CurrencyFixed, change_practice
from practices.models import Event, Practice
from tests.bookings.past import FILE, brought_in, work
from tests.factories import make_client


@pytest.fixture
def people(willow):
    now = timezone.now()
    return (
        make_client(willow, "Zoe Baker", external_id="7", at=now, was_known_before=True),
        make_client(willow, "Ben Adler", at=now, was_known_before=True),
    )


def test_history_comes_in_as_visits_that_take_no_time(willow, people):
    zoe, ben = people
    batch = brought_in(willow)
    first, missed, late = Appointment.objects.order_by("external_id")

    assert (batch.status, batch.added, batch.rejected) == ("imported", 3, 2)
    assert (first.client, first.status, first.price, first.wall_starts) == (
        zoe,
        "completed",
        8000,
        "2024-03-13T14:30",
    )
    assert (first.starts_at, first.completed_at) == (
        datetime(2024, 3, 13, 18, 30, tzinfo=UTC), datetime(2024, 3, 13, 19, 30, tzinfo=UTC),
    )  # fmt: skip
    assert (first.source, first.import_batch, first.currency) == ("import", batch, "USD")
    assert (missed.status, missed.price, missed.ends_at - missed.starts_at) == (
        "no_show",
        105000,
        timedelta(minutes=45),
    )
    assert (late.client, late.status, late.cancelled_at) == (ben, "cancelled_late", late.starts_at)
    payment = Payment.objects.get()
    assert (payment.amount, payment.is_imported, payment.appointment) == (8000, True, first)
    assert not Occupancy.objects.exists()
    event = Event.objects.get(kind="visits.imported")
    assert (event.payload["added"], event.source) == (3, "import")
    assert not Event.objects.filter(kind="appointment.booked").exists()


def test_the_currency_of_history_stays(willow, people):
    brought_in(willow)

    with pytest.raises(CurrencyFixed):
        change_practice(willow.practice, by=willow.owner, at=timezone.now(), currency="EUR")
    assert Practice.objects.get(pk=willow.practice.pk).currency_fixed_at is not None


def test_unknown_services_and_practitioners_are_added_archived(willow, people):
    before = Service.objects.count(), Resource.objects.count()
    brought_in(willow)
    bath, olga = Service.objects.get(name="Moor bath"), Resource.objects.get(name="Olga")

    assert (Service.objects.count(), Resource.objects.count()) == (before[0] + 1, before[1] + 2)
    assert (bath.hands_on_minutes, bath.books_online, bath.archived_at is None) == (45, False, False)
    assert (olga.kind, olga.retired_at is None) == ("practitioner", False)
    assert Segment.objects.get(appointment__external_id="1").practitioner == willow.petra
    assert Segment.objects.get(appointment__external_id="3").practitioner.name == "Former team"


def test_or_their_rows_stay_out_when_told_so(willow, people):
    batch = brought_in(willow, creates=False)

    assert (batch.added, batch.rejected) == (1, 4)
    reasons = {row.line: row.reasons[0]["code"] for row in RejectedRow.objects.filter(batch=batch)}
    assert reasons == {3: "service_unknown", 4: "service_unknown", 5: "service_unknown", 6: "visit_in_future"}


def test_each_row_that_stays_out_says_why(willow, people):
    batch = brought_in(willow)
    reasons = {row.line: row.reasons[0]["code"] for row in RejectedRow.objects.filter(batch=batch)}

    assert reasons == {5: "client_unknown", 6: "visit_in_future"}


def test_the_same_visits_again_add_none(willow, people):
    brought_in(willow)
    again = brought_in(willow)

    assert (again.added, again.unchanged) == (0, 3)


def test_visits_without_a_number_are_known_again(willow, people):
    text = "Client,Service,Date,Time\nBen Adler,Bath,2024-03-01,10:00\nBen Adler,Bath,2024-03-01,10:00\n"
    first, again = brought_in(willow, text), brought_in(willow, text)

    assert (first.added, first.rejected, again.added, again.unchanged) == (1, 1, 0, 1)
    assert RejectedRow.objects.filter(batch=first).get().reasons[0]["code"] == "duplicate_visit"


def test_two_people_of_one_name_are_told_apart_by_mail_or_not_at_all(willow, people):
    other = make_client(willow, "Ben Adler", email="ben@example.org")
    text = "Client,Email,Service,Date,Time\n"
    text += "Ben Adler,ben@example.org,Bath,2024-03-01,10:00\nBen Adler,,Bath,2024-03-02,10:00\n"
    batch = brought_in(willow, text)

    assert Appointment.objects.get().client == other
    assert RejectedRow.objects.get(batch=batch).reasons[0]["code"] == "client_ambiguous"


CONTACTS = [("ben@other.example", ""), ("", "212 555 0199"), ("ben@", ""), ("", "nonsense")]


@pytest.mark.parametrize(("mail", "phone"), CONTACTS)
def test_a_contact_that_is_nobodys_is_not_overruled_by_a_name(willow, people, mail, phone):
    """Another Ben Adler, as likely as not: his visits are no business of ours."""
    text = f"Client,Email,Phone,Service,Date,Time\nBen Adler,{mail},{phone},Bath,2024-03-01,10:00\n"
    batch = brought_in(willow, text)

    [reason] = RejectedRow.objects.get(batch=batch).reasons
    assert (reason["code"], reason["value"]) == ("contact_unknown", mail or phone)
    assert said(reason).startswith(f"“{mail or phone}” belongs to none of your clients.")
    assert not Appointment.objects.exists()


def test_one_contact_that_fits_is_enough(willow):
    ben = make_client(willow, "Ben Adler", phone="212 555 0147")
    text = (
        "Client,Email,Phone,Service,Date,Time\nBen Adler,old@example.org,2125550147,Bath,2024-03-01,10:00\n"
    )

    assert brought_in(willow, text).added == 1
    assert Appointment.objects.get().client == ben


def test_visits_of_an_erased_namesake_are_not_given_to_who_is_here(willow):
    gone = make_client(willow, "Ben Adler", email="gone@example.org")
    actions.erase(gone, reason="", by=willow.owner, at=timezone.now())
    make_client(willow, "Ben Adler", email="ben@example.org")
    batch = brought_in(
        willow, "Client,Email,Service,Date,Time\nBen Adler,gone@example.org,Bath,2024-03-01,10:00\n"
    )

    row = RejectedRow.objects.get(batch=batch)
    assert (row.cells, row.reasons[0]["code"]) == ([], "was_erased")


def test_a_phone_finds_its_client_and_an_unreadable_one_nobody(willow):
    make_client(willow, "Ana Wolf", phone="212 555 0147")
    text = "Phone,Email,Service,Date,Time\n"
    text += "(212) 555-0147,,Bath,2024-03-01,10:00\nnonsense,also@,Bath,2024-03-01,10:00\n"

    assert brought_in(willow, text).added == 1


def test_a_place_nobody_knows_is_refused_and_a_known_one_sets_the_clock(willow, people):
    from practices.models import Location

    Location.objects.create(practice=willow.practice, name="London", time_zone="Europe/London")
    text = "Client,Service,Location,Date,Time\n"
    text += "Ben Adler,Bath,london,2024-03-01,10:00\nBen Adler,Bath,Mars,2024-03-01,10:00\n"
    batch = brought_in(willow, text)

    assert Appointment.objects.get().starts_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert RejectedRow.objects.get(batch=batch).reasons[0]["code"] == "location_unknown"


def test_a_complete_history_says_who_was_new_when(willow, people):
    zoe, ben = people
    old = make_client(
        willow, "Old Friend", external_id="9", at=datetime(2020, 1, 1, tzinfo=UTC), was_known_before=True
    )
    brought_in(willow, FILE + "6;9;;Moor bath;Olga;27.03.2024;11:00;60;;50;\n")

    for client in (zoe, ben, old):
        client.refresh_from_db()
    assert (zoe.was_known_before, ben.was_known_before, old.was_known_before) == (False, False, True)
    assert zoe.registered_at == datetime(2024, 3, 13, 18, 30, tzinfo=UTC)
    assert old.registered_at.year == 2020


def test_an_incomplete_history_leaves_everybody_known(willow, people):
    brought_in(willow, is_complete=False)
    assert Client.objects.filter(was_known_before=True).count() == 2


def test_visits_are_taken_back_with_what_came_with_them(willow, people):
    batch = brought_in(willow)
    actions.ask_to_undo(batch, by=willow.owner, at=timezone.now())
    work()
    batch.refresh_from_db()

    assert (batch.status, batch.job.result) == ("undone", {"removed": 3, "kept": 0})
    assert not Appointment.objects.exists()
    assert not Payment.objects.exists()
    assert not Service.objects.filter(name="Moor bath").exists()
    assert not Resource.objects.filter(name__in=("Olga", "Former team")).exists()


def test_a_visit_somebody_worked_with_stays(willow, people):
    batch = brought_in(willow)
    missed = Appointment.objects.get(external_id="2")
    visits.undo(missed, by=willow.desk, at=timezone.now())  # says another status, and is no new version
    actions.ask_to_undo(batch, by=willow.owner, at=timezone.now())
    work()
    batch.refresh_from_db()

    assert batch.job.result == {"removed": 2, "kept": 1}
    assert Appointment.objects.get() == missed
    assert Service.objects.filter(name="Moor bath").exists()


def taken_back(willow, batch):
    actions.ask_to_undo(batch, by=willow.owner, at=timezone.now())
    work()


def dates(*people):
    return [
        (one.registered_at, one.was_known_before)
        for one in Client.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")
    ]


def test_clients_are_since_when_and_as_known_as_before_once_their_visits_are_taken_back(willow, people):
    before = dates(*people)
    batch = brought_in(willow)
    assert dates(*people) != before
    taken_back(willow, batch)

    assert dates(*people) == before
    assert not Client.objects.filter(before_history__isnull=False).exists()


def test_what_another_file_says_of_a_client_holds_when_one_is_taken_back(willow, people):
    zoe, _ben = people
    (before,) = dates(zoe)
    late = brought_in(willow)
    early = brought_in(willow, "Client ID,Service,Date,Time\n7,Bath,2023-03-01,10:00\n", is_complete=False)
    assert dates(zoe) == [(datetime(2023, 3, 1, 15, tzinfo=UTC), False)]

    taken_back(willow, late)
    assert dates(zoe) == [(datetime(2023, 3, 1, 15, tzinfo=UTC), True)]
    taken_back(willow, early)
    assert dates(zoe) == [before]


def test_a_visit_that_stays_still_says_since_when(willow, people):
    zoe, ben = people
    before = dates(ben)
    batch = brought_in(willow)
    visits.undo(Appointment.objects.get(external_id="1"), by=willow.desk, at=timezone.now())
    taken_back(willow, batch)

    assert dates(zoe) == [(datetime(2024, 3, 13, 18, 30, tzinfo=UTC), False)]
    assert dates(ben) == before


def test_clients_with_visits_stay_when_their_file_is_taken_back(willow):
    text = "Client ID,Name\n7,Zoe Baker\n8,Ben Adler\n"
    people = actions.upload(
        willow.practice, kind="clients", file_name="c.csv", content=text.encode(), by=willow.owner, at=timezone.now()
    )  # fmt: skip
    actions.ask_to_check(people, by=willow.owner, at=timezone.now())
    work()
    actions.ask_to_import(people, by=willow.owner, at=timezone.now())
    work()
    brought_in(willow, "Client ID,Service,Date,Time\n7,Bath,2024-03-01,10:00\n")
    actions.ask_to_undo(people, by=willow.owner, at=timezone.now())
    work()

    people.refresh_from_db()
    assert people.job.result == {"removed": 1, "kept": 1}
    assert Client.objects.get().name == "Zoe Baker"


def test_columns_that_say_whose_what_and_when_are_needed(willow):
    with pytest.raises(actions.ColumnMissing, match="Service"):
        brought_in(willow, "Client,Date\nBen,2024-03-01\n")
