"""Reads about clients that span tables."""

from clients.queries.consents import agrees, consents_of

__all__ = ["agrees", "consents_of"]
