"""Where datasets go, and where the token comes from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.problem import Problem
from toolkit.steps.target import is_open_to_others, open_target, read_token


def test_a_folder_keeps_its_ledger_inside(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "catalogue"), None, None)
    assert isinstance(target.catalogue, FolderCatalogue)
    assert target.ledger == tmp_path / "catalogue" / "ledger.sqlite"


def test_the_environment_names_target_and_ledger_where_the_command_line_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTAND_TARGET", str(tmp_path / "one"))
    monkeypatch.setenv("BESTAND_LEDGER", "postgresql://localhost/ledger")
    assert open_target(None, None, None).catalogue.target.endswith("/one")
    assert open_target(None, None, None).ledger == "postgresql://localhost/ledger"
    assert open_target(str(tmp_path / "two"), None, None).catalogue.target.endswith("/two")


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(Problem, match="ftp://"):
        open_target("ftp://example.org", None, None)


def test_the_token_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text("from-file\n", encoding="utf-8")
    assert read_token(file, {"BESTAND_TOKEN": "from-environment"}) == "from-file"
    assert read_token(None, {"BESTAND_TOKEN": "from-environment"}) == "from-environment"
    with pytest.raises(Problem, match="none was given"):
        read_token(None, {})


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_token_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "token"
    file.write_text("secret", encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(Problem, match="others may read") as refused:
        read_token(file, {})
    assert "secret" not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
@pytest.mark.parametrize(
    ("owner", "mode", "is_open"),
    [
        (0, 0o600, False),
        (0, 0o400, False),
        (0, 0o440, True),
        (1, 0o440, False),
        (1, 0o640, False),
        (1, 0o660, True),
        (1, 0o444, True),
        (1, 0o404, True),
    ],
)
def test_only_somebody_else_s_token_file_may_be_readable_for_its_group(owner: int, mode: int, is_open: bool) -> None:
    """Kubernetes mounts a secret as root:fsGroup with 0440; a file of our own stays for us alone."""
    assert is_open_to_others(0o100000 | mode, os.geteuid() + owner) is is_open


def test_a_profile_that_does_not_exist_is_refused_before_the_token_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BESTAND_TOKEN", raising=False)
    with pytest.raises(Problem, match="there is no profile “ckan-dcta”"):
        open_target("http://127.0.0.1:9", None, None, "ckan-dcta")


def test_the_environment_names_a_profile_where_the_command_line_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BESTAND_TOKEN", raising=False)
    monkeypatch.setenv("BESTAND_PROFILE", "erfunden")
    with pytest.raises(Problem, match="there is no profile “erfunden”"):
        open_target("http://127.0.0.1:9", None, None)
    with pytest.raises(Problem, match="needs an API token"):
        open_target("http://127.0.0.1:9", None, None, "auto")


def test_a_folder_has_no_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BESTAND_PROFILE", "erfunden")
    assert isinstance(open_target(str(tmp_path), None, None).catalogue, FolderCatalogue)
