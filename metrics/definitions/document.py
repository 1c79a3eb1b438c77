"""docs/metrics.md, written from the definitions the product computes by."""

import textwrap

from django.utils import translation

from metrics.definitions import CLIENTS, SATISFACTION, VISITS
from metrics.definitions.definition import Definition
from metrics.recipes import VERSION

HEAD = f"""\
# What the numbers mean

Written by `manage.py describe_metrics` from the code that computes them; a test fails when the two differ.
All definitions together are version {VERSION}: another version counts every practice again from its record.

## Rules that hold for every number

- **Day**: the date on the wall of the place where the visit was. "Within 90 days" is a difference of such dates,
  1 to 90. **Hours** are elapsed, whatever the clocks do that night.
- **Visit**: one person on one day with at least one completed appointment. Two services on a day are one visit;
  it belongs to the place and the practitioner of the day's first appointment.
- **Person**: a client after all merges. Erased people keep their days and their money in the sums and are in no
  number about people.
- **Ripe**: a first visit is counted in a 90-day number when all 90 days are over, and only then. What is left out
  is shown beside the number.
- **Frozen**: whether a visit was rebooked is decided 24 hours after it ended and never changes; what still stands
  today is shown beside it.
- **Sure**: a rate has its Wilson interval with 95 % certainty; under 20 cases the counts are shown, not a
  percentage; the net promoter score has the adjusted Wald interval and needs ten answers.
- **Arrow**: drawn only when the interval of the change from the period before excludes zero (Newcombe for rates,
  Poisson for counts, the spread of the days for money). Counts and money are compared only with a period that the
  record reaches back over as a whole: days before the first appointment are unknown, not zero.
- **Behind each number** is the list of its rows, and the list is as long as the number says.
- **Any time again**: `manage.py rebuild_metrics --practice <slug>` counts everything from the record;
  with `--check` it only says whether a single row differs.
"""

GROUPS = (("People", CLIENTS), ("Visits and money", VISITS), ("What people said", SATISFACTION))


def document() -> str:
    with translation.override("en"):
        parts = [HEAD]
        for title, definitions in GROUPS:
            parts.append(f"## {title}\n")
            parts += [_entry(definition) for definition in definitions]
    return "\n".join(parts)


def _entry(definition: Definition) -> str:
    lines = [
        f"### {definition.name}\n",
        f"`{definition.id}`, definition {definition.version}\n",
        f"{definition.meaning}\n",
        f"- Formula: {definition.formula}",
        f"- Who and what: {definition.population}",
    ]
    if definition.ripeness:
        lines.append(f"- When it counts: {definition.ripeness}")
    lines.append(f"- Rows behind it: each {definition.rows}")
    if definition.source:
        lines.append(f"- Source: {definition.source}")
    return "\n".join(_wrapped(line) for line in lines) + "\n"


def _wrapped(line: str) -> str:
    if line.startswith(("#", "`")):
        return line
    indent = "  " if line.startswith("- ") else ""
    ending = "\n" if line.endswith("\n") else ""
    return "\n".join(textwrap.wrap(line.strip(), 110, subsequent_indent=indent)) + ending
