"""Steps that histories are told in, whatever they choose: what the property tests of the numbers walk through."""

from datetime import timedelta

from hypothesis import Phase

from bookings.models import Payment
from metrics import actions
from tests.metrics.history import History

STEPS = [
    *["book"] * 3,
    *["complete"] * 3,
    *["wait", "refresh", "pay"] * 2,
    *[
        "register",
        "move",
        "cancel",
        "miss",
        "undo",
        "refund",
        "erase",
        "merge",
        "unmerge",
        "import",
        "zone",
        "ripen",
    ],
]
SEARCH = [Phase.explicit, Phase.reuse, Phase.generate]  # shrinking a history takes minutes: do it by hand
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


def take(history: History, step: str, a: int, b: int) -> None:
    """One step of a history. The two numbers choose whom, what and when; impossible steps do nothing."""
    client = history.clients[a % len(history.clients)]
    visit = history.visits[a % len(history.visits)] if history.visits else None
    upcoming = visit and visit.is_upcoming
    when = history.now + timedelta(minutes=15 * (b % 12_000) - 15_000)
    if step == "register":
        history.register(known=b % 3 == 0)
    elif step == "book":
        history.book(client, when, place=b % 2, hand=a % 2)
    elif step == "import":
        history.import_visit(client, when, status=["completed", "no_show"][b % 2], paid=b % 5 * 1000)
    elif step == "move" and upcoming:
        history.move(visit, when, hand=b % 2)
    elif step == "cancel" and upcoming:
        history.cancel(visit, by=["client", "practice"][b % 2], is_late=b % 4 == 0)
    elif step == "complete" and upcoming:
        history.complete(visit)
    elif step == "miss" and upcoming:
        history.miss(visit)
    elif step == "undo" and visit and not upcoming and visit.source != "import":
        history.undo(visit)
    elif step == "pay" and visit:
        history.pay(visit, 1 + b)
    elif step == "refund" and (payment := Payment.objects.filter(kind="payment").order_by("?").first()):
        history.pay(payment.appointment, 1 + b % payment.amount, refunds=payment)
    elif step == "erase" and b % 3 == 0:
        history.erase(client)
    else:
        people_and_time(history, step, a, b)


def people_and_time(history: History, step: str, a: int, b: int) -> None:
    client, other = history.clients[a % len(history.clients)], history.clients[b % len(history.clients)]
    if step == "merge" and client.pk < other.pk:  # always towards the younger: no rings
        history.merge(client, other)
    elif step == "unmerge":
        history.merge(client, None)
    elif step == "zone" and b % 3 == 0:
        history.change_zone(a % 2, ZONES[b % len(ZONES)])
    elif step == "wait":
        history.now += timedelta(hours=b % 1000)
    elif step == "refresh":
        actions.refresh(history.practice)
    elif step == "ripen":
        actions.ripen(history.practice, at=history.now)
