from metrics.actions.check import check
from metrics.actions.freeze import freeze_closed_visits, freeze_visit, ripen, void_visit
from metrics.actions.marks import mark, mark_everything, mark_payments_for
from metrics.actions.rebuild import differences, rebuild
from metrics.actions.refresh import refresh

__all__ = [
    "check",
    "differences",
    "freeze_closed_visits",
    "freeze_visit",
    "mark",
    "mark_everything",
    "mark_payments_for",
    "rebuild",
    "refresh",
    "ripen",
    "void_visit",
]
