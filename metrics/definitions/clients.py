"""Numbers about people: do they come back, and what are they worth."""

from django.utils.translation import gettext_lazy as _

from metrics.definitions.definition import Definition, Kind

CLIENTS = (
    Definition(
        id="new_client_return_90",
        version=1,
        kind=Kind.SHARE,
        name=_("New clients who return"),
        meaning=_("Of the people who came for the first time, how many came again within 90 days."),
        formula=_(
            "people whose second visit day is at most 90 days after the first ÷ people with a first visit"
        ),
        population=_(
            "First visits in the period. People who were clients before their history was imported"
            " are left out, and so is anyone erased. A person merged from two records counts once. Place and"
            " practitioner are those of the first visit; a return counts anywhere."
        ),
        ripeness=_(
            "A first visit counts once its 90 days are over. Until then it is left out, also if the"
            " person has already returned: otherwise the quick ones alone would make the rate look"
            " better than it is."
        ),
        numerator=_("returned within 90 days"),
        denominator=_("first visits"),
        rows=_("first visit"),
        source="the usual 90 days, as in Phorest's documentation",
    ),
    Definition(
        id="rebooking_24h",
        version=1,
        kind=Kind.SHARE,
        name=_("Rebooked within 24 hours"),
        meaning=_("Of the visits, how many left with a next one booked, at the latest a day later."),
        formula=_("visits with a standing booking on a later day, 24 hours after they ended ÷ visits"),
        population=_(
            "Visits closed here; imported history does not say when it was booked. One visit per"
            " person and day, however many bookings. A second booking on the same day is not a"
            " rebooking. A series booked before counts, and so does a next visit at another place or with"
            " somebody else. Erased people are left out."
        ),
        ripeness=_(
            "Decided 24 elapsed hours after the visit ended and then frozen: a cancellation weeks"
            " later changes only “still standing”, which is shown beside it."
        ),
        numerator=_("rebooked"),
        denominator=_("visits"),
        rows=_("visit"),
        source="24 hours, as in Kitomba's documentation",
    ),
    Definition(
        id="active_90",
        version=1,
        kind=Kind.COUNT,
        name=_("Active clients"),
        meaning=_(
            "Different people with at least one visit in the 90 days up to the last day of the period."
        ),
        formula=_("distinct people with a visit day in the last 90 days"),
        population=_(
            "Everyone but erased people, in the whole practice, whichever place or practitioner is chosen."
        ),
        rows=_("person"),
        source="prefix sums of the days on which people become active and cease to be",
    ),
    Definition(
        id="ltv_mean",
        version=1,
        kind=Kind.MONEY,
        name=_("Lifetime value, average"),
        meaning=_("What a client has paid you so far, on average."),
        formula=_("sum of payments less refunds ÷ people with at least one visit"),
        population=_(
            "All people with a visit, to date, whatever the period. Erased people are left out. Place and"
            " practitioner are those of the first visit; what was paid counts wherever it was paid."
        ),
        numerator=_("paid to date"),
        denominator=_("people"),
        rows=_("person"),
        source="historical lifetime value; revenue, not margin",
    ),
    Definition(
        id="ltv_median",
        version=1,
        kind=Kind.MONEY,
        name=_("Lifetime value, middle"),
        meaning=_(
            "Half of your clients have paid more than this so far, half less. A few large spenders"
            " do not move it."
        ),
        formula=_("median over people of payments less refunds"),
        population=_(
            "All people with a visit, to date, whatever the period. Erased people are left out. Place and"
            " practitioner are those of the first visit; what was paid counts wherever it was paid."
        ),
        denominator=_("people"),
        rows=_("person"),
        source="historical lifetime value; revenue, not margin",
    ),
    Definition(
        id="standing",
        version=1,
        kind=Kind.COUNT,
        name=_("Where clients stand"),
        meaning=_(
            "Scheduled: a visit is booked. Active: last seen within 1.5 times their own rhythm. At"
            " risk: within 2.5 times. Lapsed: longer ago than that."
        ),
        formula=_("days since the last visit ÷ days usual between this person's visits"),
        population=_(
            "Everyone with a visit, but erased people. The rhythm is the median of one's own gaps"
            " between visits; with fewer than two gaps, the median of the practice; never under 7 or"
            " over 180 days. Place and practitioner are those of the last visit."
        ),
        rows=_("person"),
        source="Platzer and Reutterer 2016: regular rhythms tell who has left",
    ),
    Definition(
        id="retention_cohorts",
        version=1,
        kind=Kind.SHARE,
        name=_("Retention by month of first visit"),
        meaning=_("Of those who first came in a month, how many came in each month after."),
        formula=_(
            "people of the first-visit month with a visit in that later month ÷ people of the"
            " first-visit month"
        ),
        population=_(
            "New people only; place and practitioner are those of the first visit, a return counts anywhere."
            " Erased people are left out."
        ),
        ripeness=_("The running month is marked: it is not over yet."),
        numerator=_("came that month"),
        denominator=_("first came"),
        rows=_("person"),
        source="cohorts as usual in client management",
    ),
)
