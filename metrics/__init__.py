"""Metrics: what the numbers say, counted from the record and never from memory.

Owns        VisitFact (frozen), Visit, Person, Daily, Outcome, Takings, Cohort, Gap, Active (derived), Dirty
Announces   nothing
Reacts to   everything that changes a visit, a payment or a person: it marks what must be counted again
Words       frozen: written once, at its moment, and never changed by what comes later
            derived: can be thrown away and counted again to the same rows
            ripe: its whole window has been lived through (rules/periods.py)
            person: a client after merges, see recipes/people.py
"""
