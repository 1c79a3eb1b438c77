"""Bringing clients in from a file somebody's old system wrote.

reading     bytes to rows: encoding, separator, limits
columns     which column is what, and how its dates and numbers are written
values      one cell to one value
"""
