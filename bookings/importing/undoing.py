"""Take an imported batch of visits back: those nobody has worked with since."""

from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef, ProtectedError, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from bookings.importing.dating import date_back
from bookings.models import Appointment, Payment, Resource, Segment, Service, VisitNote
from clients.models import ImportBatch
from practices import bulk
from practices.erasing import erasing
from practices.jobs import Progress
from practices.models import Event

CHUNK = 1000


def take_back(batch: ImportBatch, progress: Progress) -> tuple[int, int]:
    """Remove the batch's untouched visits with their imported payments, and what they said of their clients:
    (removed, kept).
    """
    removed = 0
    with transaction.atomic():
        total = Appointment.objects.filter(import_batch=batch).count()
        ids = list(untouched(batch).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            removed += _remove_chunk(batch, ids[start : start + CHUNK])
        progress(done=start, total=total)
    with transaction.atomic():
        _remove_made(batch)
    return removed, total - removed


def untouched(batch: ImportBatch) -> "QuerySet[Appointment]":
    """Visits of the batch that are as the file brought them: no change, no step, no note, no money taken here."""
    mine = {"appointment": OuterRef("pk")}
    told = Event.objects.filter(client_id=OuterRef("client_id")).exclude(source="import")
    told = told.annotate(visit=Cast(KT("payload__appointment_id"), BigIntegerField()))
    rows: QuerySet[Appointment] = Appointment.objects.filter(import_batch=batch, version=1)
    rows = rows.exclude(Exists(told.filter(visit=OuterRef("pk"))))
    rows = rows.exclude(Exists(VisitNote.objects.filter(**mine)))
    rows = rows.exclude(Exists(Payment.objects.filter(is_imported=False, **mine)))
    return rows.exclude(Exists(Appointment.objects.filter(follows=OuterRef("pk"))))


def _remove_chunk(batch: ImportBatch, ids: list[int]) -> int:
    """Remove those of these visits that nobody touched until now, and date their clients anew."""
    here = bulk.held(Appointment.objects.filter(pk__in=ids))
    people = set(here.values_list("client", flat=True))
    removed = _remove(list(untouched(batch).filter(pk__in=ids).values_list("pk", flat=True)))
    date_back(people)
    return removed


def _remove(ids: list[int]) -> int:
    """Delete these visits, except those that rows of other apps hold on to."""
    with erasing():
        while ids:
            rows = Appointment.objects.filter(pk__in=ids)
            try:
                with transaction.atomic():
                    Payment.objects.filter(appointment__in=ids).delete()
                    rows.delete()
                    return len(ids)
            except ProtectedError as error:
                held = {getattr(row, "appointment_id", None) for row in error.protected_objects}
                if not held & set(ids):
                    return 0
                ids = [pk for pk in ids if pk not in held]
    return 0


def _remove_made(batch: ImportBatch) -> None:
    """Services and practitioners that came with the batch go with it, when no visit names them any more."""
    made = batch.mapping.get("made", {})
    for model, kind, column in (
        (Service, "services", "service"),
        (Resource, "practitioners", "practitioner"),
    ):
        used = Segment.objects.filter(**{column: OuterRef("pk")})
        gone = "archived_at__isnull" if model is Service else "retired_at__isnull"
        model.objects.filter(pk__in=made.get(kind, []), **{gone: False}).exclude(Exists(used)).delete()
