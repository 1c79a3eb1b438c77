"""The board: who stands where, for how long, and who has stood there too long."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateTimeField,
    F,
    FloatField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Extract, RowNumber

from bookings.models import Appointment, Segment
from clients.models import ProfileFact
from clients.rules.names import fold
from journeys.models import Journey, Stage, Usual
from journeys.queries.steps import Next, next_step, spoken
from journeys.rules import PRESETS
from journeys.rules import Stage as StageRule
from practices.models import Member

CAP = 10
"""Cards a column shows before "show all"."""
ORDER = ("-is_stalled", "turn", "id")
"""Who has stood too long first, the longest on top; then whoever came last."""
IN_THE_HOUSE = (Stage.ARRIVAL, Stage.SERVICE, Stage.PAYMENT)
WORST_FIRST = (ProfileFact.Severity.STOP, ProfileFact.Severity.CAUTION)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for.

    is_named    whether cards show who they are
    """

    q: str = ""
    practitioner_id: int | None = None
    is_stalled: bool = False
    is_named: bool = True

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.practitioner_id or self.is_stalled)


@dataclass(frozen=True, slots=True)
class Card:
    """One client on the board. stay: how long here; alert: stop or caution, never what it says."""

    journey: Journey
    stay: str
    is_stalled: bool
    next: Next
    alert: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    stage: Stage
    count: int = 0
    stalled: int = 0
    median: str = ""
    allowed_days: int | None = None
    cards: Sequence[Card] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


class Median(Aggregate):
    """The middle value, in the database."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def board(wanted: Wanted, *, at: datetime) -> list[Column]:
    """All columns, each with its counts and its first cards. Six queries, however many clients there are."""
    allowed = allowed_by_stage()
    everyone = chosen(wanted, allowed, at=at)
    place = Window(RowNumber(), partition_by=[F("stage")], order_by=ORDER)
    shown = cards(everyone.annotate(place=place).filter(place__lte=CAP), at=at, is_named=wanted.is_named)
    counts = {row["stage"]: row for row in _counts(everyone, at=at)}
    return [_column(stage, counts.get(stage.value, {}), shown, allowed) for stage in Stage]


def column_of(stage: Stage, wanted: Wanted, *, at: datetime) -> QuerySet[Journey]:
    """Everybody in one column."""
    return chosen(wanted, allowed_by_stage(), at=at).filter(stage=stage).order_by(*ORDER)


def allowed_by_stage() -> dict[str, int | None]:
    counted: dict[str, int | None] = Usual.objects.values_list("allowed_days", flat=True).first() or {}
    presets = {stage.value: PRESETS.get(StageRule(stage)) for stage in Stage}
    return {**presets, **counted}


def chosen(wanted: Wanted, allowed: dict[str, int | None], *, at: datetime) -> QuerySet[Journey]:
    """The journeys asked for, each knowing whether it is stalled: too long in its stage with nothing planned."""
    on_board = Journey.objects.filter(
        client__archived_at=None, client__erased_at=None, client__merged_into=None
    )
    found = marked(on_board, allowed, at=at)
    since = Extract("entered_at", "epoch")
    found = found.annotate(
        turn=Case(When(is_stalled=True, then=since), default=-since, output_field=FloatField())
    )
    for word in fold(wanted.q).split():
        found = found.filter(client__search_text__contains=word)
    if wanted.practitioner_id:
        found = found.filter(client__practitioner_id=wanted.practitioner_id)
    return found.filter(is_stalled=True) if wanted.is_stalled else found


def marked(journeys: QuerySet[Journey], allowed: dict[str, int | None], *, at: datetime) -> QuerySet[Journey]:
    """The same journeys, each knowing whether it is stalled."""
    return journeys.annotate(is_stalled=_is_stalled(allowed, at=at))


def _is_stalled(allowed: dict[str, int | None], *, at: datetime) -> Case:
    nothing_planned = Q(next_visit_at=None) | Q(next_visit_at__lt=at - timedelta(days=1))
    too_long = [
        Q(stage=stage, entered_at__lt=at - timedelta(days=days))
        & (Q() if stage in IN_THE_HOUSE else nothing_planned)
        for stage, days in allowed.items()
        if days is not None
    ]
    return Case(*(When(one, then=Value(True)) for one in too_long), default=Value(False))


def _counts(everyone: QuerySet[Journey], *, at: datetime) -> QuerySet[Any]:
    stay = Extract(Value(at, output_field=DateTimeField()) - F("entered_at"), "epoch") / 86400.0
    return (
        everyone.order_by()
        .values("stage")
        .annotate(count=Count("id"), stalled=Count("id", filter=Q(is_stalled=True)), median=Median(stay))
    )


def _column(
    stage: Stage, row: dict[str, Any], shown: Sequence[Card], allowed: dict[str, int | None]
) -> Column:
    return Column(
        stage=stage,
        count=row.get("count", 0),
        stalled=row.get("stalled", 0),
        median=spoken(timedelta(days=row["median"])) if row else "",
        allowed_days=allowed[stage.value],
        cards=[card for card in shown if card.journey.stage == stage],
    )


def cards(journeys: QuerySet[Journey], *, at: datetime, is_named: bool = True) -> list[Card]:
    """Journeys as cards: with what is next, and whether somebody must take care.

    is_named    else neither when and for what they come, nor whether care must be taken
    """
    rows = list(journeys.select_related("client__practitioner").order_by(*ORDER))
    people = [row.client_id for row in rows]
    visits, alerts = next_visits(people, at=at), alerts_of(people)
    shown = [
        Card(
            journey=row,
            stay=spoken(at - row.entered_at),
            is_stalled=row.is_stalled,  # type: ignore[attr-defined]  # annotated
            next=next_step(row, visits.get(row.client_id), at=at),
            alert=alerts.get(row.client_id, ""),
        )
        for row in rows
    ]
    return shown if is_named else [replace(card, alert="", next=card.next.bare) for card in shown]


def next_visits(people: Sequence[int], *, at: datetime) -> dict[int, Segment]:
    """The visit each of these people is in, or else the next they have booked."""
    here = Q(appointment__status__in=[Appointment.Status.ARRIVED, Appointment.Status.IN_SERVICE])
    coming = Q(
        appointment__status__in=Appointment.UPCOMING,
        appointment__starts_at__gte=at - timedelta(days=1),
    )
    rows = (
        Segment.objects.filter(here | coming, appointment__client_id__in=people, position=0)
        .select_related("appointment", "service", "practitioner")
        .order_by("appointment__client_id", "appointment__starts_at")
        .distinct("appointment__client_id")
    )
    return {row.appointment.client_id: row for row in rows}


def alerts_of(people: Sequence[int]) -> dict[int, str]:
    """The gravest alert of each person; what it says stays on the profile."""
    rows = ProfileFact.objects.filter(client_id__in=people, ended_at=None, severity__in=WORST_FIRST)
    found: dict[int, str] = {}
    for client_id, severity in rows.values_list("client_id", "severity"):
        if found.get(client_id) != ProfileFact.Severity.STOP:
            found[client_id] = severity
    return found


def practitioners() -> QuerySet[Member]:
    """Who may be chosen in the filter: members who treat."""
    return Member.objects.filter(left_at=None, resource__isnull=False).order_by("name")
