"""What follows when an endpoint stays deaf."""

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from practices.events import EndpointDisabled
from practices.models import Event, Member, WebhookEndpoint


def tell_owners(fact: EndpointDisabled, event: Event) -> None:
    """Every owner gets a letter: what stopped, why, and that what was missed can be replayed.

    In the language of the practice. Whoever switched it off by hand knows already.
    """
    if event.actor_id is not None:
        return
    endpoint = WebhookEndpoint.objects.get(pk=fact.endpoint_id)
    owners = Member.objects.filter(role=Member.Role.OWNER, left_at=None, user__isnull=False)
    with translation.override(event.practice.language):
        title = _("A webhook of yours has been switched off")
        letter = _(
            "We stopped telling %(url)s what happens at %(practice)s, because %(because)s.\n\n"
            "When it works again, enable it under Settings, Webhooks. What it missed can be replayed from there."
        ) % {
            "url": endpoint.url,
            "practice": event.practice.name,
            "because": WebhookEndpoint.Because(fact.because).label,
        }
    for owner in owners.select_related("user"):
        send_mail(title, letter, None, [owner.user.email])
