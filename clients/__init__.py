"""Clients: the people a practice cares for, what we know about them, and how they agreed to be reached.

Owns        Client, ProfileFact, Consent, ImportBatch, RejectedRow, Export, ErasedMark, Erasure
Announces   ClientRegistered, ClientChanged, FactNoted, FactEnded, ConsentGiven, ConsentWithdrawn, SensitiveRead,
            ClientsImported, ImportBroken, ImportUndone, ClientsReleased, ClientExported, ExportFetched,
            ClientErased
Words       profile fact: one dated thing we know, with its source; released: may get automatic messages
"""
