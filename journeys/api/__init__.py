"""Journeys for programs: where each client stands, the way that led there, and moves by hand."""
