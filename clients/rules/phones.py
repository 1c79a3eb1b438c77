"""Telephone numbers in the one form that can be dialled from anywhere (E.164)."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from clients.rules.trouble import Trouble, Troubled

_PREMIUM = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
}
_NOT_TEXTED = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.VOIP,
    PhoneNumberType.TOLL_FREE,
}
_EXTENSION = re.compile(
    r"(?:\d|\s)(?:ext|extn|extension|durchwahl|poste|x|#|;ext=)\.?\s*\d{1,7}\s*$",
    re.IGNORECASE,
)
_SHORTENED_BY_A_SPREADSHEET = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
# Ranges kept free for stories and films; libphonenumber calls some of them invalid.
# Source      Ofcom, "Telephone numbers for use in TV and radio drama"; ARCEP decision 2018-0881
_FICTIONAL = re.compile(r"^\+(?:447700900\d{3}|3363998\d{4}|33[1-5]9900\d{4})$")


def normal_phone(written: str, *, region: str) -> str:
    """The number as +<country><number>, whatever signs, spaces or digits it was written with.

    region      ISO country of the practice, for numbers written without country code
    Refuses     phone_letters, phone_extension, phone_shortened, phone_premium, phone_invalid
    """
    digits = _western(written).strip().lstrip("'").strip().removeprefix("tel:")
    if _SHORTENED_BY_A_SPREADSHEET.match(digits):
        raise Troubled(Trouble("phone_shortened", value=written))
    if _EXTENSION.search(digits):
        raise Troubled(Trouble("phone_extension", value=written))
    if any(sign.isalpha() for sign in digits):
        raise Troubled(Trouble("phone_letters", value=written))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    # "+44 (0)20 …" carries both the country code and the zero that replaces it.
    return _checked(re.sub(r"^(\+\d{1,3}\s*)\(0\)", r"\1", digits), region, written)


def _checked(digits: str, region: str, written: str) -> str:
    try:
        number = phonenumbers.parse(digits, region)
    except NumberParseException as unreadable:
        raise Troubled(Trouble("phone_invalid", value=written)) from unreadable
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if _FICTIONAL.match(dialled):
        return dialled
    if not phonenumbers.is_valid_number(number):
        raise Troubled(Trouble("phone_invalid", value=written))
    if phonenumbers.number_type(number) in _PREMIUM:
        raise Troubled(Trouble("phone_premium", value=written))
    return dialled


@lru_cache(maxsize=8192)
def may_text(e164: str) -> bool:
    """Whether a text message can arrive there: a landline takes calls only."""
    if _FICTIONAL.match(e164):
        return e164.startswith(("+447", "+336"))
    try:
        return phonenumbers.number_type(phonenumbers.parse(e164)) not in _NOT_TEXTED
    except NumberParseException:
        return False


def spoken_phone(e164: str, *, region: str = "") -> str:
    """The number as people of that country write it; with the country code for all others."""
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    at_home = region and phonenumbers.region_code_for_number(number) == region
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if at_home else style.INTERNATIONAL)


def phone_words(e164: str) -> list[str]:
    """The digits a search may begin with: with and without country code, and from the end."""
    if not e164:
        return []
    whole = e164.lstrip("+")
    try:
        national = str(phonenumbers.parse(e164).national_number)
    except NumberParseException:
        national = whole
    return list(dict.fromkeys([whole, national, backwards(whole)]))


def backwards(digits: str) -> str:
    """The last digits first, marked so that no other number begins so."""
    return "~" + digits[::-1]


def typed_digits(text: str) -> str:
    """The digits of something that looks like a telephone number; nothing otherwise."""
    western = _western(text)
    if not re.fullmatch(r"[\d\s()+./–-]{3,}", western):
        return ""
    return re.sub(r"\D", "", western)


def _western(text: str) -> str:
    """Arabic-Indic, Devanagari, full-width … digits as 0–9."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else "+" if sign == "＋" else sign for sign in text
    )
