"""Who and what the rows of a file of visits mean by their names."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.importing.rows import VisitRow
from bookings.models import Resource, Service
from clients.importing.choices import Choices
from clients.importing.erased import erased_among, said_of
from clients.models import Client, ImportBatch
from clients.rules import names
from clients.rules.emails import normal_email
from clients.rules.phones import normal_phone
from clients.rules.trouble import Trouble, Troubled
from practices.models import Location, Practice
from practices.queries import home_place

USUAL_MINUTES = 60
"""Length of a service that nobody gave one."""


class Visitors:
    """The clients that a chunk of rows is about, read in one query."""

    def __init__(self, rows: list[VisitRow], *, region: str = "US") -> None:
        self.rows, self.region = rows, region
        by_number = {row.client_id for row in rows if row.client_id}
        mails = {self._mail(row) for row in rows} - {""}
        phones = {self._phone(row) for row in rows} - {""}
        wanted = Q(external_id__in=by_number) | Q(email__in=mails) | Q(phone__in=phones)
        if keys := {_sort_key(row.client_name) for row in rows if _is_by_name_alone(row)}:
            wanted |= Q(sort_name__in=keys)
        self.found: dict[tuple[str, str], list[Client]] = defaultdict(list)
        for client in Client.objects.present().filter(wanted):
            for key in (
                ("number", client.external_id),
                ("email", client.email),
                ("phone", client.phone),
                ("name", names.fold(client.name)),
            ):
                if key[1]:
                    self.found[key].append(client)

    def find(self, row: VisitRow) -> Client:
        """The client of a row: by number, else by contact together with the name, else by name alone.

        A contact that is nobody's tells that the row is about somebody else than whoever bears the name here.
        Refuses     client_unknown, contact_unknown, client_ambiguous
        """
        if row.client_id:
            if known := self.found.get(("number", row.client_id)):
                return known[0]
            raise Troubled(Trouble("client_unknown", value=row.client_id).of("client_id"))
        fits = self._named(row) if _is_by_name_alone(row) else self._reached(row)
        if len(fits) > 1:
            said = row.client_name or row.client_email or row.client_phone
            raise Troubled(Trouble("client_ambiguous", value=said).of("client_name"))
        return fits[0]

    def _named(self, row: VisitRow) -> list[Client]:
        if fits := self.found.get(("name", names.fold(row.client_name))):
            return fits
        raise Troubled(Trouble("client_unknown", value=row.client_name).of("client_name"))

    def _reached(self, row: VisitRow) -> list[Client]:
        """Those who have the row's e-mail, else its phone; of several, those who bear its name."""
        name = names.fold(row.client_name)
        for key in (("email", self._mail(row)), ("phone", self._phone(row))):
            if fits := self.found.get(key):
                return [client for client in fits if names.fold(client.name) == name] or fits
        field = "client_email" if row.client_email else "client_phone"
        raise Troubled(Trouble("contact_unknown", value=getattr(row, field)).of(field))

    def erased(self, practice: Practice) -> dict[int, Trouble]:
        """The rows about somebody who was erased, by line; not those about somebody who is here."""
        gone = erased_among(practice, ((row.number, self._said_of(row)) for row in self.rows))
        return {
            row.number: gone[row.number] for row in self.rows if row.number in gone and not self._is_here(row)
        }

    def _said_of(self, row: VisitRow) -> Iterator[str]:
        return said_of(row.client_id, row.client_name, (self._mail(row), self._phone(row)))

    def _is_here(self, row: VisitRow) -> bool:
        try:
            return bool(self.find(row))
        except Troubled:
            return False

    def _mail(self, row: VisitRow) -> str:
        try:
            return normal_email(row.client_email) if row.client_email else ""
        except Troubled:
            return ""

    def _phone(self, row: VisitRow) -> str:
        try:
            return normal_phone(row.client_phone, region=self.region) if row.client_phone else ""
        except Troubled:
            return ""


