"""Two texts word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.reports.worddiff import Mark, build_marks

WORDS = st.lists(st.sampled_from(["Baum", "Weg", "und", "Amt", ",", "Straße"]), max_size=40).map(" ".join)


def joined(marks: tuple[Mark, ...], *kinds: str) -> list[str]:
    return "".join(mark.text for mark in marks if mark.kind in kinds).split()


def test_a_repeated_passage_is_not_taken_for_its_double() -> None:
    text = "Die Daten werden jährlich erhoben und ergänzt. " * 2
    marks = build_marks(text, text.replace("jährlich", "monatlich", 1))
    assert [(mark.kind, mark.text.strip()) for mark in marks if mark.kind in {"gone", "new"}] == [
        ("gone", "jährlich"),
        ("new", "monatlich"),
    ]


def test_what_stayed_is_left_out_but_for_a_few_words() -> None:
    head, tail = (" ".join(f"{name}{number}" for number in range(100)) for name in ("a", "b"))
    kinds = [mark.kind for mark in build_marks(f"{head} alt {tail}", f"{head} neu {tail}")]
    assert kinds == ["gap", "same", "gone", "new", "same", "gap"]


def test_a_middle_that_stayed_is_left_out_too() -> None:
    middle = " ".join(f"m{number}" for number in range(100))
    kinds = [mark.kind for mark in build_marks(f"eins {middle} zwei", f"drei {middle} vier")]
    assert kinds == ["gone", "new", "same", "gap", "same", "gone", "new"]


def test_a_short_stretch_that_stayed_is_whole() -> None:
    middle = " ".join(f"m{number}" for number in range(20))
    assert "gap" not in {mark.kind for mark in build_marks(f"eins {middle} zwei", f"drei {middle} vier")}


def test_texts_with_little_in_common_are_not_compared() -> None:
    assert build_marks("a b c d e f g", "a x y z u v w") == ()
    assert build_marks("", "") == ()


def test_a_text_that_repeats_itself_is_shown_as_a_whole() -> None:
    marks = build_marks("eins " + "wort " * 200 + "a", "zwei " + "wort " * 201 + "b")
    assert [mark.kind for mark in marks] == ["gone", "new"]


@given(WORDS, WORDS)
def test_what_stayed_and_what_went_make_the_old_text_and_the_others_the_new(before: str, after: str) -> None:
    marks = build_marks(before, after)
    if marks and all(mark.kind != "gap" for mark in marks):
        assert joined(marks, "same", "gone") == before.split()
        assert joined(marks, "same", "new") == after.split()
