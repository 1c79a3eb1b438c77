"""Reads about clients that span tables."""

from clients.queries.consents import agrees, consents_of
from clients.queries.lists import ClientPage, Wanted, alerts_of, client_page, everyone
from clients.queries.profiles import (
    Agreement,
    Alert,
    KindOfFact,
    age_on,
    agreements_of,
    alerts_in,
    facts_of,
    health_shown,
    slots_of,
    why_erased,
)
from clients.queries.search import Found, find, tagged
from clients.queries.timeline import Timeline, groups_for, timeline

__all__ = [
    "Agreement",
    "Alert",
    "ClientPage",
    "Found",
    "KindOfFact",
    "Timeline",
    "Wanted",
    "age_on",
    "agreements_of",
    "agrees",
    "alerts_in",
    "alerts_of",
    "client_page",
    "consents_of",
    "everyone",
    "facts_of",
    "find",
    "groups_for",
    "health_shown",
    "slots_of",
    "tagged",
    "timeline",
    "why_erased",
]
