"""Tell the story of the three practices, once."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from bookings.models import Appointment, Occupancy, Payment, Resource, Segment
from clients.models import Client
from config.demo import upkeep
from config.demo.cedar import CEDAR
from config.demo.forgetting import forget
from config.demo.inbox import write_inbox
from config.demo.journeys import write_journeys
from config.demo.juniper import JUNIPER
from config.demo.lives import DAYS, Story
from config.demo.messages import write_messages
from config.demo.opening import open_house
from config.demo.outcomes import settle
from config.demo.people import write_clients
from config.demo.plans import Plan
from config.demo.visits import write_visits
from config.demo.willow import WILLOW
from metrics.actions import freeze_closed_visits, rebuild
from metrics.models import Built, VisitFact
from practices.models import Location, Member, Practice
from practices.tenancy import inside, visit

PLANS = (WILLOW, CEDAR, JUNIPER)
ASKED_OFTEN = (
    Practice,
    Location,
    Member,
    Resource,
    Client,
    Appointment,
    Segment,
    Occupancy,
    Payment,
    VisitFact,
)
"""What journeys, messages and numbers are read from, row by row."""
Say = Callable[[str], None]


def seed(*, now: datetime, say: Say, scale: float = 1.0) -> list[Practice]:
    """Build the practices that are not there yet. One whose telling was interrupted is told again from the start."""
    made = []
    for plan in PLANS:
        known = Practice.objects.filter(slug=plan.slug).first()
        if known and is_told(known):
            continue
        if known and known.is_demo:
            forget([known.pk])
        began = time.monotonic()
        made.append(tell(plan, now=now, scale=scale))
        say(f"{plan.name}: {time.monotonic() - began:.1f} s")
    if made:
        upkeep.learn()
    return made


def is_told(practice: Practice) -> bool:
    """The numbers are counted last: where they are, the story is whole. A practice that is no demo is left alone."""
    if not practice.is_demo:
        return True
    with visit(practice):
        return Built.objects.exists()


def tell(plan: Plan, *, now: datetime, scale: float = 1.0) -> Practice:
    """One practice, from its opening two years ago to the middle of today."""
    story = Story(plan, now=now, scale=scale).live()
    visits = settle(story)
    with transaction.atomic():
        house = open_house(plan, story.diary, at=now - timedelta(days=DAYS + 20))
        with inside(house.practice):
            write_clients(house, story)
            write_visits(house, story, visits)
    upkeep.learn(*ASKED_OFTEN)
    with visit(house.practice):
        write_journeys(house, story)
        write_inbox(house, story)
        write_messages(house, story, visits)
    with visit(house.practice):
        freeze_closed_visits(house.practice, at=now)
        rebuild(house.practice)
    return house.practice
