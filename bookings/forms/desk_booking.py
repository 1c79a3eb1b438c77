"""A booking as the desk types it: who, what, with whom, when."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bookings.actions import ClientIsArchived, LocationClosed, ServiceArchived
from bookings.actions.booking import Details
from bookings.actions.desk import NewPerson, Visitor
from bookings.forms.days import DayField, moment_in
from bookings.models import Appointment, Resource, Service
from bookings.queries import bookable_services, practitioners_of
from bookings.queries.day import people_at
from bookings.rules.time import instants
from clients.models import Client
from practices.models import Location

NEW, OWN = "new", "own"
INSISTED = ("overlap", "hours", "rest", "client", "interval")


class ByPublicId(forms.ModelChoiceField):
    """A choice of rows, named by their public id; the rows are given once a practice is active."""

    def __init__(self, **how: Any) -> None:
        super().__init__(queryset=None, to_field_name="public_id", **how)


class WhenFields(forms.Form):
    """A day, and either a time that was offered or one that is typed.

    slot    "<instant>|<practitioner>" of an offer, or `own` for the time typed
    """

    day = DayField(label=_("Day"))
    slot = forms.CharField(required=False)
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    insist = forms.MultipleChoiceField(choices=[(word, word) for word in INSISTED], required=False)

    def value_of(self, name: str) -> Any:
        """The field's value as it would be cleaned, also before anything was sent; None when it is no good."""
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None

    def starts(self, given: dict[str, Any], zone: str) -> tuple[datetime, Resource | None]:
        """The instant meant, and whom an offer names.

        Raises      ValidationError
        """
        instant, _bar, who = (given.get("slot") or "").partition("|")
        if instant and instant != OWN:
            return self._offered(instant, who)
        day, clock = given.get("day"), given.get("time")
        if not isinstance(day, date) or not isinstance(clock, time):
            raise ValidationError({"time": _now("Choose one of the times, or type one.")})
        found = instants(datetime.combine(day, clock), zone)
        if not found:
            raise ValidationError({"time": _now("The clocks skip that time on that day.")})
        return found[0], None

    def _offered(self, instant: str, who: str) -> tuple[datetime, Resource | None]:
        starts_at = moment_in(instant)
        people: Any = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, retired_at=None)
        person = people.filter(pk=int(who)).first() if who.isdecimal() else None
        if starts_at is None or starts_at.tzinfo is None or person is None:
            raise ValidationError({"time": _now("That time is not among those offered. Choose again.")})
        return starts_at, person


class BookingForm(WhenFields):
    client = forms.CharField(required=False)
    q = forms.CharField(label=_("Client"), required=False, max_length=100)
    new_name = forms.CharField(label=_("Name"), required=False, max_length=160)
    new_phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    new_email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    service = ByPublicId(
        label=_("Service"), empty_label=None, error_messages={"invalid_choice": ServiceArchived.sentence}
    )
    location = forms.ModelChoiceField(
        label=_("Location"),
        queryset=None,
        empty_label=None,
        error_messages={"invalid_choice": LocationClosed.sentence},
    )
    request = forms.CharField(label=_("Wishes for this visit"), required=False, max_length=300)
    follows = forms.UUIDField(required=False)
    alert_reason = forms.CharField(label=_("Why this visit is all right"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["with"] = ByPublicId(label=_("Practitioner"), required=False, empty_label=_("Anyone"))
        self._rows("location", Location.objects.filter(closed_at=None))
        self.place: Location | None = self.value_of("location")
        if self.place is None:
            self.place = Location.objects.filter(closed_at=None).first()
        self._rows("with", people_at(self.place) if self.place else Resource.objects.none())
        self._rows("service", self._services())
        if self.chosen:
            self._rows("with", practitioners_of(self.chosen, self.place, is_online=False))

    def _rows(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _services(self) -> Any:
        if self.place is None:
            return Service.objects.none()
        return bookable_services(self.place, is_online=False)

    @property
    def chosen(self) -> Service | None:
        """The service chosen; the first one until somebody chooses."""
        found: Service | None = self.value_of("service")
        return found or self.fields["service"].queryset.first()  # type: ignore[attr-defined]

    @property
    def person(self) -> Client | None:
        """The client chosen, if it is one of ours."""
        found = self._chosen_client()
        return found if found and found.archived_at is None else None

    def _chosen_client(self) -> Client | None:
        try:
            chosen = UUID(str(self["client"].value() or ""))
        except ValueError:
            return None
        found: Client | None = Client.objects.present().filter(public_id=chosen).first()
        return found

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        client = self.person
        if client is None and given.get("client") != NEW:
            gone = self._chosen_client()
            asks = _("Who comes? Choose somebody, or add a new client.")
            self.add_error("q", str(ClientIsArchived(client=gone.called)) if gone else asks)
        elif client is None and not (given.get("new_name") or "").strip():
            self.add_error("new_name", _("A client needs a name."))
        if self.place is not None:
            given["starts_at"], offered = self.starts(given, self.place.time_zone)
            given["with"] = offered or given.get("with")
        return given

    def arguments(self) -> dict[str, Any]:
        """What `desk.book_for` wants."""
        given, client = self.cleaned_data, self.person
        new = NewPerson(name=given["new_name"], phone=given["new_phone"], email=given["new_email"])
        return {
            "visitor": Visitor(client=client, new=None if client else new),
            "service": given["service"],
            "practitioner": given["with"],
            "starts_at": given["starts_at"],
            "location": given["location"],
            "details": Details(
                insist=frozenset(given["insist"]),
                request=given["request"],
                follows=self._followed(client),
                alert_reason=given["alert_reason"],
            ),
        }

    def _followed(self, client: Client | None) -> Appointment | None:
        """The visit at whose close this one is booked, if it is one of the same client."""
        asked = self.cleaned_data.get("follows")
        if not asked or client is None:
            return None
        found: Appointment | None = Appointment.objects.filter(public_id=asked, client=client).first()
        return found
