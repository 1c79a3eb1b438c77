"""The arithmetic of the numbers: plain values in, plain values out, nothing of Django."""
