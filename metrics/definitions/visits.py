"""Numbers about days: who came, who did not, and what was paid."""

from django.utils.translation import gettext_lazy as _

from metrics.definitions.definition import Definition, Kind

VISITS = (
    Definition(
        id="visits",
        version=1,
        kind=Kind.COUNT,
        name=_("Visits"),
        meaning=_("People seen, each once a day."),
        formula=_("count of (person, day) with at least one completed appointment"),
        population=_(
            "Two services on one day are one visit. It belongs to the place and the practitioner of the day's"
            " first appointment. Erased people's visits stay, without a name."
        ),
        rows=_("visit"),
    ),
    Definition(
        id="new_clients",
        version=1,
        kind=Kind.COUNT,
        name=_("New clients"),
        meaning=_("People seen for the first time."),
        formula=_("count of first visits"),
        population=_("Not those who were clients before their history was imported, nor erased people."),
        rows=_("first visit"),
    ),
    Definition(
        id="revenue",
        version=1,
        kind=Kind.MONEY,
        name=_("Revenue"),
        meaning=_("What was paid, less what was given back, each on its own day."),
        formula=_("payments − refunds"),
        population=_(
            "By the day of payment. A refund counts on the day it is made, so past months never"
            " change. Tips are left out. Place and practitioner are those of the visit that was paid for."
        ),
        rows=_("payment or refund"),
    ),
    Definition(
        id="no_show_rate",
        version=1,
        kind=Kind.SHARE,
        name=_("No-shows"),
        meaning=_("Of the appointments somebody should have come to, how many nobody came to."),
        formula=_("no-shows ÷ (completed + no-shows)"),
        population=_(
            "Appointments of the period. A cancellation after the start is a no-show. What the"
            " practice cancelled, and what nobody has resolved yet, is left out."
        ),
        numerator=_("no-shows"),
        denominator=_("completed or no-show"),
        rows=_("appointment"),
        more_is_better=False,
    ),
    Definition(
        id="broken_rate",
        version=2,
        kind=Kind.SHARE,
        name=_("Broken appointments"),
        meaning=_("No-shows and late cancellations together: the time that could not be filled any more."),
        formula=_("(no-shows + late cancellations) ÷ (completed + no-shows + late cancellations)"),
        population=_(
            "Appointments of the period whose time has come: one that is cancelled late for tonight counts from"
            " tonight on. Late is less than the notice that applied when it was booked, in elapsed hours;"
            " exactly that notice is in time."
        ),
        numerator=_("no-shows and late cancellations"),
        denominator=_("completed, no-show or cancelled late"),
        rows=_("appointment"),
        more_is_better=False,
    ),
    Definition(
        id="unresolved",
        version=1,
        kind=Kind.COUNT,
        name=_("Without an outcome"),
        meaning=_("Past appointments of which nobody has said how they ended."),
        formula=_("count of appointments before today that are neither completed, missed nor cancelled"),
        population=_(
            "To date, whatever the period; imported ones too. They are in no rate until somebody says how they"
            " ended."
        ),
        rows=_("appointment"),
        more_is_better=False,
    ),
)
