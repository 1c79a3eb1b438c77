import pytest

from followups.rules.segments import Size, measure, plain


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", Size("GSM-7", 0, 1)),
        ("a" * 160, Size("GSM-7", 160, 1)),
        ("a" * 161, Size("GSM-7", 161, 2)),
        ("a" * 306, Size("GSM-7", 306, 2)),
        ("a" * 307, Size("GSM-7", 307, 3)),
        ("€" * 80, Size("GSM-7", 160, 1)),
        ("€" * 81, Size("GSM-7", 162, 2)),
        ("é" * 160, Size("GSM-7", 160, 1)),
        ("ç" + "a" * 69, Size("UCS-2", 70, 1)),
        ("ç" + "a" * 70, Size("UCS-2", 71, 2)),
        ("ü" * 134 + "ê", Size("UCS-2", 135, 3)),
        ("👍" * 35, Size("UCS-2", 70, 1)),
        ("👍" * 36, Size("UCS-2", 72, 2)),
    ],
)
def test_an_sms_is_charged_by_its_parts(text, size):
    assert measure(text) == size


def test_an_escaped_sign_is_not_torn_over_two_parts():
    # 152 + 2 would leave one septet in the first part: the euro moves whole, and 153 + 153 no longer suffice.
    assert measure("a" * 152 + "€" + "a" * 152) == Size("GSM-7", 306, 3)


def test_typographic_signs_become_plain_ones_so_the_text_stays_cheap():
    text = plain("“Don’t be late” – see you…")

    assert text == '"Don\'t be late" - see you...'
    assert measure(text).encoding == "GSM-7"
