"""How each derived table is counted: one SELECT each, the same for one person, one day and the whole.

Every recipe takes %(practice)s. Those of people also take %(people)s, those of days %(days)s; both forms come
from one text, so that what is counted again by parts cannot differ from what is counted at once.
"""

from metrics.recipes.days import OUTCOMES, TAKINGS
from metrics.recipes.people import PERSONS, ROOTS, VISITS
from metrics.recipes.recipe import Recipe
from metrics.recipes.sums import ACTIVE, COHORTS, DAILIES, GAPS

__all__ = ["OF_DAYS", "OF_PEOPLE", "OF_VISITS", "RECIPES", "ROOTS", "VERSION", "Recipe"]

VERSION = 2  # of all definitions together: another number counts every practice again

OF_PEOPLE = (VISITS, PERSONS)
OF_VISITS = (DAILIES, COHORTS, GAPS, ACTIVE)
OF_DAYS = (OUTCOMES, TAKINGS)
RECIPES = (VISITS, *OF_VISITS, PERSONS, *OF_DAYS)  # in the order in which they rest on one another
