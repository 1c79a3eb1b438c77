"""Every kind of fact there is, from the facts themselves."""

import dataclasses
from typing import Any

from practices.events import Fact


def all_facts(base: type[Fact]) -> list[type[Fact]]:
    """Every kind of fact there is, by name: what an endpoint may choose from."""
    found = [fact for child in base.__subclasses__() for fact in [child, *all_facts(child)]]
    return sorted({fact for fact in found if "kind" in vars(fact)}, key=lambda fact: fact.kind)


def catalogue(base: type[Fact]) -> list[dict[str, Any]]:
    """Every kind of fact with what its class says of itself, and the names of what it tells."""
    return [
        {
            "kind": fact.kind,
            "says": ""
            if (fact.__doc__ or "").startswith(fact.__name__)
            else (fact.__doc__ or "").strip().partition("\n\n")[0],
            "fields": [field.name for field in dataclasses.fields(fact)],
        }
        for fact in all_facts(base)
    ]
