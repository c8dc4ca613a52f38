"""What everybody may see in a CKAN, exported without a token."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCTERMS, Graph

from tests.conftest import CkanBox
from tests.steps.small_department import write_department
from toolkit.cli.main import main

pytestmark = [pytest.mark.ckan, pytest.mark.slow]


def test_public_datasets_of_a_ckan_are_exported_and_staff_s_are_not(ckan_box: CkanBox, tmp_path: Path) -> None:
    workbook = write_department(tmp_path, "ausfuhr", 3, k3={"Zugang": "NON_PUBLIC", "Frei": "nein"})
    token = tmp_path / "token"
    token.write_text(ckan_box.token, encoding="utf-8")
    token.chmod(0o600)
    push = ("push", str(workbook), "--to", ckan_box.url, "--token-file", str(token), "--yes", "--create-organizations")
    assert main([*push, "--ledger", str(tmp_path / "ledger.sqlite")]) == 0
    file = tmp_path / "catalog.ttl"
    assert main(["export", "--from", ckan_box.url, "--to", str(file), "--base", "https://example.org"]) == 0
    graph = Graph().parse(file)
    found = {str(one) for one in graph.objects(None, DCTERMS.identifier)}
    assert {"ausfuhr:1", "ausfuhr:2"} <= found
    assert "ausfuhr:3" not in found
