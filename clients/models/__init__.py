from clients.models.batches import Export, ImportBatch, RejectedRow
from clients.models.erased import ErasedMark
from clients.models.people import Client, Consent, ProfileFact
from clients.models.words import SearchWord, WordShape

__all__ = [
    "Client",
    "Consent",
    "ErasedMark",
    "Export",
    "ImportBatch",
    "ProfileFact",
    "RejectedRow",
    "SearchWord",
    "WordShape",
]
