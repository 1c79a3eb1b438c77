"""The rules of journeys: the rhythm of a client, the stage they stand in, the moves a hand may make."""

from journeys.rules.rhythm import (
    ACTIVE,
    AT_RISK,
    GAPS_OF_ONES_OWN,
    LONGEST,
    SHORTEST,
    USUAL,
    Rhythm,
    Standing,
    cadence,
    clamped,
    overdue_ratio,
    rhythm_of,
    standing,
)
from journeys.rules.stages import ORDER, PRESETS, Seen, Stage, allowed_days, stage_by_facts, why_not

__all__ = [
    "ACTIVE",
    "AT_RISK",
    "GAPS_OF_ONES_OWN",
    "LONGEST",
    "ORDER",
    "PRESETS",
    "SHORTEST",
    "USUAL",
    "Rhythm",
    "Seen",
    "Stage",
    "Standing",
    "allowed_days",
    "cadence",
    "clamped",
    "overdue_ratio",
    "rhythm_of",
    "stage_by_facts",
    "standing",
    "why_not",
]
