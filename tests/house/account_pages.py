"""People as the pages of an account show them: one with every second step, one with none and without a password."""

from hashlib import sha256
from time import time

from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from practices.models import User
from tests.factories import make_user


def with_every_step(user: User) -> User:
    """An authenticator app, recovery codes and a passkey."""
    verified(user)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    WebAuthn.add(user, "My phone", _credential())
    return user


def with_nothing_but_an_address() -> User:
    user = verified(make_user("Bea", "elsewhere"))
    user.set_unusable_password()
    user.save()
    return user


def verified(user: User) -> User:
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def signed_in(user: User | None) -> Client:
    """A browser of somebody who has just given the password, or of a stranger."""
    browser = Client()
    if user is not None:
        browser.force_login(user)
        session = browser.session
        session["account_authentication_methods_user"] = user_id_to_str(user)
        given = {"method": "password", "at": time(), "reauthenticated": True}
        session["account_authentication_methods"] = [given]
        session.save()
    return browser


def _credential() -> dict[str, object]:
    """What a browser sends when a passkey is made."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(aaguid=b"\0" * 16, credential_id=b"my phone", public_key=key)
    present = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    of = AuthenticatorData.create(sha256(b"127.0.0.1").digest(), present, 0, made)
    return {
        "id": websafe_encode(b"my phone"),
        "rawId": websafe_encode(b"my phone"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(b'{"type":"webauthn.create","challenge":"","origin":""}'),
            "attestationObject": websafe_encode(AttestationObject.create("none", of, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
