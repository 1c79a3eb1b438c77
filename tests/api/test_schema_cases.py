"""The API keeps its own description, whatever is sent: a small run here, 20,000 cases in `make fuzz`."""

import os
import sys

import pytest
from django.db import transaction
from django.http import HttpResponse
from rest_framework.response import Response
from schemathesis import GenerationMode

from bookings.api.catalogue import ServiceOut, Services
from bookings.models import Service
from clients.api.people import Clients
from practices.api import limits
from practices.api.views import Resource
from tests.api.busy_practice import make_busy
from tests.api.conftest import Program
from tests.api.trial import Trial
from tests.factories import make_practice

SEEDS = (20260302, 20261101, 20270314)
CASES = int(os.environ.get("FUZZ_CASES", "20000"))
BOTH = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def busy(django_db_setup, django_db_blocker):
    """Two busy practices for all tests of this file, taken back at the end."""
    world = transaction.atomic()
    world._from_testcase = True  # what a request begins in it counts as the outermost, as with pytest's own
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock(), world:
        patched.setattr(limits, "PER_WINDOW", 10**9)
        willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
        cedar = make_practice("cedar", owner="Nina", desk="Cleo", practitioner="Paul")
        for practice in (willow, cedar):
            make_busy(practice)
        yield Trial(Program(willow), Program(cedar))
        transaction.set_rollback(True)


@pytest.fixture
def trial(busy, db):
    busy.forget()
    return busy


@pytest.mark.slow
@pytest.mark.parametrize("begin", SEEDS)
def test_the_api_keeps_its_description(trial, begin):
    """Each seed takes a third of the operations, and a few chains."""
    for operation in trial.operations[SEEDS.index(begin) :: len(SEEDS)]:
        for mode in BOTH:
            trial.alone(operation, mode, begin=begin, examples=2)
    trial.linked(begin=begin, scenarios=4)

    assert not trial.faults, trial.report()


@pytest.mark.fuzz
@pytest.mark.parametrize("begin", SEEDS)
def test_the_api_keeps_its_description_for_long(trial, begin, capsys):
    share = CASES // len(SEEDS)
    each = max(1, share // 2 // len(trial.operations) // len(BOTH))
    for operation in trial.operations:
        for mode in BOTH:
            trial.alone(operation, mode, begin=begin, examples=each)
    round_ = 0
    while trial.cases < share:
        trial.linked(begin=begin + round_, scenarios=100)
        round_ += 1
    with capsys.disabled():
        sys.stdout.write(f"\nseed {begin}: {trial.report()}\n")

    assert not trial.faults, trial.report()
    tried_in_vain = len(trial.unreached) / len(trial.operations)
    assert tried_in_vain < 0.05, "of these nothing is known"


def crash(view, *args, **kwargs):
    raise ZeroDivisionError


def teapot(view, *args, **kwargs):
    return Response({"short": "and stout"}, status=418)


def page(view, *args, **kwargs):
    return HttpResponse("<p>Services</p>")


def halves(view, request, *args, **kwargs):
    answer = ServiceOut(view.found(view.get_queryset()), context=view.get_serializer_context()).data
    return Response({**answer, "minutes": "sixty"})


def anybodys(view, request, *args, **kwargs):
    return Response(ServiceOut(Service.objects.first(), context=view.get_serializer_context()).data)


PLANTED = {
    crash: "Server error",
    teapot: "Undocumented status code",
    page: "Undocumented Content-Type",
    halves: "Response violates schema",
    anybodys: "a neighbour's id was answered with 200",
}


@pytest.mark.slow
def test_planted_faults_are_found(trial, monkeypatch):
    """The proof that the trial can fail, in each way that it should."""
    operation = trial.schema["/api/v1/services/{id}/"]["GET"]
    for planted, kind in PLANTED.items():
        trial.faults.clear()
        monkeypatch.setattr(Services, "retrieve", planted)

        trial.alone(operation, GenerationMode.POSITIVE, begin=1, examples=25)

        assert (operation.label, kind) in trial.faults, f"{planted.__name__}: {trial.report()}"


@pytest.mark.slow
def test_a_fault_that_only_a_second_step_meets_is_found(trial, monkeypatch):
    """Who is put aside can be read by nobody: only a chain of two gets there."""
    monkeypatch.setattr(Clients, "retrieve", lambda view, *_, **__: crash_if_aside(view))

    trial.linked(begin=1, scenarios=20, about="^/api/v1/clients/")

    assert ("GET /api/v1/clients/{id}/", "Server error") in trial.faults, trial.report()


def crash_if_aside(view):
    client = view.found(view.get_queryset())
    if client.archived_at:
        raise ZeroDivisionError
    return Resource.answer(view, client)
