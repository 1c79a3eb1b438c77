import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clients.rules import names, typos


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Zoë O'Neill-Łukasz", "zoe oneill lukasz"),
        ("Müller", "muller"),
        ("Strauß", "strauss"),
        ("Ærøskøbing", "aeroskobing"),
        ("Nguyễn Thị", "nguyen thi"),
        ("  Ana   María ", "ana maria"),
        ("Ольга", "ольга"),
        ("D’Angelo", "dangelo"),
        ("!!!", ""),
    ],
)
def test_a_name_is_searched_without_accents_capitals_and_signs(written, typed):
    assert names.fold(written) == typed


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert names.fold(names.fold(text)) == names.fold(text)


def test_a_full_name_is_taken_apart_at_its_last_word_or_its_comma():
    assert names.split_full_name("Ana Maria Lopez") == ("Ana Maria", "Lopez")
    assert names.split_full_name("Lopez, Ana Maria") == ("Ana Maria", "Lopez")
    assert names.split_full_name("Cher") == ("Cher", "")


def test_people_are_ordered_by_family_name_whatever_their_accents():
    assert sorted(["Zimt", "Önal", "Opitz"], key=lambda last: names.sort_key(last, "")) == [
        "Önal",
        "Opitz",
        "Zimt",
    ]


LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG_ENOUGH = st.text(LETTERS, min_size=5, max_size=14)


@given(
    LONG_ENOUGH,
    st.integers(0, 6),
    st.sampled_from(LETTERS),
    st.sampled_from(["wrong", "missing", "extra", "swapped"]),
)
def test_one_slip_in_the_first_letters_still_finds_the_name(word, place, letter, slip):
    place %= min(7, len(word) - 1)
    typed = {
        "wrong": word[:place] + letter + word[place + 1 :],
        "missing": word[:place] + word[place + 1 :],
        "extra": word[:place] + letter + word[place:],
        "swapped": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    }[slip]
    assume(len(typed) >= typos.SHORTEST)

    assert typos.shapes(word) & typos.shapes(typed)
    assert typos.near(typed, [word]) == [word]


def test_short_names_are_not_typos_of_one_another():
    assert typos.shapes("ian") == set()
    assert typos.near("anna", ["jens", "otto", "hans"]) == []


def test_a_word_has_few_shapes_however_long_it_is():
    assert len(typos.shapes("a" * 500)) <= typos.LETTERS + 2
    assert max(len(shape) for shape in typos.shapes("Wolfeschlegelsteinhausenbergerdorff")) == typos.LETTERS


def test_the_likeliest_name_comes_first():
    people = {
        1: "maria schmidt",
        2: "marla smith",
        3: "otto schmid",
        4: "maria schmidtke",
    }

    assert typos.ranked("maria schmidt", people)[0] == 1
    assert typos.ranked("schmid", people)[0] == 3
    assert set(typos.ranked("mraia", people)) == {1, 2, 3, 4}
