"""Real ids, slots and days for generated requests, so that cases reach the rules instead of ending at a 404."""

import re
from collections import defaultdict
from datetime import timedelta
from math import inf
from time import monotonic
from urllib.parse import urlencode
from zlib import crc32

from django.utils import timezone

from config.api import docs
from practices.ids import NotAnId, row_number
from tests.api.conftest import Program

ID = re.compile(r"([a-z]{2,4})_[0-9A-Za-z]{22}")
AHEAD = timedelta(days=3)
BY_HAND = {"service", "location", "starts_at", "practitioner"}
FRESH = 300  # seconds; a slot's token lives for fifteen minutes


def chance(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


class RealValues:
    """Which real value takes the place of a made-up one is decided by the made-up one: a case is always filled alike.

    Of eight ids, six are ours, one is a neighbour's and one stays made up.
    """

    def __init__(self, program: Program, neighbour: Program) -> None:
        self.keys = [bytes(one.world.practice.id_key) for one in (program, neighbour)]
        self.ours, self.theirs = ids_seen_by(program), ids_seen_by(neighbour)
        self.their_ids = {one for ids in self.theirs.values() for one in ids}
        self.program = program
        self._slots: list[dict] = []
        self._asked_at = -inf

    @property
    def slots(self) -> list[dict]:
        if monotonic() - self._asked_at > FRESH:
            self._slots, self._asked_at = free_slots(self.program), monotonic()
        return self._slots

    def fill(self, value, name=""):
        if isinstance(value, dict):
            return self._sensible({key: self.fill(inner, key) for key, inner in value.items()})
        if isinstance(value, list):
            return [self.fill(inner, name) for inner in value]
        return self._text(value, name) if type(value) is str else value

    def _sensible(self, filled: dict) -> dict:
        """A slot goes alone, half of the time; what begins in a free time ends with it."""
        slot, starts_at = filled.get("slot"), filled.get("starts_at")
        if "ends_at" in filled:
            ends = {one["starts_at"]: one["ends_at"] for one in self.slots}
            filled["ends_at"] = ends.get(str(starts_at), filled["ends_at"])
        if isinstance(slot, str) and ":" in slot and chance(slot) % 2:
            return {key: inner for key, inner in filled.items() if key not in BY_HAND}
        return filled

    def is_to_be_left_out(self, version: str | None) -> bool:
        """Made-up versions are all old; one in four is enough of them."""
        return version is not None and chance(version) % 4 > 0

    def _text(self, text: str, name: str) -> str:
        choice = chance(text)
        if match := ID.fullmatch(text):
            return text if self._is_real(text, match[1]) else self._id(text, match[1], choice)
        if name == "slot" and choice % 4 and text.count(":") < 2:
            return self.slots[choice % len(self.slots)]["token"]
        if name == "starts_at" and choice % 4:
            return self.slots[choice % len(self.slots)]["starts_at"]
        if name in {"since", "until"} and choice % 4:
            days = choice % 5 if name == "since" else 6 + choice % 20
            return (timezone.now() + timedelta(days=days)).isoformat()[: 10 if len(text) == 10 else None]
        return text

    def _id(self, text: str, prefix: str, choice: int) -> str:
        ids = (self.theirs if choice % 8 == 0 else self.ours).get(prefix)
        return ids[choice // 8 % len(ids)] if ids and choice % 8 != 1 else text

    def _is_real(self, text: str, prefix: str) -> bool:
        """An id that a link brought along from an earlier answer stays."""
        for key in self.keys:
            try:
                row_number(text, prefix=prefix, key=key)
            except NotAnId:
                continue
            return True
        return False

    def names_a_neighbour(self, value) -> bool:
        if isinstance(value, dict):
            return any(map(self.names_a_neighbour, value.values()))
        if isinstance(value, list):
            return any(map(self.names_a_neighbour, value))
        return isinstance(value, str) and value in self.their_ids


def ids_seen_by(program: Program) -> dict[str, list[str]]:
    """Every id that the lists of the API show to a program, by prefix; the record of events names most of them."""
    found = defaultdict(set)
    for path, operations in sorted(docs.describe()["paths"].items()):
        if "{" not in path and "get" in operations:
            answer = program.get(f"{path.removeprefix('/api/v1/')}?limit=200")
            for match in ID.finditer(answer.content.decode()):
                found[match[1]].add(match[0])
    return {prefix: sorted(ids) for prefix, ids in found.items()}


def free_slots(program: Program) -> list[dict]:
    since = timezone.localdate() + AHEAD
    world = program.world
    question = {
        "service": program.id_of("svc", world.service),
        "location": program.id_of("loc", world.location),
        "since": since,
        "until": since + timedelta(days=7),
    }
    return program.get(f"availability/?{urlencode(question)}").said["data"]
