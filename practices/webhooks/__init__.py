"""Webhooks out: other programs hear what happened, signed, in order per client, until they have heard it.

Source      Standard Webhooks (standardwebhooks.com), features.md F94
"""
