"""The words that clients are found by. A search costs the same for fifty thousand clients as for five."""

from django.db import models

from clients.models.people import Client
from practices.tenancy import PracticeOwned, SamePractice


class SearchWord(PracticeOwned):
    """One word of a client's name, their e-mail, digits of their telephone number, or a tag behind a #."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="search_words", db_index=False)
    # Compared by bytes: a plain range finds what begins so, and row-level security keeps its index (LIKE loses it).
    word = models.CharField(max_length=120, db_collation="C")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="search_word_client_same_practice"),
        ]
        indexes = [
            models.Index(fields=["practice", "word", "client"], name="search_word_by_beginning"),
            models.Index(fields=["client"], name="search_word_by_client"),
        ]


class WordShape(PracticeOwned):
    """A name as it looks with one letter left out (clients.rules.typos); each name once, however many bear it."""

    shape = models.CharField(max_length=8, db_collation="C")
    word = models.CharField(max_length=120, db_collation="C")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "shape", "word"], name="word_shape_once"),
        ]
        indexes = [models.Index(fields=["practice", "word"], name="word_shape_by_word")]