class Catalogue:
    """Services, practitioners and places by the names a file gives them; unknown ones are added, archived."""

    def __init__(self, batch: ImportBatch, choices: Choices, at: datetime) -> None:
        self.batch, self.choices, self.at = batch, choices, at
        self.services = {names.fold(one.name): one for one in Service.objects.order_by("-archived_at", "-id")}
        people = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER).order_by("-retired_at", "-id")
        self.people = {names.fold(one.name): one for one in people}
        self.places = {names.fold(one.name): one for one in Location.objects.order_by("-position", "-id")}
        self.first_place = home_place()
        self.zone = ZoneInfo(self.first_place.time_zone) if self.first_place else ZoneInfo("UTC")
        self.new: dict[str, list[int]] = {"services": [], "practitioners": []}

    def zone_of(self, name: str) -> ZoneInfo:
        place = self.places.get(names.fold(name)) if name else None
        return ZoneInfo(place.time_zone) if place else self.zone

    def place(self, name: str) -> Location:
        found = self.places.get(names.fold(name)) if name else self.first_place
        if found is None:
            raise Troubled(Trouble("location_unknown", value=name).of("location"))
        return found

    def know(self, row: VisitRow, *, is_trial: bool) -> None:
        """Make sure that the row's place, service and practitioner are known, adding them when told to.

        Refuses     location_unknown, service_unknown, practitioner_unknown
        """
        self.place(row.location)
        service, person = names.fold(row.service), self._person_key(row)
        if service not in self.services:
            if not self.choices.creates:
                raise Troubled(Trouble("service_unknown", value=row.service).of("service"))
            self.services[service] = self._new_service(row, is_trial=is_trial)
        if person not in self.people:
            if not self.choices.creates:
                code = "practitioner_unknown" if row.practitioner else "practitioner_missing"
                raise Troubled(Trouble(code, value=row.practitioner).of("practitioner"))
            self.people[person] = self._new_person(row, is_trial=is_trial)

    def service(self, row: VisitRow) -> Service:
        return self.services[names.fold(row.service)]

    def practitioner(self, row: VisitRow) -> Resource:
        return self.people[self._person_key(row)]

    def remember(self) -> None:
        """Keep which services and practitioners the batch brought, so that undoing it can take them along."""
        made = self.batch.mapping.get("made", {"services": [], "practitioners": []})
        self.batch.mapping["made"] = {kind: [*made[kind], *self.new[kind]] for kind in self.new}
        self.batch.save(update_fields=["mapping"])

    def _person_key(self, row: VisitRow) -> str:
        """The practitioner named, by full name or the only one of that first name."""
        key = names.fold(row.practitioner) or names.fold(_("Former team"))
        if key in self.people:
            return key
        starts = [known for known in self.people if known.split(" ")[0] == key]
        return starts[0] if len(starts) == 1 else key

    def _new_service(self, row: VisitRow, *, is_trial: bool) -> Service:
        service = Service(
            practice_id=self.batch.practice_id, name=row.service, hands_on_minutes=row.minutes or USUAL_MINUTES,
            price=row.price or 0, books_online=False, archived_at=self.at,
        )  # fmt: skip
        if not is_trial:
            service.save()
            self.new["services"].append(service.pk)
        return service

    def _new_person(self, row: VisitRow, *, is_trial: bool) -> Resource:
        person = Resource(
            practice_id=self.batch.practice_id, kind=Resource.Kind.PRACTITIONER, retired_at=self.at,
            name=row.practitioner or _("Former team"), books_online=False,
        )  # fmt: skip
        if not is_trial:
            person.save()
            self.new["practitioners"].append(person.pk)
        return person


def _is_by_name_alone(row: VisitRow) -> bool:
    return bool(row.client_name) and not (row.client_id or row.client_email or row.client_phone)


def _sort_key(name: str) -> str:
    first, last = names.split_full_name(name)
    return names.sort_key(last, first)
