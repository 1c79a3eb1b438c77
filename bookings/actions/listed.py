"""What can still be booked: services on the list, at places that are open, for people who are clients now."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bookings.models import Appointment, Service
from clients.models import Client
from practices.errors import Refusal
from practices.models import Location


class ServiceArchived(Refusal):
    sentence = _("This service is no longer offered here.")


class LocationClosed(Refusal):
    sentence = _("This place is closed.")


class ClientIsArchived(Refusal):
    sentence = _("{client} is archived. Take them back into the list first.")


class NotTheirVisit(Refusal):
    """A visit booked at the close of another is credited to that one, so both are of one client."""

    sentence = _("A visit can follow only a visit of the same client.")


def check_offered(services: Iterable[Service], location: Location) -> None:
    """Refuses     LocationClosed, ServiceArchived"""
    if location.closed_at is not None:
        raise LocationClosed(place=location.name)
    for service in services:
        if service.archived_at is not None:
            raise ServiceArchived(service=service.name)


def check_client(client: Client, *, follows: Appointment | None) -> None:
    """Refuses     ClientIsArchived, NotTheirVisit"""
    if client.archived_at is not None:
        raise ClientIsArchived(client=client.called)
    if follows is not None and follows.client_id != client.pk:
        raise NotTheirVisit
