"""What the page asks for in one question is what the rows behind it say, one by one."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clients.models import Client
from followups.models import Feedback
from metrics.models import VisitFact
from metrics.queries.answers import answers, latest_recommendations
from metrics.queries.counted import Counted
from metrics.queries.days import undecided_visits
from metrics.queries.live import live_of
from metrics.rules.satisfaction import CONTENT, DETRACTOR, PROMOTER
from practices.tenancy import inside
from tests.factories import make_practice
from tests.metrics.busy import busy_practice
from tests.metrics.scopes import FILTERS, scope_for

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """A half-year in which some answer twice, somebody who answered is erased, and today's visits are not decided."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
        with inside(world.practice):
            history = busy_practice(world.practice)
            for client in history.clients[8:14]:
                for back in (2, 1):
                    visit = history.book(client, history.now - timedelta(hours=back), place=back - 1)
                    history.complete(visit)
                    _answered(history, visit, score=5 * back)
            Client.objects.filter(pk=history.clients[9].pk).update(erased_at=history.now)
        yield history
        transaction.set_rollback(True)


def _answered(history, visit, score):
    for days, kind in ((0, "nps"), (100, "nps"), (1, "csat")):
        Feedback.objects.create(
            practice=history.practice,
            client_id=visit.client_id if days else None,
            appointment=visit if not days else None,
            kind=kind,
            score=score if kind == "nps" else score // 2,
            given_at=history.now - days * DAY - timedelta(hours=3),
        )


@pytest.fixture
def history(lived, db):
    with inside(lived.practice):
        yield lived


@pytest.mark.parametrize("which", FILTERS)
def test_one_question_says_what_the_rows_say(history, which):
    scope = scope_for(history, which)
    live = live_of(Counted(scope))

    assert live.undecided == undecided_visits(scope)
    for period, content, nps in zip(
        (scope.period, scope.period.before()), live.content, live.recommendation, strict=True
    ):
        given = answers(scope, Feedback.Kind.CSAT, period)
        assert content.denominator == given.count()
        assert content.numerator == given.filter(score__gte=CONTENT).count()
        latest = latest_recommendations(scope, period)
        assert nps.answers == latest.count()
        assert nps.promoters == latest.filter(score__gte=PROMOTER).count()
        assert nps.detractors == latest.filter(score__lte=DETRACTOR).count()


def test_the_world_of_these_tests_has_something_of_everything(history):
    live = live_of(Counted(scope_for(history)))
    assert live.undecided
    assert VisitFact.objects.filter(rebooked_24h=None).count() > live.undecided  # two visits on one day
    assert all(share.numerator for share in live.content)
    assert all(nps.promoters and nps.detractors and nps.passives for nps in live.recommendation)


def test_the_erased_are_not_announced_as_still_to_be_decided(history):
    scope, erased = scope_for(history), history.clients[9]
    fresh = VisitFact.objects.filter(rebooked_24h=None, day__gte=scope.period.start, day__lt=scope.period.end)
    assert fresh.filter(client=erased).exists()
    others = fresh.exclude(client=erased).values("client_id", "day").distinct()
    assert live_of(Counted(scope)).undecided == others.count()


def test_all_of_it_is_asked_for_in_one_question(history):
    scope = scope_for(history)
    live_of(Counted(scope))
    counted = Counted(scope)
    with CaptureQueriesContext(connection) as queries:
        live_of(counted)
    assert len(queries) == 1
