"""Every address outside a practice's site, with a sample for each captured part; the API has a list of its own.

A sample may ask at whose door it stands: `world.door` is the practice in the address, while the rows are `world`'s.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.urls import get_resolver
from django.utils import timezone

from bookings import actions as bookings
from bookings import links
from bookings.actions import holding
from followups.links import CodeConverter
from followups.models import Message
from practices.actions import invitations
from practices.models import AccountMail, User
from practices.tenancy import visit
from tests.factories import book, make_client
from tests.followups.worlds import last_monday, next_monday
from tests.house.pages import Page, Samples, walk


def public_pages() -> list[Page]:
    return [page for page in walk(get_resolver(settings.ROOT_URLCONF)) if not page.pattern.startswith("api/")]


def address_of(page: Page, world: SimpleNamespace) -> str:
    """Raises      KeyError for a captured part that has no sample"""
    return f"/{page.filled(SAMPLES, world)}"


def furnish_every_public_page(world: SimpleNamespace) -> None:
    """One row of each kind that a client, an invited person or a provider can open by its address."""
    now, world.door = timezone.now(), world.practice
    monday = next_monday(now)
    with visit(world.practice):
        zoe = make_client(world, phone="+1 303 555 0142", email="zoe@example.com", at=now)
        past = book(world, zoe, last_monday(now))
        bookings.complete(past, by=world.desk, at=past.ends_at)
        world.coming = book(world, zoe, monday, at=now)
        world.kept = holding.hold(
            service=world.service,
            practitioner=None,
            starts_at=monday + timedelta(days=1),
            location=world.location,
            at=now,
        )
        world.confirmation = Message.objects.filter(purpose="confirmation").latest("pk")
        world.check_in = Message.objects.get(purpose="check_in")
        invitations.invite(world.practice, email="new@example.com", role="marketer", by=world.owner, at=now)
    letter = AccountMail.objects.filter(to="new@example.com").latest("pk")
    token = re.search(r"/invitations/([^/\s]+)/", letter.text)[1]
    _practice, world.secret = signing.loads(token, salt=invitations.SALT)


def invitation_token(world: SimpleNamespace) -> str:
    """The secret of the world's invitation, at the door that is asked."""
    return signing.dumps([str(world.door.public_id), world.secret], salt=invitations.SALT)


def code(message: Message) -> str:
    return CodeConverter().to_url(message.token)


def passkey_of(user: User) -> int:
    """0 for nobody's: a person's keys are in no practice."""
    key = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).first()
    return key.pk if key else 0


SAMPLES: Samples = {
    "public:slug": lambda world: world.door.slug,
    "public:service": lambda world: world.service.public_id,
    "public:details:token": lambda world: world.kept.token,
    "public:token": lambda world: links.token_for(world.coming),
    "followups:slug": lambda world: world.door.slug,
    "followups:token": lambda world: code(world.confirmation),
    "followups:check_in:token": lambda world: code(world.check_in),
    ":invitation:token": invitation_token,
    ":mfa_remove_webauthn:pk": lambda world: passkey_of(world.owner.user),
    ":mfa_edit_webauthn:pk": lambda world: passkey_of(world.owner.user),
}
