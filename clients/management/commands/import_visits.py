"""manage.py import_visits --practice <slug> visits.csv: past visits, by the same code as the pages."""

from clients.management.commands import import_clients


class Command(import_clients.Command):
    help = "Bring past visits in from a CSV file; bring their clients in first."
    kind = "visits"
