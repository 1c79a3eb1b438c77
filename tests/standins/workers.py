"""Worker processes to kill: `python -m tests.standins.workers ours|naive` starts one for each line it reads.

Everything is imported once and then forked, so that a new worker stands after a few milliseconds, as a supervisor
would have it. Each one does what the bell makes a worker do, again and again, until it is killed.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime


def ours():
    from followups.tasks import reconcile_lost_messages, send_due_messages

    while True:
        if not send_due_messages() + reconcile_lost_messages():
            time.sleep(0.05)


def naive():
    """The control: what is due is sent and then marked, in one transaction; whatever went wrong is tried again."""
    from django.utils import timezone

    from followups.channels import Failure, Letter
    from followups.channels.chosen import channel_for
    from followups.models import Message
    from practices.models import Practice
    from practices.tenancy import visit

    practice = Practice.objects.get()
    while True:
        with visit(practice):
            due = Message.objects.due(timezone.now()).select_for_update(skip_locked=True).order_by("due_at")
            messages = list(due[:5])
            for message in messages:
                letter = Letter(
                    token=str(message.token), practice=practice.slug, to=message.to, sender="+13035550199",
                    text=str(message.token),
                )  # fmt: skip
                try:
                    provider_id = channel_for("sms").send(letter, at=timezone.now())
                except Failure:
                    continue
                Message.objects.filter(pk=message.pk).update(status="accepted", provider_id=provider_id)
        time.sleep(0 if messages else 0.05)


def warm_up():
    """Load what a worker loads at its first message: the SDK, the URLs, a language, a template, a country."""
    import uuid

    import twilio.base.exceptions
    import twilio.rest  # noqa: F401
    from django.template.loader import get_template

    import practices.tasks  # noqa: F401
    from clients.rules.phones import may_text
    from followups.composing import pattern_of, spoken
    from followups.links import public

    public("followups:message", "willow", uuid.uuid4())
    pattern_of("en_US", is_long=False)
    spoken(
        datetime.now(UTC), zone="America/New_York", theirs="America/New_York", locale="en_US", is_long=True
    )
    get_template("messages/reminder_sms/sms.en.txt")
    may_text("+13035550123")


def main(work):
    import django

    django.setup()
    warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            work()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main({"ours": ours, "naive": naive}[sys.argv[1]])
