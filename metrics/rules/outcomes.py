"""How an appointment ended, as the rates count it."""

from dataclasses import dataclass
from enum import StrEnum

from metrics.rules.shares import Share


class Outcome(StrEnum):
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    LATE_CANCEL = "late_cancel"
    EARLY_CANCEL = "early_cancel"
    PRACTICE_CANCEL = "practice_cancel"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Outcomes:
    """Appointments whose time has come, counted by how they ended."""

    attended: int = 0
    no_show: int = 0
    late_cancel: int = 0
    early_cancel: int = 0
    practice_cancel: int = 0
    unresolved: int = 0

    @property
    def no_show_rate(self) -> Share:
        return Share(self.no_show, self.attended + self.no_show)

    @property
    def broken_rate(self) -> Share:
        """What costs money: nobody came and it was too late to fill the time."""
        broken = self.no_show + self.late_cancel
        return Share(broken, self.attended + broken)
