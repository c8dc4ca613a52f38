"""Where the targets of a configuration get their token and their ledger from."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.problem import Problem
from toolkit.steps.configuration import TargetSettings, parse_configuration
from toolkit.steps.connection import find_ledger, find_token, open_configured


def settings(folder: Path, *lines: str, to: str = "https://ckan.example.org") -> TargetSettings:
    text = "\n".join([f'[targets.portal]\nto = "{to}"', *lines, '[inventories.amt]\nfiles = "amt.xlsx"'])
    return parse_configuration(text, folder / "bestand.toml", {}).targets[0]


def test_the_token_comes_from_its_file_its_variable_or_the_usual_one(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text("from-file\n", encoding="utf-8")
    environ = {"CKAN": " from-variable\n", "BESTAND_TOKEN": "usual"}
    assert find_token(settings(tmp_path, 'token_file = "token"'), environ) == "from-file"
    assert find_token(settings(tmp_path, 'token_env = "CKAN"'), environ) == "from-variable"
    assert find_token(settings(tmp_path), environ) == "usual"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('token_env = "CKAN"', "the target portal needs an API token, and CKAN is not set"),
        ("", "the target portal needs an API token, and BESTAND_TOKEN is not set"),
        ('token_file = "empty"', "the token file .*empty is empty"),
        ('token_file = "gone"', "the token file .*gone cannot be read"),
    ],
)
def test_a_token_that_is_missing_is_a_problem(tmp_path: Path, line: str, sentence: str) -> None:
    (tmp_path / "empty").touch(mode=0o600)
    environ = {"BESTAND_TOKEN": "usual"} if line else {}
    with pytest.raises(Problem, match=sentence):
        find_token(settings(tmp_path, line), environ)


def test_the_ledger_is_a_file_a_variable_or_the_usual_place(tmp_path: Path) -> None:
    url = "postgresql+psycopg://bestand@db/bestand"
    assert find_ledger(settings(tmp_path, 'ledger = "l.sqlite"'), {}) == tmp_path / "l.sqlite"
    assert find_ledger(settings(tmp_path, 'ledger_env = "L"'), {"L": url}) == url
    assert find_ledger(settings(tmp_path, 'ledger_env = "L"'), {"L": "/var/l.sqlite"}) == Path("/var/l.sqlite")
    assert find_ledger(settings(tmp_path), {"BESTAND_LEDGER": url}) == url
    assert find_ledger(settings(tmp_path), {}) is None
    with pytest.raises(Problem, match="the ledger of portal stands in the variable L, which is not set"):
        find_ledger(settings(tmp_path, 'ledger_env = "L"'), {})


def test_a_folder_needs_no_token_and_keeps_its_ledger_inside(tmp_path: Path) -> None:
    target = open_configured(settings(tmp_path, to="katalog"), {})
    assert isinstance(target.catalogue, FolderCatalogue)
    assert target.ledger == tmp_path / "katalog" / "ledger.sqlite"
