"""A text and a mail as channels are given them."""

from datetime import UTC, datetime, timedelta

from followups.channels import Letter

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = Letter(
    token="7f3c",
    practice="willow",
    to="+13035550101",
    sender="+13035550199",
    text="See you on Tuesday: https://x.example/m/7f3c",
    callback="https://x.example/hooks/twilio/willow/status/7f3c",
    valid_until=NOON + timedelta(hours=2),
)
MAIL = Letter(
    token="7f3c",
    practice="willow",
    to="ana@example.com",
    sender="hello@willow.example",
    sender_name="Willow",
    heading="Your visit",
    text="See you on Tuesday.",
    html="<p>See you on Tuesday.</p>",
    reply_to="desk@willow.example",
)
