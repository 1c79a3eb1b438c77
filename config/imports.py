"""What can be brought in by file, by kind of file."""

from bookings.importing.visits import VisitImporter
from clients.importing.people import PeopleImporter
from clients.importing.running import Importer

IMPORTERS: dict[str, type[Importer]] = {
    "clients": PeopleImporter,
    "visits": VisitImporter,
}
