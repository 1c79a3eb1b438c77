"""Every kind of fact there is, from the facts themselves."""

import dataclasses
from typing import Any

from practices.events import Fact
from practices.ids import PREFIXES


def all_facts(base: type[Fact]) -> list[type[Fact]]:
    """Every kind of fact there is, by name: what an endpoint may choose from."""
    found = [fact for child in base.__subclasses__() for fact in [child, *all_facts(child)]]
    return sorted({fact for fact in found if "kind" in vars(fact)}, key=lambda fact: fact.kind)


def catalogue(base: type[Fact]) -> list[dict[str, Any]]:
    """Every kind of fact with what its class says of itself, and the ids a webhook tells of it, by name."""
    return [{"kind": fact.kind, "says": says(fact), "ids": ids_told(fact)} for fact in all_facts(base)]


def says(fact: type[Fact]) -> str:
    """When it happens: the first sentence or two of its class. Empty when nobody wrote any."""
    words = (fact.__doc__ or "").strip().partition("\n\n")[0]
    return "" if words.startswith(f"{fact.__name__}(") else words


def ids_told(fact: type[Fact]) -> dict[str, str]:
    """Name → prefix of each id that leaves the house; what else a fact holds stays at home."""
    names = [field.name for field in dataclasses.fields(fact)]
    nouns = {name: name.removesuffix("_ids").removesuffix("_id") for name in names}
    return {name: PREFIXES[noun] for name, noun in nouns.items() if noun != name and noun in PREFIXES}
