"""The pages of a busy practice that the tests ask for: some days, one place, one pair of hands."""

from datetime import timedelta

from metrics.queries.scope import scope_of

FILTERS = ["everything", "one place", "one practitioner", "both", "an earlier quarter"]


def scope_for(history, which="everything", **more):
    place, hand = history.places[1], history.hands[0].pk
    more = {
        "everything": {"days": 90},
        "one place": {"days": 90, "location": place},
        "one practitioner": {"days": 120, "practitioner_id": hand},
        "both": {"days": 150, "location": place, "practitioner_id": hand},
        "an earlier quarter": {
            "start": (history.now - timedelta(days=160)).date(),
            "end": (history.now - timedelta(days=70)).date(),
        },
    }[which] | more
    return scope_of(history.practice, history.places, at=history.now, **more)
