"""What follows what. urls.py maps requests to views; this maps facts to reactions, in order.

Reactions run in the transaction of the fact. They are total: missing data means "nothing to do",
and only bugs raise. They never leave the database.
"""

from practices.events import Reactions

REACTIONS: Reactions = {}
