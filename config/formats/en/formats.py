"""English: 9:00 AM in a column of times, not "9 a.m." beside "noon"."""

TIME_FORMAT = "g:i A"
DATE_FORMAT = "M j, Y"
SHORT_DATE_FORMAT = "M j, Y"
DATETIME_FORMAT = "M j, Y, g:i A"
SHORT_DATETIME_FORMAT = "M j, Y, g:i A"
