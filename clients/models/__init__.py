from clients.models.batches import Export, ImportBatch, RejectedRow
from clients.models.people import Client, Consent, ProfileFact

__all__ = ["Client", "Consent", "Export", "ImportBatch", "ProfileFact", "RejectedRow"]
