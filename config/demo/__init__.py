"""The demo: three practices that do not exist, with two years behind them and a full day before them.

The story is the same every time and hangs on today: chance is seeded, days are counted back from now. It is
written in three steps, so that each can be read on its own:

    plans       who works there, what they sell, who comes (willow, cedar, juniper)
    lives       what happened: plain values only, no database (lives, diary, outcomes)
    rows        the same as rows, in bulk; then the numbers are counted from them as everywhere else

Every name, number and address is made up: +1 … 555 01xx, +44 7700 900xxx and +49 171 39200xx are kept free for
fiction, and the domains end in .example.
"""
