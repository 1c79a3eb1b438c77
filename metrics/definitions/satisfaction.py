"""Numbers about what people said."""

from django.utils.translation import gettext_lazy as _

from metrics.definitions.definition import Definition, Kind

SATISFACTION = (
    Definition(
        id="csat",
        version=1,
        kind=Kind.SHARE,
        name=_("Content after the visit"),
        meaning=_("Of the check-ins answered with one to five, how many were a four or a five."),
        formula=_("answers of 4 or 5 ÷ answers"),
        population=_(
            "Answers given in the period, by the day of the answer. Erased people are left out. Place and"
            " practitioner are those of the visit the answer is about."
        ),
        numerator=_("fours and fives"),
        denominator=_("answers"),
        rows=_("answer"),
        source="top two of five",
    ),
    Definition(
        id="nps",
        version=1,
        kind=Kind.SCORE,
        name=_("Net promoter score"),
        meaning=_(
            "Would you recommend us, 0 to 10? The share of nines and tens less the share of zeros to"
            " sixes, as a number between −100 and 100."
        ),
        formula=_("100 × (promoters − detractors) ÷ answers"),
        population=_(
            "The latest answer of each person in the period. Under ten answers there is no score. Erased people"
            " are left out. Place and practitioner are those of the visit the answer is about."
        ),
        numerator=_("promoters less detractors"),
        denominator=_("people who answered"),
        rows=_("answer"),
        source="interval: adjusted Wald, as compared by MeasuringU",
    ),
)
