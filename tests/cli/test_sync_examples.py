"""The examples in docs/examples: they can be read by what they are for, and every command in them is one of ours."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from toolkit.cli.app import build_app
from toolkit.cli.console import Console
from toolkit.reports.language import Translator
from toolkit.steps.configuration import parse_configuration

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PAGE = Path(__file__).parents[2] / "docs" / "sync.md"


def text(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def find_commands(page: str) -> list[list[str]]:
    """Find the command lines of bestand in any text: whatever follows the program's name up to the end of the line."""
    found = re.findall(
        r"^(?:[^#\n]*?[\s/=$])?bestand(?:\.exe)? +((?:sync|plan|history|check|push|undo)\b[^\n`]*)", page, re.MULTILINE
    )
    return [shlex.split(re.split(r"\s+[>|&#]|;", line)[0]) for line in found]


def parse(arguments: list[str]) -> None:
    """Run arguments through the command line's own parser without carrying anything out."""
    group: Any = get_command(build_app(Console(Translator("en"))))
    context = group.make_context("bestand", list(arguments), resilient_parsing=False)
    name, command, rest = group.resolve_command(context, [*context._protected_args, *context.args])
    command.make_context(name, rest, parent=context)


COMMANDS = [
    *(("cron", line) for line in find_commands(text("bestand-sync.sh"))),
    *(("systemd", line) for line in find_commands(text("bestand-sync.service"))),
    *(("gitlab", line) for line in find_commands(text("gitlab-ci.yml"))),
    *(("page", line) for line in find_commands(PAGE.read_text(encoding="utf-8"))),
]


def test_the_commands_are_found() -> None:
    assert {place for place, _ in COMMANDS} == {"cron", "systemd", "gitlab", "page"}
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize(("place", "arguments"), COMMANDS, ids=[" ".join(line) for _, line in COMMANDS])
def test_every_command_line_is_one_of_ours(place: str, arguments: list[str]) -> None:
    assert place
    parse(arguments)


def test_a_command_line_that_is_none_of_ours_is_noticed() -> None:
    with pytest.raises(Exception, match="--qiet"):
        parse(["sync", "--qiet"])


def test_cron_runs_the_script_that_is_there() -> None:
    (line,) = [one for one in text("cron.txt").splitlines() if one[:1].isdigit()]
    fields = line.split()
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5])
    assert Path(fields[6]).name == Path("bestand-sync.sh").stem
    script = text("bestand-sync.sh")
    assert script.startswith("#!/bin/sh\n")
    if shutil.which("sh"):
        subprocess.run(["sh", "-n", str(EXAMPLES / "bestand-sync.sh")], check=True)


def read_unit(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text(name))
    return unit


def test_the_systemd_units_fit_together() -> None:
    service, timer = read_unit("bestand-sync.service"), read_unit("bestand-sync.timer")
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["LoadCredential"].startswith("ckan-token:")
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """The program's path is replaced by one that is there, which systemd insists on."""
    for name in ("bestand-sync.service", "bestand-sync.timer"):
        unit = text(name).replace("/opt/bestand/bin/bestand", shutil.which("true") or "/bin/true")
        (tmp_path / name).write_text(unit, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    own = [line for line in done.stderr.splitlines() if "bestand-sync" in line]
    assert own == []


def test_kubernetes_never_runs_two_syncs_and_keeps_the_token_for_the_pod() -> None:
    configuration, job = list(yaml.safe_load_all(text("kubernetes.yaml")))
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    batch = job["spec"]["jobTemplate"]["spec"]
    pod = batch["template"]["spec"]
    assert (batch["backoffLimit"], pod["restartPolicy"]) == (0, "Never")
    assert pod["securityContext"]["runAsNonRoot"] is True
    (container,) = pod["containers"]
    parse(container["args"])
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)
    assert volumes["token"]["secret"]["defaultMode"] == 0o440
    (variable,) = [one for one in container["env"] if one["name"] == "BESTAND_LEDGER"]
    assert "secretKeyRef" in variable["valueFrom"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    place = Path(mounts["configuration"]) / "bestand.toml"
    read = parse_configuration(configuration["data"]["bestand.toml"], place, {})
    assert read.targets[0].token_file == Path(mounts["token"]) / "ckan-token"
    assert read.inventories[0].patterns[0].startswith(mounts["inventories"])
    assert str(read.report.html).startswith(mounts["state"])
    assert container["args"][container["args"].index("--config") + 1] == str(place)


def test_gitlab_runs_the_sync_from_schedules_only_and_keeps_the_report() -> None:
    jobs = yaml.safe_load(text("gitlab-ci.yml"))
    sync = jobs["sync"]
    assert sync["resource_group"]
    assert sync["artifacts"]["when"] == "always"
    assert [rule["if"] for rule in sync["rules"]] == [
        '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_REF_PROTECTED == "true"'
    ]
    report = sync["script"][-1].split("--report ")[1]
    assert any(report.startswith(path) for path in sync["artifacts"]["paths"])
    assert {job["stage"] for job in (jobs["check"], sync)} <= set(jobs["stages"])


def read_containerfile() -> list[tuple[str, str]]:
    joined = text("Containerfile").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_container_runs_a_sync_and_not_as_root() -> None:
    steps = read_containerfile()
    known = {"FROM", "RUN", "ENV", "USER", "WORKDIR", "VOLUME", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in steps} <= known
    found = dict(steps)
    image = found["FROM"]
    assert re.fullmatch(r"[a-z]+:[\w.-]+", image), "a neutral name, without a registry's host"
    assert not found["USER"].startswith(("0", "root"))
    words = [word for word, _ in steps]
    assert words.index("USER") > words.index("RUN")
    assert yaml.safe_load(found["ENTRYPOINT"]) == ["bestand"]
    parse(yaml.safe_load(found["CMD"]))


def test_windows_runs_the_command_with_arguments_that_are_ours() -> None:
    script = text("windows-task.ps1")
    found = re.search(r"-Argument '([^']*)'", script)
    assert found
    parse(shlex.split(found[1], posix=False))
    assert "-MultipleInstances IgnoreNew" in script


def test_the_alerts_ask_for_metrics_that_there_are() -> None:
    from tests.reports.test_sync_reports import SUMMARY  # noqa: PLC0415 (its example has every metric)
    from toolkit.reports.syncmetrics import build_sync_metrics  # noqa: PLC0415

    known = set(re.findall(r"^# TYPE (\w+)", build_sync_metrics(SUMMARY), re.MULTILINE))
    (group,) = yaml.safe_load(text("prometheus-rules.yml"))["groups"]
    for rule in group["rules"]:
        asked = set(re.findall(r"bestand_\w+", rule["expr"]))
        assert asked
        assert asked <= known
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}


def test_no_example_holds_a_secret() -> None:
    for file in EXAMPLES.iterdir():
        content = file.read_text(encoding="utf-8")
        assert not re.search(r"postgresql\S*://\w+:\w+@", content)
        assert not re.search(r"eyJ\w{10,}", content)
