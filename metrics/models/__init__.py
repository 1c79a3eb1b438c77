from metrics.models.derived import Active, Cohort, Counted, Daily, Gap, Outcome, Person, Takings, Visit
from metrics.models.facts import VisitFact
from metrics.models.marks import Built, Dirty

__all__ = [
    "Active",
    "Built",
    "Cohort",
    "Counted",
    "Daily",
    "Dirty",
    "Gap",
    "Outcome",
    "Person",
    "Takings",
    "Visit",
    "VisitFact",
]
