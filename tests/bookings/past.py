"""A file of past visits, and how it comes in."""

from django.utils import timezone

from bookings.models import Appointment
from clients import actions
from practices import jobs

FILE = """Termin-Nr;Kunden-Nr;Kunde;Behandlung;Mitarbeiter;Datum;Uhrzeit;Dauer;Status;Preis;Bezahlt
1;7;;First assessment;Petra;13.03.2024;14:30;60;erschienen;80,00;80,00
2;7;;Moor bath;Olga;20.03.2024;09:00;45;nicht erschienen;1.050,00;nein
3;;Ben Adler;Moor bath;;27.03.2024;09:00;;kurzfristig abgesagt;50;
4;;Nobody Here;Moor bath;Olga;27.03.2024;10:00;60;;50;
5;7;;Moor bath;Olga;27.03.2999;10:00;60;;50;
"""


def work():
    while job := jobs.claim(at=timezone.now()):
        jobs.run(job, clock=timezone.now)


def brought_in(willow, text=FILE, **options):
    batch = actions.upload(
        willow.practice, kind="visits", file_name="visits.csv", content=text.encode(), by=willow.owner,
        at=timezone.now(),
    )  # fmt: skip
    columns = {int(place): name for place, name in batch.options["columns"].items()}
    actions.choose(batch, columns=columns, options=options)
    actions.ask_to_check(batch, by=willow.owner, at=timezone.now())
    work()
    assert not Appointment.objects.filter(import_batch=batch).exists()
    actions.ask_to_import(batch, by=willow.owner, at=timezone.now())
    work()
    batch.refresh_from_db()
    return batch
