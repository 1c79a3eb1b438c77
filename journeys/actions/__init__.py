from journeys.actions.counting import count_usual
from journeys.actions.moving import (
    AlreadyThere,
    ClientInTheHouse,
    MoveNotNamed,
    MoveRefused,
    NothingToUndo,
    NoVisitYet,
    OnlyAtTheDoor,
    ReasonMissing,
    VisitBooked,
    WasHereBefore,
    move,
    undo_move,
)
from journeys.actions.placing import close_journey, note_answer, place, place_many
from journeys.actions.silence import place_the_silent

__all__ = [
    "AlreadyThere",
    "ClientInTheHouse",
    "MoveNotNamed",
    "MoveRefused",
    "NoVisitYet",
    "NothingToUndo",
    "OnlyAtTheDoor",
    "ReasonMissing",
    "VisitBooked",
    "WasHereBefore",
    "close_journey",
    "count_usual",
    "move",
    "note_answer",
    "place",
    "place_many",
    "place_the_silent",
    "undo_move",
]
