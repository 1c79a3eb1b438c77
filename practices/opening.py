"""Opening a practice: the tenant, its first place, and its owner, in one step."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal, violated
from practices.events import LocationOpened, PracticeOpened, record
from practices.models import Location, Member, Practice, User
from practices.tenancy import inside

WEEKDAYS = [[weekday, "09:00", "18:00"] for weekday in range(5)]
DEFAULT_WORDS = {"clinic": Practice.Word.PATIENT, "spa": Practice.Word.GUEST}


class SlugTaken(Refusal):
    sentence = _("The address “{slug}” is taken. Please choose another.")


@transaction.atomic
def open_practice(
    user: User,
    *,
    name: str,
    kind: str,
    time_zone: str,
    currency: str,
    at: datetime,
    slug: str = "",
    language: str = "en",
    country: str = "US",
) -> tuple[Practice, Member]:
    """Open a practice with one location, and make the user its owner.

    time_zone   IANA name, of the first location
    slug        from the name when empty, with a number when that is taken
    Refuses     SlugTaken
    Records     PracticeOpened, LocationOpened; bookings reacts with services and hours for the kind
    """
    practice = Practice(
        name=name,
        kind=kind,
        currency=currency,
        language=language,
        country=country,
        client_word=DEFAULT_WORDS.get(kind, Practice.Word.CLIENT),
        opened_at=at,
        slug=slug or _free_slug(name),
    )
    try:
        with transaction.atomic():
            practice.save()
    except IntegrityError as error:
        if "slug" in (violated(error) or ""):
            raise SlugTaken(slug=practice.slug) from error
        raise
    with inside(practice):
        location = Location.objects.create(practice=practice, name=name, time_zone=time_zone, hours=WEEKDAYS)
        owner = Member.objects.create(
            practice=practice, user=user, name=str(user), role=Member.Role.OWNER, joined_at=at
        )
        record(PracticeOpened(practice_kind=kind), practice=practice, by=owner, at=at)
        record(LocationOpened(location_id=location.pk), practice=practice, by=owner, at=at)
    return practice, owner


def _free_slug(name: str) -> str:
    base = slugify(name)[:40] or "practice"
    taken = set(Practice.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base) if slug not in taken)


def _numbered(base: str):  # type: ignore[no-untyped-def]
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
