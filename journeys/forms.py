"""What a hand says when it moves a client, and what the address of the board asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from journeys.queries.board import Wanted
from journeys.queries.moves import Way
from practices.models import Member
from practices.permissions import allowed


def wanted_from(address: QueryDict, member: Member) -> Wanted:
    """The filters in an address. What makes no sense there is passed over; words too, for whoever sees no names."""
    who = address.get("practitioner", "")
    is_named = allowed(member, "see_clients")
    return Wanted(
        q=address.get("q", "").strip()[:80] if is_named else "",
        is_named=is_named,
        practitioner_id=int(who) if who.isdecimal() and len(who) < 18 else None,
        is_stalled=address.get("stalled") == "1",
    )


class MoveForm(forms.Form):
    """Where to, and why. Only the ways that are open are offered; the action has the last word."""

    to = forms.ChoiceField(label=_("Move to"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        help_text=_("Stays in the client's history. The move holds until the next thing happens."),
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(way.stage.value, way.stage.label) for way in ways if way.is_open]
