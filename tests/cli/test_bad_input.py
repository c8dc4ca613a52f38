"""What a person sees when something cannot be used: two lines, an exit code, no traceback, and nothing written."""

from __future__ import annotations

import http.server
import json
import shutil
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
MAPPINGS = Path(__file__).parents[2] / "mappings" / "inventories"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A copy of a good workbook."""
    return Path(shutil.copy(SAMPLES / "verkehrsamt.xlsx", tmp_path))


@pytest.fixture
def complaint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Run a command that must fail; gives its exit code and what it complained of, in one line."""

    def run(*arguments: object) -> tuple[int, str]:
        before = sorted(tmp_path.rglob("*"))
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        assert printed.out == ""
        assert printed.err.startswith("error:")
        assert "→" in printed.err
        assert sorted(tmp_path.rglob("*")) == before, "nothing may be written"
        return code, " ".join(printed.err.split())

    return run


def test_a_path_that_is_no_workbook(tmp_path: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    file = tmp_path / "verkehrsamt.xlsx"
    file.write_text("<html><body>Anmeldung</body></html>", encoding="utf-8")
    code, said = complaint("check", file)
    assert code == 1
    assert "verkehrsamt.xlsx" in said


def test_a_missing_file_and_a_folder(tmp_path: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    assert complaint("check", tmp_path / "fehlt.xlsx")[0] == 1
    assert complaint("check", tmp_path, "--mapping", "verkehrsamt")[0] == 1


def test_an_encrypted_workbook(tmp_path: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    file = tmp_path / "verkehrsamt.xlsx"
    # The head of an OLE2 file whose directory names the stream that only encrypted workbooks have.
    sector = bytearray(512 * 4)
    sector[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    name = "EncryptedPackage".encode("utf-16-le")
    sector[1024 : 1024 + len(name)] = name
    file.write_bytes(bytes(sector))
    code, said = complaint("check", file)
    assert code == 1
    assert "password" in said


def test_a_damaged_workbook(workbook: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    workbook.write_bytes(workbook.read_bytes()[:9000])
    code, said = complaint("check", workbook)
    assert code == 1
    assert "damaged" in said


def test_a_workbook_that_unpacks_to_too_much(workbook: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    with (
        zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet99.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(40):
            part.write(b" " * (4 * 1024 * 1024))
    assert workbook.stat().st_size < 3_000_000
    assert complaint("check", workbook)[0] == 1


def test_a_missing_sheet_names_the_nearest(workbook: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Datensätze"].title = "Datensätze 2025"
    book.save(workbook)
    code, said = complaint("check", workbook)
    assert code == 4
    assert "“Datensätze” is missing" in said
    assert "“Datensätze 2025”" in said


def test_a_missing_column_names_the_nearest(workbook: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Datensätze"]["N2"] = "Lizenzen"
    book.save(workbook)
    code, said = complaint("plan", workbook, "--to", workbook.parent / "catalogue")
    assert code == 4
    assert "the column “Lizenz” is missing" in said
    assert "Lizenzen" in said


def test_an_empty_table(workbook: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Datensätze"].delete_rows(3, 60)
    book.save(workbook)
    code, said = complaint("push", workbook, "--to", workbook.parent / "catalogue", "--yes")
    assert code == 4
    assert "empty" in said


def test_a_mapping_with_an_unknown_key_names_line_and_nearest_key(
    workbook: Path, tmp_path: Path, complaint: Callable[..., tuple[int, str]]
) -> None:
    text = (MAPPINGS / "verkehrsamt.yaml").read_text(encoding="utf-8")
    mapping = tmp_path / "meine.yaml"
    mapping.write_text(text.replace("organization:", "organisation:"), encoding="utf-8")
    code, said = complaint("check", workbook, "--mapping", mapping)
    assert code == 1
    assert "meine.yaml, line 6" in said
    assert "“organization”" in said


def test_a_mapping_that_is_not_there_names_those_that_are(
    workbook: Path, complaint: Callable[..., tuple[int, str]]
) -> None:
    code, said = complaint("check", workbook, "--mapping", "hochbauamt")
    assert code == 1
    assert "gruenes-amt" in said


def test_a_plan_that_is_none(tmp_path: Path, complaint: Callable[..., tuple[int, str]]) -> None:
    file = tmp_path / "plan.json"
    file.write_text('{"changes": 3}', encoding="utf-8")
    assert complaint("push", file, "--to", tmp_path / "catalogue", "--yes")[0] == 1


def test_an_unknown_language_option_and_command(complaint: Callable[..., tuple[int, str]]) -> None:
    assert complaint("--lang", "fr", "check")[0] == 2
    assert complaint("check", "--frobnicate")[0] == 2
    assert complaint("chekc")[0] == 2
    assert complaint("check")[0] == 2


class TestACkanThatCannotBeUsed:
    """Before anything is written, the target is asked whether it can be used at all."""

    @pytest.fixture(autouse=True)
    def _token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BESTAND_TOKEN", "not-a-real-token")

    @pytest.fixture
    def page(self) -> Iterator[str]:
        """The address of a web server that answers every request with a log-in page."""

        class LogInPage(http.server.BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = b"<html><head><title>Anmeldung</title></head></html>"
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = _answer  # noqa: N815 (the server's own names)

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), LogInPage)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        server.server_close()

    def test_it_is_down(self, workbook: Path, complaint: Callable[..., tuple[int, str]]) -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
        code, said = complaint("plan", workbook, "--to", f"http://127.0.0.1:{port}")
        assert code == 1
        assert str(port) in said
        assert "not-a-real-token" not in said

    def test_it_answers_html(self, workbook: Path, page: str, complaint: Callable[..., tuple[int, str]]) -> None:
        code, said = complaint("plan", workbook, "--to", page)
        assert code == 1
        assert "Anmeldung" in said

    def test_no_token_was_given(
        self, workbook: Path, monkeypatch: pytest.MonkeyPatch, complaint: Callable[..., tuple[int, str]]
    ) -> None:
        monkeypatch.delenv("BESTAND_TOKEN")
        code, said = complaint("plan", workbook, "--to", "http://127.0.0.1:9")
        assert code == 1
        assert "--token-file" in said

    def test_others_may_read_the_token_file(
        self, workbook: Path, tmp_path: Path, complaint: Callable[..., tuple[int, str]]
    ) -> None:
        file = tmp_path / "token"
        file.write_text("not-a-real-token", encoding="utf-8")
        file.chmod(0o644)
        code, said = complaint("plan", workbook, "--to", "http://127.0.0.1:9", "--token-file", file)
        assert code == 1
        assert "chmod 600" in said
        assert "not-a-real-token" not in said

    @pytest.mark.ckan
    def test_it_rejects_the_token(
        self, workbook: Path, request: pytest.FixtureRequest, complaint: Callable[..., tuple[int, str]]
    ) -> None:
        box = request.getfixturevalue("ckan_box")
        code, said = complaint("plan", workbook, "--to", box.url)
        assert code == 1
        assert "token" in said
        assert "not-a-real-token" not in said

    @pytest.mark.ckan
    def test_it_lacks_the_organisation(
        self,
        workbook: Path,
        tmp_path: Path,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        box = request.getfixturevalue("ckan_box")
        monkeypatch.setenv("BESTAND_TOKEN", box.token)
        text = (MAPPINGS / "verkehrsamt.yaml").read_text(encoding="utf-8")
        mapping = tmp_path / "meine.yaml"
        mapping.write_text(
            text.replace("name: verkehrsamt", "name: tiefbauamt").replace(
                "inventory: verkehrsamt", "inventory: tiefbau"
            ),
            encoding="utf-8",
        )
        arguments = ["plan", str(workbook), "--to", box.url, "--mapping", str(mapping), "--json"]
        assert main([*arguments, "--ledger", str(tmp_path / "ledger.sqlite")]) == 0
        plan = json.loads(capsys.readouterr().out)
        assert {change["kind"] for change in plan["changes"]} == {"blocked"}
        reasons = {str(change["reason"]["values"]) for change in plan["changes"]}
        assert any("tiefbauamt" in reason for reason in reasons)
