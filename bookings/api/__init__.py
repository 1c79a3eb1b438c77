"""Bookings for programs: the catalogue, free times, visits and their money."""
