"""Journeys: where each client stands with the practice, from first hearing of it to coming back, or drifting away.

Owns        Journey, StageEntry, Usual
Announces   StageEntered
Reacts to   every fact of a visit, a payment or an answer: the client goes where the facts now say
Words       stage: the column a client stands in; by hand: moved against the facts, until the next fact;
            cadence: a client's own rhythm in days; stalled: too long in a stage with nothing planned;
            lapsed: silent too long for their rhythm
"""
