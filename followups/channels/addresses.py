"""Where our calls may go. A base address that anybody could set would be a way to carry messages off."""

from urllib.parse import urlsplit

ALLOWED = {
    "twilio": ("api.twilio.com",),
    "sendgrid": ("api.sendgrid.com", "api.eu.sendgrid.com"),
}


class AddressRefused(ValueError):
    """A provider's base address is not one we may call in production."""


def checked(base_url: str, *, provider: str, is_production: bool) -> str:
    """The base address, if calls may go there: in production only https and the provider's own hosts.

    Raises      AddressRefused
    """
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressRefused(f"{base_url!r} is not a web address.")
    if is_production and (parts.scheme != "https" or not _is_known(parts.hostname, provider)):
        raise AddressRefused(f"{parts.hostname} is not a host of {provider}, or the address is not https.")
    return base_url.rstrip("/")


def _is_known(host: str, provider: str) -> bool:
    """Twilio's regional hosts read api.<edge>.<region>.twilio.com."""
    return host in ALLOWED[provider] or (
        provider == "twilio" and host.startswith("api.") and host.endswith(".twilio.com")
    )
