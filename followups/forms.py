"""Words of one's own, and filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from followups.labels import GROUPS, PURPOSES
from followups.models import Message
from followups.queries.outbox import Wanted
from followups.queries.reach import address_of


class WriteForm(forms.Form):
    """A message to one client, by the channels the client can be reached by."""

    channel = forms.ChoiceField(label=_("By"), widget=forms.RadioSelect)
    heading = forms.CharField(
        label=_("Subject"), max_length=200, required=False, help_text=_("For e-mail only")
    )
    text = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, label) for kind, label in Message.Channel.choices if address_of(client, kind)]
        self.fields["channel"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("channel", choices[0][0] if choices else "")


def wanted_from(address: Any) -> Wanted:
    """Filters from the query string; what nobody offers is left out."""
    client = address.get("client", "")
    return Wanted(
        group=address.get("show") if address.get("show") in GROUPS else "sent",
        purpose=address.get("purpose") if address.get("purpose") in PURPOSES else "",
        channel=address.get("channel") if address.get("channel") in Message.Channel.values else "",
        client_id=int(client) if client.isdecimal() and len(client) < 19 else None,
    )
