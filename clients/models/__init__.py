from clients.models.batches import Export, ImportBatch, RejectedRow
from clients.models.erased import ErasedMark, Erasure
from clients.models.people import Client, Consent, ProfileFact
from clients.models.words import SearchWord, WordShape

__all__ = [
    "Client",
    "Consent",
    "ErasedMark",
    "Erasure",
    "Export",
    "ImportBatch",
    "ProfileFact",
    "RejectedRow",
    "SearchWord",
    "WordShape",
]
