"""Pages that get into trouble, each in its own way: mounted by tests beside the real ones."""

import os
import socket

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from clients import actions
from config import practice_urls, urls
from tests.factories import NOON

handler500 = urls.handler500


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def lose_the_database(request):
    """As a restart does: the server ends our connection in the middle of the work."""
    if hasattr(request, "practice"):
        actions.register(request.practice, name="Half Written", by=None, at=NOON)
    run("SELECT pg_terminate_backend(pg_backend_pid())")


def lose_the_last_answer(request):
    """The work is done, and the connection breaks while the server is asked to save it."""
    with transaction.atomic():
        run("SELECT 1")
        socket.socket(fileno=os.dup(connection.connection.fileno())).shutdown(socket.SHUT_RDWR)


def take_too_long(request):
    run("SET statement_timeout = 20")
    try:
        run("SELECT pg_sleep(5)")
    finally:
        connection.close()


def wait_for_a_lock(request):
    run("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'lock_not_available'; END $$")


def have_a_bug(request):
    raise ValueError("Zoe Baker, zoe@example.org")


def work(request):
    run("SELECT 1")
    return HttpResponse("works")


VIEWS = {
    "lost": lose_the_database,
    "cut": lose_the_last_answer,
    "slow": take_too_long,
    "locked": wait_for_a_lock,
    "bug": have_a_bug,
    "works": work,
}
pages = [path(f"trouble/{name}/", view, name=f"trouble_{name}") for name, view in VIEWS.items()]
programs = [path(f"api/v1/trouble/{name}/", view) for name, view in VIEWS.items()]
urlpatterns = [*pages, *programs, *urls.urlpatterns]


class Inside:
    """The practice site with the same pages."""

    handler500 = practice_urls.handler500
    urlpatterns = [*pages, *practice_urls.urlpatterns]
