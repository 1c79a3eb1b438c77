"""Rules of booking on plain values: no queries, no clock, no Django."""
