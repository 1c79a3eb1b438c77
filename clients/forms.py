"""From what people type to what actions take."""

from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from clients.actions import LONGEST_FACT
from clients.importing.spoken import read_list
from clients.models import Client, Consent, ProfileFact
from clients.queries import Wanted
from clients.rules.names import fold, sort_key, split_full_name
from clients.rules.phones import spoken_phone
from practices.models import Member

LANGUAGES = ("en", "es", "fr", "de", "it", "nl", "pt", "pl", "tr", "ru", "uk", "ar", "zh-hans")
WRITTEN = {"name", "preferred_name", "pronouns", "birth_on", "phone", "email", "language", "street", "postcode",
           "city", "source", "practitioner"}  # fmt: skip


class FilterForm(forms.Form):
    """The filters of the list, as the address carries them; what makes no sense is passed over."""

    q = forms.CharField(required=False, max_length=100, label=_("Search"))
    tag = forms.CharField(required=False, max_length=40, label=_("Tag"))
    practitioner = forms.ModelChoiceField(Member.objects.none(), required=False, label=_("Practitioner"))
    state = forms.ChoiceField(
        choices=[("", _("Current")), ("held", _("Held back")), ("archived", _("Archived"))], required=False,
        label=_("Show"),
    )  # fmt: skip
    sort = forms.ChoiceField(choices=[("name", ""), ("newest", "")], required=False)
    batch = forms.IntegerField(required=False, min_value=1)
    after = forms.CharField(required=False, max_length=300)
    before = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["practitioner"]
        choice.queryset = practitioners()  # type: ignore[attr-defined]
        choice.empty_label = _("Anyone")  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        if "practitioner" in given:
            given["practitioner"] = given["practitioner"].pk
        return Wanted(**given)


class DetailsForm(forms.Form):
    """Who somebody is and how to reach them."""

    name = forms.CharField(max_length=160, label=_("Name"))
    preferred_name = forms.CharField(
        max_length=80,
        required=False,
        label=_("Preferred name"),
        help_text=_("What to call them, in person and in messages"),
    )
    pronouns = forms.CharField(max_length=40, required=False, label=_("Pronouns"))
    birth_on = forms.DateField(
        required=False,
        label=_("Birth date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    phone = forms.CharField(
        max_length=40,
        required=False,
        label=_("Phone"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        max_length=254, required=False, label=_("E-mail"),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(required=False, label=_("Language"))
    practitioner = forms.ModelChoiceField(
        Member.objects.none(), required=False, label=_("Practitioner of choice"), empty_label=_("Anyone")
    )
    source = forms.CharField(max_length=80, required=False, label=_("How did they hear of us?"))
    referrer = forms.CharField(
        max_length=160, required=False, label=_("Referred by"), help_text=_("Full name of another client")
    )
    street = forms.CharField(max_length=200, required=False, label=_("Street"))
    postcode = forms.CharField(max_length=20, required=False, label=_("Postcode"))
    city = forms.CharField(max_length=100, required=False, label=_("City"))
    tags = forms.CharField(
        max_length=400, required=False, label=_("Tags"),
        help_text=_("Separated by commas. Everybody who sees the list reads them: no health here."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client | None = None, region: str = "", **kwargs: Any) -> None:
        if client is not None:
            kwargs["initial"] = {**_initial(client, region), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.client = client
        self.fields["practitioner"].queryset = practitioners()  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("The practice's")), *_languages()]  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        tags = read_list(self.cleaned_data["tags"])
        if any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError(_("A tag may have up to 40 characters."))
        return tags

    def clean_referrer(self) -> Client | None:
        name = self.cleaned_data["referrer"].strip()
        if not name:
            return None
        if self.client and self.client.referrer and self.client.referrer.name == name:
            return self.client.referrer
        first, last = split_full_name(name)
        called = Client.objects.present().filter(sort_name=sort_key(last, first))
        found = [one for one in called if one != self.client]
        if not found:
            raise forms.ValidationError(
                _("Nobody among the clients is called “%(name)s”."), params={"name": name}
            )
        if len(found) > 1:
            raise forms.ValidationError(_("Several clients are called “%(name)s”."), params={"name": name})
        return found[0]

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class QuickForm(forms.Form):
    """The three things that suffice to book for somebody new."""

    name = DetailsForm.base_fields["name"]
    phone = DetailsForm.base_fields["phone"]
    email = DetailsForm.base_fields["email"]


class FactForm(forms.Form):
    """Something we know about a client."""

    kind = forms.ChoiceField(choices=ProfileFact.Kind.choices, label=_("Kind"))
    value = forms.CharField(
        label=_("What"), max_length=LONGEST_FACT, widget=forms.Textarea(attrs={"rows": 3})
    )
    severity = forms.ChoiceField(choices=ProfileFact.Severity.choices, required=False, label=_("Alert"))
    source = forms.ChoiceField(
        choices=[(said.value, said.label) for said in (ProfileFact.Source.CLIENT, ProfileFact.Source.STAFF)],
        label=_("Where from"),
        initial=ProfileFact.Source.STAFF,
    )
    review_on = forms.DateField(
        required=False,
        label=_("Ask again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, label) for kind, label in ProfileFact.Kind.choices if kind in kinds
        ]


SOURCES = {
    "desk": _("Said at the desk"),
    "phone": _("Said on the phone"),
    "paper": _("Signed on paper"),
    "letter": _("Written in an e-mail"),
    "booking_page": _("Booking page"),
    "sms": _("SMS"),
    "link": _("Link in a message"),
    "import": _("Old system"),
}
SAID_TO_STAFF = ("desk", "phone", "paper", "letter")


class ConsentForm(forms.Form):
    """One answer about one purpose: "marketing sms yes"."""

    answer = forms.CharField()
    source = forms.ChoiceField(
        choices=[(code, SOURCES[code]) for code in SAID_TO_STAFF], label=_("Where they said it")
    )

    def clean_answer(self) -> tuple[str, str, bool]:
        purpose, channel, said = [*self.cleaned_data["answer"].split(), "", "", ""][:3]
        is_known = purpose in Consent.Purpose.values and channel in Consent.Channel.values
        if not is_known or said not in ("yes", "no"):
            raise forms.ValidationError(_("That is no answer."))
        return purpose, channel, said == "yes"


class TypedForm(forms.Form):
    """Asks to type a word before something that cannot be taken back."""

    typed = forms.CharField(label=_("Type the name to confirm"), max_length=200)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Stays, for those who may erase: no names and nothing about health here."),
    )

    def __init__(self, *args: Any, word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word = word

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if fold(typed) != fold(self.word):
            raise forms.ValidationError(_("That is not “%(word)s”."), params={"word": self.word})
        return typed


def practitioners() -> Any:
    """Members who treat clients."""
    roles = [Member.Role.PRACTITIONER, Member.Role.OWNER, Member.Role.MANAGER]
    return Member.objects.filter(left_at=None, role__in=roles).order_by("name")


def _initial(client: Client, region: str) -> dict[str, Any]:
    values = {name: getattr(client, name) for name in WRITTEN}
    return {
        **values,
        "phone": spoken_phone(client.phone, region=region) if client.phone else "",
        "referrer": client.referrer.name if client.referrer else "",
        "tags": ", ".join(client.tags),
        "version": client.version,
    }


def _languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code in LANGUAGES]
