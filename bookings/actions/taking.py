"""Taking time: settle who, where and when under the lock, then write the claims.

All that takes time goes through here: bookings, holds, moves. Nothing else writes to Occupancy, but blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from bookings.actions.fitting import Asked, Planned, Setting, fitted
from bookings.actions.locks import lock
from bookings.actions.refusals import OutsideHours, SlotTaken, TimeRefused
from bookings.models import Hold, Occupancy, Segment
from bookings.queries.feed import Wanted, picture_of
from bookings.queries.free import nearest_slots
from bookings.queries.lanes import LONGEST
from bookings.queries.timetable import Timetable
from bookings.rules.time import day_of
from practices.errors import violated
from practices.models import Practice

LONGEST_SERVICE = timedelta(hours=12)


def settled(asked: Sequence[Asked], setting: Setting) -> list[Planned]:
    """Lock all that could be needed, drop holds that are over, and settle each service.

    Refuses     TimeRefused in one of its kinds, with the nearest free times
    """
    lock_for(asked, setting)
    for one in asked:
        refuse_at_once(one, setting)
    return [settle(one, setting) for one in asked]


def lock_for(asked: Sequence[Asked], setting: Setting) -> None:
    """Wait for whoever is booking the same, and clear holds that are over out of the way."""
    timetable = Timetable(setting.practice.pk)
    named = [one.practitioner.pk for one in asked if one.practitioner]
    anyone = [one.service for one in asked if one.practitioner is None]
    able = [ability.practitioner_id for service in anyone for ability in timetable.able(service)]
    needs = [need for one in asked for need in timetable.needs(one.service, setting.location)]
    start, end = min(one.starts_at for one in asked), max(one.starts_at for one in asked) + LONGEST_SERVICE
    resources = [*named, *able]
    lock(
        resources=resources,
        pools=[need.pool_id for need in needs],
        clients=[setting.client.pk] if setting.client else [],
        start=start,
        end=end,
    )
    Occupancy.objects.filter(
        resource_id__in=[*resources, *(unit.pk for need in needs for unit in need.units)],
        kind=Occupancy.Kind.HOLD,
        expires_at__lte=setting.at,
        starts_at__lt=end,
        ends_at__gt=start,
    ).delete()


def refuse_at_once(asked: Asked, setting: Setting) -> None:
    """Where many wait for one slot, those who lost are told by one small question, and the next may look."""
    if asked.practitioner is None or SlotTaken.insist in setting.insist:
        return
    taken = Occupancy.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=setting.at),
        resource=asked.practitioner,
        is_standing=True,
        starts_at__gt=asked.starts_at - LONGEST,
        starts_at__lte=asked.starts_at,
        ends_at__gt=asked.starts_at,
    )
    if setting.leaving.appointment_id:
        taken = taken.exclude(segment__appointment_id=setting.leaving.appointment_id)
    if setting.leaving.hold_id:
        taken = taken.exclude(hold_id=setting.leaving.hold_id)
    if taken.exists():
        refusal = SlotTaken(who=asked.practitioner.name)
        refusal.lost = (asked, setting)
        raise refusal


def settle(asked: Asked, setting: Setting) -> Planned:
    """Who, with which units, for how long and how much. Under the lock.

    Refuses     TimeRefused in one of its kinds, with the nearest free times
    """
    wanted = Wanted(
        service=asked.service,
        location=setting.location,
        practitioner=asked.practitioner,
        anatomy=asked.anatomy,
        is_online=setting.is_online,
    )
    zone = setting.location.time_zone
    picture = picture_of(
        wanted,
        setting.practice,
        first=day_of(asked.starts_at, zone),
        last=day_of(asked.starts_at, zone),
        at=setting.at,
        step=setting.practice.grid_minutes if setting.is_online and asked.leads_in else 1,
        client=setting.client,
        leaving=setting.leaving,
    )
    if OutsideHours.insist in setting.insist:
        picture.search = replace(picture.search, open_at=None)
    try:
        return fitted(asked, setting, picture)
    except TimeRefused as refusal:
        refusal.lost = (asked, setting)
        raise


@contextmanager
def offering_alternatives() -> Iterator[None]:
    """One transaction for a verb that takes time, which also works as its decorator.

    A refusal first gives back everything, the locks too, and only then looks for other times: forty-nine people who
    lost one slot look at once, and not one after the other.
    """
    try:
        with transaction.atomic():
            yield
    except TimeRefused as refusal:
        if refusal.lost and not refusal.alternatives:
            asked, setting = refusal.lost
            with transaction.atomic():
                refusal.facts["alternatives"] = alternatives_to(asked, setting)
        raise


def alternatives_to(asked: Asked, setting: Setting) -> list[object]:
    """The three nearest times for the same service, with the same person where it makes no difference."""
    wanted = Wanted(
        service=asked.service, location=setting.location, anatomy=asked.anatomy, is_online=setting.is_online
    )
    return list(
        nearest_slots(
            wanted,
            setting.practice,
            near=asked.starts_at,
            at=setting.at,
            client=setting.client_to_tell,
            leaving=setting.leaving,
            prefer_id=asked.practitioner.pk if asked.practitioner else None,
        )
    )


def written(
    planned: Planned, practice: Practice, *, segment: Segment | None = None, hold: Hold | None = None
) -> list[Occupancy]:
    """Claims as rows, not yet saved: one for each piece, rest before the first and after the last."""
    return [
        Occupancy(
            practice=practice,
            resource_id=claim.resource_id,
            kind=Occupancy.Kind.HOLD if hold else Occupancy.Kind.VISIT,
            segment=segment,
            hold=hold,
            expires_at=hold.expires_at if hold else None,
            starts_at=planned.starts_at + timedelta(minutes=begin),
            ends_at=planned.starts_at + timedelta(minutes=end),
            before_minutes=claim.use.before if index == 0 else 0,
            after_minutes=claim.use.after if index == len(claim.use.pieces) - 1 else 0,
            overlap_ok=claim.overlap_ok,
        )
        for claim in planned.claims
        for index, (begin, end) in enumerate(claim.use.pieces)
    ]


def insert(rows: Iterable[Occupancy], asked: Asked, setting: Setting) -> None:
    """Write the claims, or say who is taken. The constraint has the last word.

    Within a block of the verb's own, which a refusal takes back.
    Refuses     SlotTaken
    """
    try:
        with transaction.atomic(savepoint=False):
            Occupancy.objects.bulk_create(rows)
    except IntegrityError as error:
        if violated(error) != "no_double_booking":
            raise
        refusal = SlotTaken(who=asked.practitioner.name if asked.practitioner else asked.service.name)
        refusal.lost = (asked, setting)
        raise refusal from error
