"""Bring clients in, chunk by chunk."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.actions.words import dress_for_search, note_words
from clients.events import ClientsImported
from clients.importing import undoing
from clients.importing.choices import Choices
from clients.importing.erased import erased_among, said_of
from clients.importing.headers import CLIENT_HEADERS
from clients.importing.reading import Record
from clients.importing.rows import ClientRow, read_client
from clients.importing.running import Outcome, Taken
from clients.models import Client, Consent, ImportBatch, ProfileFact
from clients.rules import names
from clients.rules.trouble import Trouble
from practices.events import record as record_fact
from practices.jobs import Progress
from practices.models import Member

FACT_KINDS = {
    "allergy": (ProfileFact.Kind.ALLERGY, ProfileFact.Severity.CAUTION),
    "sensitivity": (ProfileFact.Kind.SENSITIVITY, ProfileFact.Severity.CAUTION),
    "goal": (ProfileFact.Kind.GOAL, ""),
    "preference": (ProfileFact.Kind.PREFERENCE, ""),
    "note": (ProfileFact.Kind.NOTE, ""),
}
WORDING = "import"
"""Version of wording for consent that an old system vouches for: nobody here saw the words."""


class PeopleImporter:
    """Rows of a client list."""

    headers = CLIENT_HEADERS
    labels: dict[str, Any] = {
        "external_id": _("Client number"), "name": _("Full name"), "first_name": _("First name"),
        "last_name": _("Last name"), "preferred_name": _("Preferred name"), "pronouns": _("Pronouns"),
        "birth_date": _("Birth date"), "email": _("E-mail"), "phone": _("Mobile phone"),
        "other_phone": _("Other phone"), "language": _("Language"), "source": _("How they heard of us"),
        "referrer": _("Referred by"), "practitioner": _("Practitioner of choice"), "tags": _("Tags"),
        "since": _("Client since"), "note": _("Note"), "allergy": _("Allergy"), "sensitivity": _("Sensitivity"),
        "goal": _("Goal"), "preference": _("Preference"), "email_marketing": _("Agreed to e-mail offers"),
        "sms_marketing": _("Agreed to SMS offers"),
    }  # fmt: skip
    dates: tuple[str, ...] = ("birth_date", "since")
    sums: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = (("name", "first_name", "last_name", "email", "phone"),)

    def __init__(self, batch: ImportBatch, choices: Choices, at: datetime) -> None:
        self.batch, self.choices, self.at = batch, choices, at
        self.lines: dict[str, int] = {}
        self.members = {names.fold(one.name): one for one in Member.objects.filter(left_at=None)}
        self.referrers: list[tuple[int, str]] = []

    def take(self, chunk: list[Record], *, is_trial: bool) -> Taken:
        taken, rows = Taken(), []
        read = [read_client(one, self.choices, today=self.at.date()) for one in chunk]
        gone = self._erased([row for row, _ in read])
        for row, troubles in read:
            if row.number in gone:
                troubles = [gone[row.number]]
            if not troubles and (first := self.lines.setdefault(row.key, row.number)) != row.number:
                troubles = [Trouble("duplicate_in_file", facts={"line": first}).of("external_id")]
            if troubles:
                taken.rejected.append((row.number, troubles))
            else:
                rows.append(row)
        new = self._unknown(rows, is_trial=is_trial)
        taken.unchanged, taken.added = len(rows) - len(new), len(new)
        if not is_trial:
            self._add(new)
        return taken

    def finish(self, outcome: Outcome) -> None:
        self._connect_referrers()
        fact = ClientsImported(
            batch_id=self.batch.pk,
            added=outcome.added,
            unchanged=outcome.unchanged,
            rejected=outcome.rejected,
        )
        record_fact(fact, practice=self.batch.practice, by=self.batch.uploaded_by, at=self.at)

    def count(self) -> int:
        return Client.objects.filter(import_batch=self.batch).count()

    @classmethod
    def undo(cls, batch: ImportBatch, progress: Progress) -> tuple[int, int]:
        return undoing.take_back(batch, progress)

    def _erased(self, rows: list[ClientRow]) -> dict[int, Trouble]:
        """The rows of people who were erased, unless they have come back and are here again."""
        said = [(row.number, said_of(row.key, row.name, (row.email, row.phone))) for row in rows]
        gone = erased_among(self.batch.practice, said)
        if not gone:
            return gone
        back = {row.number for row in rows} - {row.number for row in self._unknown(rows, is_trial=True)}
        return {line: trouble for line, trouble in gone.items() if line not in back}

    def _unknown(self, rows: list[ClientRow], *, is_trial: bool) -> list[ClientRow]:
        """The rows whose people are not here yet. Somebody noted by hand gets the number of the old system."""
        contacts = Q(external_id__in=[row.key for row in rows])
        contacts |= Q(email__in=[row.email for row in rows if row.email])
        contacts |= Q(phone__in=[row.phone for row in rows if row.phone])
        here = list(
            Client.objects.present().filter(contacts).only("pk", "external_id", "email", "phone", "name")
        )
        keys = {client.external_id for client in here if client.external_id}
        by_hand = {
            (names.fold(client.name), contact): client
            for client in here
            if not client.external_id
            for contact in (client.email, client.phone)
            if contact
        }
        new = []
        for row in rows:
            if row.key in keys:
                continue  # somebody has this number; who is like them, noted by hand, keeps none
            same = _same(row, by_hand)
            if same is None:
                new.append(row)
            elif not is_trial:
                Client.objects.filter(pk=same.pk, external_id="").update(external_id=row.key)
        return new

    def _add(self, rows: list[ClientRow]) -> None:
        clients = [self._client(row) for row in rows]
        Client.objects.bulk_create(clients)
        note_words(clients, are_new=True)
        pairs = list(zip(rows, clients, strict=True))
        ProfileFact.objects.bulk_create([fact for row, client in pairs for fact in self._facts(row, client)])
        Consent.objects.bulk_create([entry for row, client in pairs for entry in self._consents(row, client)])
        self.referrers += [(client.pk, row.referrer) for row, client in pairs if row.referrer]

    def _client(self, row: ClientRow) -> Client:
        since = datetime.combine(row.since, time(12), tzinfo=UTC) if row.since else self.at
        client = Client(
            practice_id=self.batch.practice_id, name=row.name[:160], preferred_name=row.preferred_name,
            pronouns=row.pronouns, birth_on=row.birth_date, email=row.email, phone=row.phone, language=row.language,
            source=row.source, practitioner=self.members.get(names.fold(row.practitioner)), tags=row.tags,
            external_id=row.key, import_batch=self.batch, is_released=False, was_known_before=True,
            registered_at=min(since, self.at),
        )  # fmt: skip
        dress_for_search(client)
        return client

    def _facts(self, row: ClientRow, client: Client) -> list[ProfileFact]:
        said = [(*FACT_KINDS[kind], value) for kind, value in row.facts]
        if row.practitioner and client.practitioner is None:
            said.append(
                (
                    ProfileFact.Kind.PREFERENCE,
                    "",
                    str(_("Practitioner: {name}")).format(name=row.practitioner),
                )
            )
        return [
            ProfileFact(
                practice_id=client.practice_id, client=client, kind=kind, severity=severity, value=value[:5000],
                source=ProfileFact.Source.IMPORT, author=None, noted_at=self.at,
            )
            for kind, severity, value in said
        ]  # fmt: skip

    def _consents(self, row: ClientRow, client: Client) -> list[Consent]:
        said: list[tuple[str, bool | None]] = [("email", row.email_marketing), ("sms", row.sms_marketing)]
        return [
            Consent(
                practice_id=client.practice_id, client=client, purpose="marketing", channel=channel, is_given=given,
                wording=WORDING, source="import", evidence={"batch": self.batch.pk, "row": row.number},
                noted_at=self.at,
            )
            for channel, given in said
            if given is not None
        ]  # fmt: skip

    def _connect_referrers(self) -> None:
        """Who referred whom, where the name or number fits exactly one client."""
        wanted = {said for _, said in self.referrers}
        keys = [names.sort_key(*reversed(names.split_full_name(said))) for said in wanted]
        found: dict[str, set[int]] = {}
        people = Client.objects.present().filter(Q(external_id__in=wanted) | Q(sort_name__in=keys))
        for pk, external_id, name in people.values_list("pk", "external_id", "name"):
            for key in {external_id, names.fold(name)}:
                found.setdefault(key, set()).add(pk)
        changed = []
        for pk, said in self.referrers:
            fits = found.get(said) or found.get(names.fold(said)) or set()
            if len(fits - {pk}) == 1:
                changed.append(Client(pk=pk, referrer_id=(fits - {pk}).pop()))
        Client.objects.bulk_update(changed, ["referrer"], batch_size=500)


def _same(row: ClientRow, by_hand: dict[tuple[str, str], Client]) -> Client | None:
    for contact in (row.email, row.phone):
        if contact and (found := by_hand.get((names.fold(row.name), contact))):
            return found
    return None


def sample() -> list[dict[str, Any]]:
    """A few made-up rows that show what a file may look like."""
    return [
        {"Client ID": "1001", "First name": "Zoë", "Last name": "Baker", "Mobile": "+1 212 555 0147",
         "Email": "zoe@example.org", "Date of birth": "1988-04-03", "Tags": "VIP, mornings", "Allergies": "Nut oil",
         "Email marketing": "yes"},
        {"Client ID": "1002", "First name": "Ben", "Last name": "Adler", "Mobile": "+1 212 555 0148",
         "Email": "", "Date of birth": "", "Tags": "", "Allergies": "", "Email marketing": "no"},
    ]  # fmt: skip
