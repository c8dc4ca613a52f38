from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.mapping.small_inventory import codes, only, places, read_rows
from toolkit.model.grid import CellError, CellValue


class TestAnswers:
    def answer(self, spec: dict[str, Any], value: CellValue, **more: Any) -> str:
        read = read_rows({"Frage": spec}, ("Nr.", "Frage"), ("1", value), **more)
        return only(read).answers[spec["release"]].meaning

    @pytest.mark.parametrize(
        ("value", "meaning"),
        [
            ("ja", "public"),
            (" JA\N{NO-BREAK SPACE}", "public"),
            ("x", "public"),
            (True, "public"),
            (1, "public"),
            ("intern", "staff"),
            ("Nein", "nobody"),
            (False, "nobody"),
            (None, "unknown"),
            ("", "unknown"),
            ("-", "unknown"),
            ("vielleicht", "unknown"),
            ("ja?", "unknown"),
            (CellError("#REF!"), "unknown"),
        ],
    )
    def test_a_word_means_what_the_mapping_says_else_plain_yes_or_no(self, value: CellValue, meaning: str) -> None:
        assert self.answer({"release": "publish", "answers": {"Intern": "staff"}}, value) == meaning

    def test_the_mappings_own_words_come_before_yes_and_no(self) -> None:
        assert self.answer({"release": "personal_data", "answers": {"x": "no"}}, "x") == "no"

    @pytest.mark.parametrize(
        ("value", "meaning"),
        [
            ("01.03.2025", "yes"),
            (dt.datetime(2025, 3, 1), "yes"),  # noqa: DTZ001 (cells know no zone)
            ("ja", "yes"),
            ("Vorlage 12/2025", "unknown"),
            ("nein, erst 2026", "unknown"),
            ("ab 01.01.2030", "unknown"),
            ("31.02.2025", "unknown"),
            (45000, "unknown"),
            (None, "unknown"),
        ],
    )
    def test_a_date_signs_off_and_nothing_that_merely_holds_a_number_does(self, value: CellValue, meaning: str) -> None:
        assert self.answer({"release": "approved"}, value) == meaning

    def test_a_date_answers_no_other_question(self) -> None:
        assert self.answer({"release": "publish"}, "01.03.2025") == "unknown"

    def test_an_answer_keeps_its_words_and_its_cell(self) -> None:
        read = read_rows({"Frage": {"release": "publish"}}, ("Nr.", "Frage"), ("1", " Noch offen "))
        answer = only(read).answers["publish"]
        assert (answer.text, str(answer.cell)) == ("Noch offen", "inventar.xlsx › Daten › B2")
        assert only(read).columns["release.publish"].heading == "Frage"

    def test_an_answer_that_was_never_calculated_or_is_an_error_is_reported(self) -> None:
        rows = (("Nr.", "Frage"), ("1", None), ("2", CellError("#REF!")))
        read = read_rows({"Frage": {"release": "publish"}}, *rows, sheet={"uncached": frozenset({(2, 2)})})
        assert places(read.faults) == [("formula-uncached", "B2"), ("cell-error", "B3")]
        assert {one.answers["publish"].meaning for one in read.described} == {"unknown"}

    def test_the_mapping_can_answer_for_the_whole_inventory(self) -> None:
        read = read_rows({}, ("Nr.",), ("1",), top={"release": {"personal_data": "no"}})
        assert only(read).answers["personal_data"].meaning == "no"

    def test_a_cell_comes_before_the_answer_for_the_whole_inventory_even_if_it_is_empty(self) -> None:
        more = {"top": {"release": {"publish": "public"}}}
        assert self.answer({"release": "publish"}, None, **more) == "unknown"

    def test_a_question_is_asked_even_where_its_optional_column_is_missing(self) -> None:
        read = read_rows({"Freigabe": {"release": "approved", "optional": True}}, ("Nr.",), ("1",))
        assert only(read).answers["approved"].meaning == "unknown"

    @pytest.mark.parametrize(
        ("one", "other", "meaning"), [("ja", "x", "public"), ("ja", "nein", "unknown"), ("ja", None, "unknown")]
    )
    def test_two_columns_with_one_question_must_agree(self, one: CellValue, other: CellValue, meaning: str) -> None:
        columns = {"A": {"release": "publish"}, "B": {"release": "publish"}}
        read = read_rows(columns, ("Nr.", "A", "B"), ("1", one, other))
        assert only(read).answers["publish"].meaning == meaning
        assert codes(read.faults) == ([] if meaning == "public" else ["answers-differ"])
