"""Lives become clients: who they are, what is known about them, and what they agreed to."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from clients.actions.consents import WORDING
from clients.actions.words import dress_for_search, note_words
from clients.models import Client, Consent, ProfileFact
from config.demo import names, sayings
from config.demo.lives import Life, Story
from config.demo.opening import House
from config.demo.rows import Row, event, take_ids, write, write_events
from practices import bulk
from practices.sealing import sealed_for


def write_clients(house: House, story: Story) -> None:
    """One row per life, in the order they came, so that who refers is there before who was referred."""
    chance = Random(f"{story.plan.slug} people")
    lives = sorted(story.lives, key=lambda life: life.registered_at)
    for life, pk in zip(lives, take_ids(Client, len(lives)), strict=True):
        life.pk = pk
    rows = [_client(house, life, chance) for life in lives]
    for row in rows:
        dress_for_search(row)
    Client.objects.bulk_create(rows)
    note_words(rows, are_new=True)
    bulk.insert(Consent, list(_consents(house, lives, chance)))
    facts = write(ProfileFact, _facts(house, story, lives, chance))
    write_events(_events(house, lives, facts))


def _client(house: House, life: Life, chance: Random) -> Client:
    market = names.MARKETS[life.market]
    postcode, city = chance.choice(market.towns)
    gave_birth_date = bool(life.part) or chance.random() < 0.7
    youngest, oldest = (1996, 1972) if life.part else (2003, 1950)
    return Client(
        pk=life.pk, practice=house.practice, name=life.name, preferred_name=life.preferred,
        phone=life.phone, email=life.mail, language=life.language, source=life.source,
        street=f"{chance.randint(2, 240)} {chance.choice(market.streets)}", postcode=postcode, city=city,
        birth_on=_birthday(chance, oldest, youngest) if gave_birth_date else None,
        referrer_id=life.referrer.pk if life.referrer and life.referrer.pk else None,
        practitioner=house.members[life.person.name], tags=life.tags,
        registered_at=life.registered_at, is_verified=bool(life.visits),
    )  # fmt: skip


def _birthday(chance: Random, oldest: int, youngest: int) -> date:
    return date(chance.randint(oldest, youngest), chance.randint(1, 12), chance.randint(1, 28))


def _consents(house: House, lives: Iterable[Life], chance: Random) -> Iterable[Row]:
    Purpose = Consent.Purpose
    for life in lives:
        online = bool(life.visits) and life.visits[0].online
        said = [
            (Purpose.CARE, True),
            (Purpose.VISIT_MESSAGES, True),
            (Purpose.FEEDBACK, chance.random() < 0.93),
        ]
        if chance.random() < 0.82:
            said.append((Purpose.MARKETING, chance.random() < 0.7))
        if house.practice.kind != "coach":
            said.append((Purpose.HEALTH_FACTS, True))
        for purpose, is_given in said:
            yield {
                "practice_id": house.practice.pk, "client_id": life.pk, "purpose": purpose, "is_given": is_given,
                "wording": WORDING, "source": "booking page" if online else "desk",
                "noted_at": life.registered_at, "noted_by_id": None if online else house.desk.pk,
            }  # fmt: skip


def _facts(house: House, story: Story, lives: Iterable[Life], chance: Random) -> Iterable[Row]:
    pool = sayings.FACTS[story.plan.kind]
    for life in lives:
        done = [visit for visit in life.visits if visit.completed_at]
        if life.part:
            for kind, severity, value, days in life.part.facts:
                yield fact(house, life, kind, value, severity=severity, days=days)
        if not done or life.part:
            continue
        known = chance.sample(pool, k=chance.choice((0, 0, 1, 1, 2, 3)))
        for kind, severity, value in known:
            # Most people have no allergy; a board full of warnings would warn of nothing.
            if severity in {"stop", "caution"} and chance.random() < 0.55:
                continue
            yield fact(house, life, kind, value, severity=severity)


def fact(house: House, life: Life, kind: str, value: str, *, severity: str = "", days: int = 0) -> Row:
    """What was noted after the first visit, or so many days later, by who saw them."""
    done = [visit for visit in life.visits if visit.completed_at]
    noted_at = (done[0].completed_at if done else life.registered_at) + timedelta(days=days)
    seal = uuid.uuid4()
    return {
        "practice_id": house.practice.pk, "client_id": life.pk, "kind": kind, "severity": severity,
        "noted_at": noted_at, "seal": seal,
        "value_sealed": sealed_for(ProfileFact, "value_sealed", house.practice.pk, seal, text=value),
        "author_id": house.members[(done[0].person if done else life.person).name].pk,
        "source": "client" if kind in {"preference", "communication"} else "staff",
        "review_on": (noted_at + timedelta(days=180)).date() if kind == "goal" else None,
    }  # fmt: skip


def _events(house: House, lives: Iterable[Life], facts: Iterable[Row]) -> Iterable[Row]:
    for life in lives:
        online = bool(life.visits) and life.visits[0].online
        said = {"source": life.source, "referrer_id": life.referrer.pk if life.referrer else None}
        yield event(
            house.practice, "client.registered", life.pk, life.registered_at, said,
            by=None if online else house.desk, source="public" if online else "page",
        )  # fmt: skip
    authors = {member.pk: member for member in house.members.values()}
    for row in facts:
        said = {
            "fact_id": row["id"], "fact_kind": row["kind"], "severity": row["severity"], "replaces_id": None
        }  # fmt: skip
        yield event(
            house.practice, "client.fact_noted", row["client_id"], row["noted_at"], said,
            by=authors[row["author_id"]],
        )  # fmt: skip
