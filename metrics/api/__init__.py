"""The numbers for programs: each with what it counted, how sure it is, and the rows behind it."""
