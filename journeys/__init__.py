"""Journeys: where each client stands with the practice, from first hearing of it to coming back, or drifting away.

Owns        Journey, StageEntry
Announces   StageEntered
Words       stage: the column a client stands in; cadence: a client's own rhythm in days; lapsed: silent too long for it
"""
