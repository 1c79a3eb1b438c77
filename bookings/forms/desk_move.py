"""Another time for a visit, or another length."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.desk_booking import ByPublicId, WhenFields
from bookings.models import Appointment, Resource, Segment
from bookings.queries import practitioners_of

TELL = "yes"


class MoveForm(WhenFields):
    """minutes     another length; only for a visit of one service
    position    the service of the visit whose new time is given
    tell        yes or no: whether the client hears of it from us
    """

    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=5, max_value=12 * 60)
    position = forms.IntegerField(required=False, min_value=0)
    tell = forms.CharField(required=False)
    seen = forms.CharField(required=False)

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any], visit: Appointment, segments: list[Segment]
    ) -> None:
        super().__init__(data, initial=initial)
        self.visit, self.segments = visit, segments
        able = practitioners_of(self.segment.service, visit.location, is_online=False)
        mine = Resource.objects.filter(pk=self.segment.practitioner_id)
        self.fields["with"] = ByPublicId(label=_("Practitioner"), required=False, empty_label=None)
        self.fields["with"].queryset = (able | mine).distinct()  # type: ignore[attr-defined]

    @property
    def segment(self) -> Segment:
        """The service that was taken hold of."""
        position = self.value_of("position") or 0
        return next((one for one in self.segments if one.position == position), self.segments[0])

    @property
    def unable(self) -> Resource | None:
        """Who is asked for, but does not do this service here; the card was dropped into their column."""
        if self.value_of("with") is not None:
            return None
        try:
            asked = UUID(str(self["with"].value() or ""))
        except ValueError:
            return None
        found: Resource | None = Resource.objects.filter(public_id=asked).first()
        return found

    @property
    def is_single(self) -> bool:
        return len(self.segments) == 1

    @property
    def new_minutes(self) -> int | None:
        """The length asked for, if it is another one."""
        minutes: int | None = self.value_of("minutes")
        before = round((self.segment.ends_at - self.segment.starts_at) / timedelta(minutes=1))
        return minutes if minutes and minutes != before and self.is_single else None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, offered = self.starts(given, self.visit.time_zone)
        given["starts_at"] = self.visit.starts_at + (starts_at - self.segment.starts_at)
        given["with"] = offered or given.get("with")
        return given

    def arguments(self) -> dict[str, Any]:
        """What `desk.move` wants."""
        return {
            "starts_at": self.cleaned_data["starts_at"],
            "practitioners": [
                self.cleaned_data["with"] if one is self.segment else None for one in self.segments
            ],
            "quietly": self.cleaned_data["tell"] == "no",
            **self.manner(),
        }

    def manner(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"insist": frozenset(given["insist"]), "seen": given["seen"]}

    @property
    def keeps_start(self) -> bool:
        """Whether the visit begins when it did: then there is no new time to tell."""
        target = self.target()
        start = self.segment.starts_at.astimezone(self.visit.zone).replace(tzinfo=None)
        return bool(self.new_minutes) or bool(target and target[0] == start)

    def target(self) -> tuple[datetime, datetime] | None:
        """Where the taken service would be, for the summary; None until a time is known."""
        day, clock = self.value_of("day"), self.value_of("time")
        if not (day and clock):
            return None
        starts = datetime.combine(day, clock)
        length = (
            timedelta(minutes=self.value_of("minutes") or 0) or self.segment.ends_at - self.segment.starts_at
        )
        return starts, starts + length
