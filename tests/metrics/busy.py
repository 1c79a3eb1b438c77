"""A practice with half a year behind it: seeded, so the same every time."""

import random
from datetime import timedelta

from followups.models import Feedback
from metrics import actions
from tests.metrics.history import History

DAY = timedelta(days=1)


def busy_practice(practice, *, clients: int = 30, days: int = 200, seed: int = 5, until=None) -> History:
    """Regulars, drifters, no-shows, late and early cancellations, refunds, answers; counted at the end.

    until       the moment its history ends; from the usual noon on when None
    """
    chance, history = random.Random(seed), History(practice)
    start = until - days * DAY if until else history.now
    for number in range(clients):
        history.now = start
        client = history.register(known=number % 7 == 0)
        rhythm, place = chance.choice([14, 28, 45]), number % 2
        at = start + chance.randrange(days // 2) * DAY
        while at < start + days * DAY and chance.random() > 0.12:
            _one_visit(history, client, at, place, chance)
            at += timedelta(days=max(1, round(chance.gauss(rhythm, 5))))
    history.now = start + days * DAY
    for client in history.clients[::6]:
        history.book(client, history.now + chance.randrange(1, 30) * DAY)
    history.erase(history.clients[3])
    history.merge(history.clients[4], history.clients[5])
    actions.ripen(practice, at=history.now)
    actions.rebuild(practice)
    return history


def _one_visit(history, client, at, place, chance) -> None:
    history.now = at - 3 * DAY
    visit = history.book(
        client, at + timedelta(hours=chance.randrange(8)), place=place, hand=chance.randrange(2)
    )
    fate = chance.random()
    history.now = visit.starts_at - timedelta(hours=chance.choice([2, 30]))
    if fate < 0.1:
        return history.cancel(visit, is_late=history.now > visit.starts_at - DAY)
    history.now = visit.ends_at
    if fate < 0.18:
        return history.miss(visit)
    if fate < 0.2:
        return None  # nobody says how it ended
    history.complete(visit)
    payment = history.pay(visit, 8000)
    if fate > 0.95:
        history.pay(visit, 2500, refunds=payment)
    if fate > 0.6:
        _answer(history, visit, "csat", chance.choice([2, 4, 5, 5]))
    if fate > 0.7:
        _answer(history, visit, "nps", chance.choice([3, 8, 9, 10]))
    return None


def _answer(history, visit, kind, score) -> None:
    Feedback.objects.create(
        practice=history.practice,
        client_id=visit.client_id,
        appointment=visit,
        kind=kind,
        score=score,
        given_at=history.now + timedelta(hours=3),
    )
