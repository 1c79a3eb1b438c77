"""Keep the words that clients are found by."""

from collections.abc import Iterable

from clients.models import Client, SearchWord, WordShape
from clients.rules import names, phones, typos
from practices.bulk import insert


def words_of(client: Client) -> set[str]:
    """Everything the client can be found by: words of the names, the e-mail, the number from both ends, the tags."""
    spoken = names.words(f"{client.name} {client.preferred_name}")
    found = {
        *spoken,
        *phones.phone_words(client.phone),
        client.email.lower(),
        *map(names.tag_word, client.tags),
    }
    return {word[:120] for word in found if word}


def dress_for_search(client: Client) -> None:
    """Set the columns that lists order and rank by; the caller saves."""
    first, last = names.split_full_name(client.name)
    client.sort_name = names.sort_key(last, first)[:160]
    said = [
        names.fold(f"{client.name} {client.preferred_name}"),
        client.phone.lstrip("+"),
        client.email.lower(),
    ]
    client.search_text = " ".join(part for part in said if part)[:400]


def note_words(clients: Iterable[Client], *, are_new: bool = False) -> None:
    """Write the words of these clients anew.

    are_new     nothing is kept about them yet, so nothing needs to go first
    """
    rows = list(clients)
    if not are_new:
        forget_words(rows)
    found = {client: words_of(client) for client in rows}
    insert(
        SearchWord,
        [
            {"practice_id": client.practice_id, "client_id": client.pk, "word": word}
            for client, own in found.items()
            for word in sorted(own)
        ],
    )
    _note_shapes(
        {(client.practice_id, word) for client, own in found.items() for word in own if word.isalpha()}
    )


def forget_words(clients: Iterable[Client]) -> None:
    """Remove the words of these clients, and the shapes of names that nobody else bears."""
    old = SearchWord.objects.filter(client__in=[client.pk for client in clients])
    words = set(old.values_list("word", flat=True))
    old.delete()
    borne = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    WordShape.objects.filter(word__in=words - borne).delete()


def _note_shapes(words: set[tuple[int, str]]) -> None:
    insert(
        WordShape,
        [
            {"practice_id": practice_id, "shape": shape, "word": word}
            for practice_id, word in sorted(words)
            for shape in sorted(typos.shapes(word))
        ],
        passing_over=True,
    )
