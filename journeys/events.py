"""What happened on a client's journey."""

from dataclasses import dataclass

from practices.events import ClientFact


@dataclass(frozen=True, kw_only=True)
class StageEntered(ClientFact):
    """A client came to another stage.

    was     the stage left; None for the first
    cause   kind of the fact that led here, "silence", "by hand" or "undone"; the reason stays with the stay
    """

    kind = "journey.stage_entered"

    journey_id: int
    stage: str
    was: str | None
    cause: str
