"""What each number means. The page, the list behind a number and docs/metrics.md all read it here.

A change of meaning is a new version and a rebuild (`manage.py rebuild_metrics`), never an edit in place.
"""

from metrics.definitions.clients import CLIENTS
from metrics.definitions.definition import Definition
from metrics.definitions.satisfaction import SATISFACTION
from metrics.definitions.visits import VISITS

__all__ = ["CLIENTS", "DEFINITIONS", "SATISFACTION", "VISITS", "Definition"]

DEFINITIONS: dict[str, Definition] = {
    definition.id: definition for definition in (*CLIENTS, *VISITS, *SATISFACTION)
}
