"""Forms of the import: a file, and how its columns are to be read."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.importing.choices import Choices
from clients.importing.reading import MOST_BYTES
from clients.importing.running import importers
from clients.models import ImportBatch


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        choices=ImportBatch.Kind.choices, label=_("What is in the file?"), widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("CSV file"), help_text=_("As your old system or your spreadsheet wrote it. Up to 60 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Cut it into several files."),
                params={"most": MOST_BYTES // 1024 // 1024},
            )
        return file

    def upload(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {"kind": self.cleaned_data["kind"], "file_name": file.name, "content": file.read()}


class MappingForm(forms.Form):
    """One choice per column, and how dates and sums are written."""

    date_order = forms.ChoiceField(
        choices=[("day_first", _("Day first: 31/12/2026")), ("month_first", _("Month first: 12/31/2026"))],
        label=_("Dates"), widget=forms.RadioSelect,
    )  # fmt: skip
    mark = forms.ChoiceField(
        choices=[("point", "1,234.50"), ("comma", "1.234,50")], label=_("Sums"), widget=forms.RadioSelect
    )
    is_lenient = forms.BooleanField(
        required=False, label=_("Bring a client in even when the phone, e-mail or birth date cannot be read"),
        help_text=_("What cannot be read is kept as a note. Otherwise the row stays out, with its reason."),
    )  # fmt: skip
    creates = forms.BooleanField(
        required=False, label=_("Add unknown services and practitioners, archived"),
        help_text=_("They appear in the history and cannot be booked. Otherwise such rows stay out."),
    )  # fmt: skip
    is_complete = forms.BooleanField(
        required=False, label=_("The file goes back to each client's first visit"),
        help_text=_("Then a first visit in it counts as that of a new client in the metrics."),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        self.batch = batch
        self.importer = importers()[batch.kind]
        choices = Choices.from_dict(batch.options)
        kwargs.setdefault("initial", {
            "date_order": choices.date_order, "mark": choices.mark, "is_lenient": choices.is_lenient,
            "creates": choices.creates, "is_complete": choices.is_complete,
        })  # fmt: skip
        super().__init__(*args, **kwargs)
        for name in ("mark", "creates", "is_complete") if not self.importer.sums else ("is_lenient",):
            del self.fields[name]
        fields = [("", _("Leave out")), *self.importer.labels.items()]
        for place, name in enumerate(batch.mapping["layout"]["header"]):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=fields, required=False, label=name, initial=choices.columns.get(place, "")
            )

    def columns(self) -> dict[int, str]:
        return {
            place: self.cleaned_data[f"column_{place}"]
            for place in range(len(self.batch.mapping["layout"]["header"]))
            if self.cleaned_data.get(f"column_{place}")
        }

    def options(self) -> dict[str, Any]:
        names = ("date_order", "mark", "is_lenient", "creates", "is_complete")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def rows(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Each column's choice with a few of its values."""
        for place, examples in enumerate(self.batch.examples):
            yield self[f"column_{place}"], examples

    @property
    def date_doubt(self) -> str:
        """ambiguous or mixed, when the file does not settle the order of day and month."""
        order = self.batch.mapping.get("date_order", "")
        return order if order in ("ambiguous", "mixed") else ""
