"""What is wrong with a value, in plain words."""

from django.utils.translation import gettext_lazy as _

from clients.rules.trouble import Trouble

SENTENCES = {
    "phone_invalid": _("“{value}” is not a telephone number that can be dialled."),
    "phone_letters": _("“{value}” has letters in it; write the number in digits."),
    "phone_extension": _("“{value}” has an extension; text messages cannot reach one. Leave it out."),
    "phone_premium": _("“{value}” is a premium-rate number."),
    "phone_shortened": _(
        "The spreadsheet shortened this number to “{value}”. Format the column as text and export it again."
    ),
    "email_invalid": _("“{value}” is not an e-mail address."),
    "date_unreadable": _("“{value}” is not a date we can read."),
    "date_impossible": _("There is no such day as “{value}”."),
    "birth_impossible": _("Nobody here was born on “{value}”."),
    "time_unreadable": _("“{value}” is not a time of day."),
    "time_missing": _("“{value}” says the day but not the time."),
    "time_skipped": _("“{value}” never was: the clocks went forward over it that night."),
    "money_unreadable": _("“{value}” is not a sum of money."),
    "money_negative": _("“{value}” is less than nothing; refunds are taken at the desk."),
    "duration_unreadable": _("“{value}” is not a length of time."),
    "yes_or_no": _("“{value}” is neither yes nor no."),
    "status_unknown": _("“{value}” does not say whether the visit took place."),
    "too_long": _("“{value}” is longer than {most} characters."),
    "nobody": _("The row names nobody: no name, no e-mail, no telephone number."),
    "duplicate_in_file": _("The same client stands in row {line} already."),
    "was_erased": _("This person was erased on {on}. If they come back, add them by hand."),
    "duplicate_visit": _("The same visit stands in row {line} already."),
    "start_missing": _("The row does not say when the visit was."),
    "visit_in_future": _("“{value}” is still to come; book it at the desk."),
    "client_missing": _("The row does not say whose visit it was."),
    "client_unknown": _("Nobody called “{value}” is among your clients."),
    "contact_unknown": _(
        "“{value}” belongs to none of your clients. Add it to their profile, or empty the cell where the name will do."
    ),
    "client_ambiguous": _("Several of your clients are called “{value}”; add their client number or e-mail."),
    "service_missing": _("The row does not say which service it was."),
    "service_unknown": _("There is no service called “{value}”."),
    "practitioner_missing": _("The row does not say who treated the client."),
    "practitioner_unknown": _("There is no practitioner called “{value}”."),
    "location_unknown": _("There is no location called “{value}”."),
    "file_empty": _("The file is empty."),
    "file_no_rows": _("The file has column names but no rows."),
    "file_not_csv": _("This is not a CSV file. In Excel choose “Save as” and “CSV UTF-8”."),
    "file_too_large": _("The file is larger than {most} MB. Cut it into several files."),
    "file_too_wide": _("The file has more than {most} columns."),
    "file_too_many_rows": _("The file has more than {most} rows. Cut it into several files."),
    "file_line_too_long": _(
        "A row has more than {most} characters. Usually a quotation mark is opened and never closed."
    ),
}


def sentence(trouble: Trouble) -> str:
    """The trouble in the language of whoever reads it now."""
    return said(trouble.as_dict())


def said(kept: dict) -> str:  # type: ignore[type-arg]
    """The same for a trouble that was kept as JSON."""
    return str(SENTENCES[kept["code"]]).format(value=kept.get("value", ""), **kept.get("facts", {}))
