"""A working set of services, rooms and hours for each kind of practice, so that the first visit can be booked at once.

Lengths, prices and rhythms are usual ones of the trade; each practice changes them under settings.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import Ability, Requirement, Resource, ResourcePool, Service, Shift
from practices.models import Location, Member, Practice

Word = str | Promise


@dataclass(frozen=True)
class Preset:
    """One service of a trade.

    parts           before, hands-on, processing, finishing, after, in minutes
    price           whole units of money
    rhythm_days     usual days between two visits
    """

    name: Word
    category: Word
    parts: tuple[int, int, int, int, int]
    price: int
    rhythm_days: int
    hue: str
    room: Word = ""
    may_be_named: bool = False


TREATMENT_ROOM, CHAIR, CONSULTING_ROOM = _("Treatment room"), _("Chair"), _("Consulting room")
MASSAGE, SKIN, HAIR, CARE, COACHING = _("Massage"), _("Skin"), _("Hair"), _("Treatment"), _("Coaching")
TEAL, ROSE, OCHRE, OCEAN, INDIGO = "teal", "rose", "ochre", "ocean", "indigo"

SERVICES: dict[str, list[Preset]] = {
    "spa": [
        Preset(_("Swedish massage"), MASSAGE, (5, 60, 0, 0, 10), 95, 28, TEAL, TREATMENT_ROOM, True),
        Preset(_("Deep tissue massage"), MASSAGE, (5, 90, 0, 0, 15), 135, 28, OCEAN, TREATMENT_ROOM, True),
        Preset(_("Facial"), SKIN, (5, 30, 20, 10, 10), 110, 35, ROSE, TREATMENT_ROOM, True),
        Preset(_("Body wrap"), SKIN, (10, 25, 40, 15, 15), 145, 42, OCHRE, TREATMENT_ROOM, True),
    ],
    "salon": [
        Preset(_("Cut and finish"), HAIR, (0, 45, 0, 0, 5), 65, 42, TEAL, CHAIR, True),
        Preset(_("Colour"), HAIR, (5, 45, 35, 40, 10), 140, 49, ROSE, CHAIR, True),
        Preset(_("Blow-dry"), HAIR, (0, 30, 0, 0, 5), 40, 21, OCHRE, CHAIR, True),
        Preset(_("Fringe trim"), HAIR, (0, 15, 0, 0, 0), 15, 21, OCEAN, CHAIR, True),
    ],
    "clinic": [
        Preset(_("First assessment"), CARE, (5, 60, 0, 0, 15), 120, 14, INDIGO, TREATMENT_ROOM),
        Preset(_("Follow-up treatment"), CARE, (0, 30, 0, 0, 10), 75, 14, TEAL, TREATMENT_ROOM),
        Preset(_("Long treatment"), CARE, (0, 45, 0, 0, 10), 105, 21, OCEAN, TREATMENT_ROOM),
        Preset(_("Needling with rest"), CARE, (5, 20, 20, 10, 10), 95, 14, OCHRE, TREATMENT_ROOM),
    ],
    "coach": [
        Preset(_("Discovery call"), COACHING, (0, 30, 0, 0, 0), 0, 14, OCHRE, "", True),
        Preset(_("Coaching session"), COACHING, (0, 60, 0, 0, 15), 120, 14, TEAL, "", True),
        Preset(_("Deep-dive session"), COACHING, (0, 90, 0, 0, 15), 170, 28, OCEAN, "", True),
    ],
    "therapist": [
        Preset(_("First conversation"), CARE, (0, 50, 0, 0, 10), 90, 7, INDIGO, CONSULTING_ROOM),
        Preset(_("Session"), CARE, (0, 50, 0, 0, 10), 110, 7, TEAL, CONSULTING_ROOM),
        Preset(_("Double session"), CARE, (0, 100, 0, 0, 20), 210, 14, OCEAN, CONSULTING_ROOM),
    ],
}
ROOMS: dict[str, int] = {"spa": 3, "salon": 3, "clinic": 2, "coach": 0, "therapist": 1}
MORNING, AFTERNOON = (time(9), time(13)), (time(14), time(18))


def set_up(practice: Practice, kind: str, *, location: Location, owner: Member | None, at: datetime) -> None:
    """Fill an empty practice with services, rooms and hours. One that has services is left alone."""
    if Service.objects.exists():
        return
    with translation.override(practice.language):
        services = _services(practice, kind)
        _rooms(practice, kind, location, services)
    if owner is not None:
        add_practitioner(practice, name=owner.name, member=owner, location=location, at=at)


def _services(practice: Practice, kind: str) -> list[tuple[Preset, Service]]:
    made = []
    for position, preset in enumerate(SERVICES[kind]):
        before, hands_on, processing, finishing, after = preset.parts
        service = Service(
            practice=practice,
            name=str(preset.name),
            category=str(preset.category),
            before_minutes=before,
            hands_on_minutes=hands_on,
            processing_minutes=processing,
            finishing_minutes=finishing,
            after_minutes=after,
            price=preset.price * 100,
            rhythm_days=preset.rhythm_days,
            hue=preset.hue,
            may_be_named=preset.may_be_named,
            position=position,
        )
        made.append((preset, service))
    Service.objects.bulk_create(service for _preset, service in made)
    return made


def _rooms(practice: Practice, kind: str, location: Location, services: list[tuple[Preset, Service]]) -> None:
    name = next((preset.room for preset, _service in services if preset.room), None)
    if not name or not ROOMS[kind]:
        return
    pool = ResourcePool.objects.create(practice=practice, name=str(name))
    Resource.objects.bulk_create(
        Resource(
            practice=practice,
            kind=Resource.Kind.ROOM,
            name=f"{name} {number}",
            pool=pool,
            location=location,
            position=number,
        )
        for number in range(1, ROOMS[kind] + 1)
    )
    Requirement.objects.bulk_create(
        Requirement(practice=practice, service=service, pool=pool)
        for preset, service in services
        if preset.room
    )


def add_practitioner(
    practice: Practice, *, name: str, member: Member | None, location: Location, at: datetime, hue: str = TEAL
) -> Resource:
    """A practitioner who does every service and works the usual week here: Monday to Friday, 9–13 and 14–18."""
    who: Resource = Resource.objects.create(
        practice=practice,
        kind=Resource.Kind.PRACTITIONER,
        name=name,
        member=member,
        hue=hue,
        position=Resource.objects.filter(kind=Resource.Kind.PRACTITIONER).count(),
    )
    Ability.objects.bulk_create(
        Ability(practice=practice, service=service, practitioner=who)
        for service in Service.objects.filter(archived_at=None)
    )
    began: date = location.local(at).date()
    Shift.objects.bulk_create(
        Shift(
            practice=practice,
            practitioner=who,
            location=location,
            weekday=weekday,
            starts=starts,
            ends=ends,
            from_on=began,
        )
        for weekday in range(5)
        for starts, ends in (MORNING, AFTERNOON)
    )
    return who
