"""Bringing past visits in from a file somebody's old system wrote; `clients.importing` reads the file."""
