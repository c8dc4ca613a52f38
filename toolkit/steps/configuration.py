"""``bestand.toml``: which inventories go to which targets, on what terms. All that is wrong with it is said at once."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from toolkit.bundle import bundled_names
from toolkit.mapping.complaint import Complaint
from toolkit.model.cause import explain_cause
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.steps.mistakes import list_keys_at, refuse_secret, show_key, show_table
from toolkit.steps.settings import (
    EXAMPLES,
    EXPECTED,
    NAMED,
    TABLES,
    DefaultsTable,
    Expect,
    InventoryTable,
    ReportTable,
    Settings,
    TargetTable,
    Timeouts,
    WebTable,
)
from toolkit.steps.tomlsource import TomlSource, parse_toml
from toolkit.sync.restriction import Limit
from toolkit.sync.summary import FailOn
from toolkit.sync.wish import Options

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

VARIABLE = "BESTAND_CONFIG"
DEFAULT_FILE = "bestand.toml"

ENDINGS = {"html": ".html", "json": ".json", "prometheus": ".prom"}
"""The ending of each report's name, so that no report replaces a workbook."""

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_SECRETS = frozenset({"token", "password", "passwort", "secret", "api_key", "apikey", "api_token", "key"})
_RIVALS = (("token_env", "token_file"), ("ledger", "ledger_env"))


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """One target. ``to`` is an address or the whole path of a folder; paths and variables stand in it as they count."""

    name: str
    to: str
    token_env: str | None
    token_file: Path | None
    token_header: str
    profile: str
    ledger: str | None
    ledger_env: str | None
    jobs: int | None
    timeouts: Timeouts

    @property
    def is_site(self) -> bool:
        """Whether it is a CKAN and no folder."""
        return is_address(self.to)


@dataclass(frozen=True, slots=True)
class InventorySettings:
    """One inventory: patterns of its files with their whole path, its mapping, where it goes, and its guards."""

    name: str
    patterns: tuple[str, ...]
    mapping: str | None
    organization: str | None
    targets: tuple[str, ...]
    optional: bool
    limit: Limit | None
    expect: Expect
    options: Options
    mail: str | None = None


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What is written after a sync, and where."""

    html: Path | None = None
    json: Path | None = None
    prometheus: Path | None = None
    receipts: Path | None = None
    keep_receipts_days: int | None = None
    fail_on: FailOn = "failures"


@dataclass(frozen=True, slots=True)
class Configuration:
    """A whole configuration, checked; ``file`` is where it stands."""

    file: Path
    targets: tuple[TargetSettings, ...]
    inventories: tuple[InventorySettings, ...]
    report: ReportSettings = field(default_factory=ReportSettings)
    web: WebTable = field(default_factory=WebTable)


class Unusable(Problem):
    """A configuration that cannot be used; ``complaints`` are all the things that are wrong with it, in its order."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__(complaints[0].what, complaints[0].remedy)
        self.complaints = tuple(complaints)


def is_address(to: str) -> bool:
    """Tell a CKAN's address from a folder.

    >>> is_address("https://ckan.example.org"), is_address("catalogue")
    (True, False)
    """
    return to.lower().startswith(("http://", "https://"))


def read_configuration(
    file: Path, environ: Mapping[str, str] | None = None, *, needs: Collection[str] = NAMED
) -> Configuration:
    """Read a configuration file. Raises Problem where it cannot be read, Unusable with everything wrong in it.

    ``needs`` are the tables that it must have: a sync needs targets and inventories, the page in the browser none.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            say("the configuration {file} cannot be read: {cause}", file=str(file), cause=explain_cause(error)),
            say("Name it with --config, or make one: bestand sync --example > {file}", file=DEFAULT_FILE),
        ) from error
    return parse_configuration(text, file, os.environ if environ is None else environ, needs=needs)


def parse_configuration(
    text: str, file: Path, environ: Mapping[str, str], *, needs: Collection[str] = NAMED
) -> Configuration:
    """Read a configuration's text; paths in it count from the folder of ``file``. Raises Unusable."""
    try:
        reader = _Reader(parse_toml(text, file.name), file, environ, needs)
    except Complaint as complaint:
        raise Unusable((complaint,)) from complaint
    return reader.read()


class _Reader:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, source: TomlSource, file: Path, environ: Mapping[str, str], needs: Collection[str]) -> None:
        self._source = source
        self._needs = needs
        self._file = file
        self._folder = file.absolute().parent
        self._environ = environ
        self._complaints: list[Complaint] = []
        self._defaults: dict[str, Any] = {}

    def read(self) -> Configuration:
        """Read everything. Raises Unusable."""
        self._check_top()
        defaults = self._validate(DefaultsTable, ("defaults",), self._table(("defaults",)))
        self._defaults = defaults.model_dump(exclude_unset=True) if defaults else {}
        targets = tuple(self._build_target(name, table) for name, table in self._named("targets", TargetTable))
        names = list(self._table(("targets",)))
        self._check_targets(names)
        inventories = tuple(
            self._build_inventory(name, table, names) for name, table in self._named("inventories", InventoryTable)
        )
        report = self._validate(ReportTable, ("report",), self._table(("report",)))
        built = self._build_report(report) if report else ReportSettings()
        web = self._validate(WebTable, ("web",), self._table(("web",)))
        web = self._locate_web(web) if web else WebTable()
        if self._complaints:
            raise Unusable(sorted(self._complaints, key=lambda complaint: complaint.line))
        return Configuration(self._file, targets, inventories, built, web)

    def _complain(self, path: tuple[str | int, ...], what: Message, remedy: Message) -> None:
        self._complaints.append(self._source.complain(path, what, remedy))

    def _table(self, path: tuple[str, ...]) -> dict[str, Any]:
        """Give a table, empty where there is none."""
        node: Any = self._source.tree
        for step in path:
            node = node.get(step, {}) if isinstance(node, dict) else {}
        return node if isinstance(node, dict) else {}

    def _check_top(self) -> None:
        """Complain of tables that do not exist, and of a file without targets or inventories."""
        for name, value in self._source.tree.items():
            if name not in TABLES:
                what = say("unknown table or key “{key}”", key=name)
                self._complaints.append(self._source.complain_of_word((name,), what, name, TABLES))
            elif not isinstance(value, dict):
                self._complain((name,), say("“{key}” is no table", key=name), show_table(name))
        for name in self._needs:
            if not self._table((name,)) and isinstance(self._source.tree.get(name, {}), dict):
                self._complain((name,), say("there is no table “{table}”", table=f"[{name}.NAME]"), show_table(name))

    def _named(self, kind: str, model: type[Settings]) -> Iterator[tuple[str, Any]]:
        """Give the tables of one kind that can be used, with the defaults put in."""
        for name, table in self._table((kind,)).items():
            if not isinstance(table, dict):
                self._complain((kind, name), say("“{key}” is no table", key=f"{kind}.{name}"), show_table(kind))
                continue
            read = self._validate(model, (kind, name), self._fill(model, table))
            if read is not None:
                yield name, read

    def _fill(self, model: type[Settings], table: Mapping[str, Any]) -> dict[str, Any]:
        """Put in the defaults; one of two rivals in the table leaves none of both to the defaults."""
        known = {key: value for key, value in self._source.tree.get("defaults", {}).items() if key in self._defaults}
        fitting = {key: value for key, value in known.items() if key in model.model_fields}
        for rivals in _RIVALS:
            if any(key in table for key in rivals):
                fitting = {key: value for key, value in fitting.items() if key not in rivals}
        return fitting | dict(table)

    def _validate(self, model: type[Any], path: tuple[str, ...], table: Mapping[str, Any]) -> Any:
        """Read one table; gives None, with complaints, where it cannot be used."""
        try:
            read = model.model_validate(table)
        except ValidationError as error:
            self._complaints += [self._explain(one, path, model) for one in error.errors(include_url=False)]
            return None
        for rivals in _RIVALS:
            if all(getattr(read, key, None) is not None for key in rivals):
                one, other = rivals
                what = say("“{one}” and “{other}” both stand in [{table}]", one=one, other=other, table=".".join(path))
                self._complain((*path, rivals[1]), what, say("Keep one of the two."))
        return read

    def _explain(self, error: ErrorDetails, path: tuple[str, ...], model: type[Settings]) -> Complaint:
        """Turn one of pydantic's errors into a sentence for whoever wrote the file."""
        steps = error["loc"]
        names = [str(step) for step in steps if isinstance(step, str)]
        key, whole = names[-1], ".".join([*path, *names])
        place: tuple[str | int, ...] = (*path, *steps)
        match error["type"]:
            case "extra_forbidden" if key.lower() in _SECRETS:
                return self._source.complain(place, *refuse_secret(whole))
            case "extra_forbidden":
                what = say("unknown key “{key}” in [{table}]", key=key, table=".".join([*path, *names[:-1]]))
                return self._source.complain_of_word(place, what, key, list_keys_at(model, names[:-1]))
            case "missing":
                what = say("the key “{key}” is missing in [{table}]", key=key, table=".".join(path))
                return self._source.complain(path, what, say("Add it: {example}", example=EXAMPLES[key]))
            case "password":
                return self._source.complain(place, *refuse_secret(whole))
            case "literal_error":
                allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
                what = say("“{value}” is not allowed for “{key}”", value=str(error["input"]), key=whole)
                return self._source.complain_of_word(place, what, str(error["input"]), allowed)
        expected = EXPECTED.get(key) or EXPECTED.get(error["type"]) or say("{cause}", cause=str(error["msg"]))
        return self._source.complain(
            place, say("“{key}” cannot be used: {expected}", key=whole, expected=expected), show_key(key)
        )

    def _expand(self, text: str, path: tuple[str, ...]) -> str:
        """Put in environment variables, written ${NAME}, and the home folder, written ~."""

        def replace(found: re.Match[str]) -> str:
            value = self._environ.get(found[1])
            if value is None:
                what = say("the environment variable {name} is not set", name=found[1])
                self._complain(path, what, say("Set it for this job, or write the path itself."))
            return value or ""

        written = _VARIABLE.sub(replace, text)
        return str(Path(written).expanduser()) if written.startswith("~") and not written.startswith("~$") else written

    def _locate(self, text: str | None, path: tuple[str, ...]) -> Path | None:
        """Give the whole path of what the file names."""
        return None if text is None else self._folder / self._expand(text, path)

    def _build_target(self, name: str, table: TargetTable) -> TargetSettings:
        """Build one target."""
        path = ("targets", name)
        to = self._expand(table.to, (*path, "to"))
        if not is_address(to) and "://" in to:
            what = say("“{target}” is no target", target=to)
            self._complain((*path, "to"), what, say("Name a folder, or a CKAN's address that begins with https://."))
        ledger = self._locate_ledger(table.ledger, path)
        return TargetSettings(
            name,
            to if is_address(to) else str(self._folder / to),
            table.token_env,
            self._locate(table.token_file, (*path, "token_file")),
            table.token_header,
            self._locate_profile(table.profile, (*path, "profile")),
            ledger,
            table.ledger_env,
            table.jobs,
            table.timeouts,
        )

    def _locate_ledger(self, ledger: str | None, path: tuple[str, ...]) -> str | None:
        """Give a ledger's file with its whole path; a database's address stays as it is."""
        return ledger if ledger is None or "://" in ledger else str(self._locate(ledger, (*path, "ledger")))

    def _locate_web(self, table: WebTable) -> WebTable:
        """Put whole paths into the table of the page in the browser."""
        data = None if table.data is None else str(self._locate(table.data, ("web", "data")))
        return table.model_copy(update={"data": data, "ledger": self._locate_ledger(table.ledger, ("web",))})

    def _locate_profile(self, profile: str, path: tuple[str, ...]) -> str:
        """Give a profile's file with its whole path; the name of one that ships with Bestand stays as it is."""
        if profile.lower().endswith((".yaml", ".yml")):
            return str(self._locate(profile, path))
        known = ("auto", *(name.removesuffix(".yaml") for name in bundled_names("mappings/profiles", ".yaml")))
        if profile not in known:
            what = say("there is no profile “{name}”", name=profile)
            self._complaints.append(self._source.complain_of_word(path, what, profile, known))
        return profile

    def _check_targets(self, targets: Sequence[str]) -> None:
        """Complain of targets that do not exist, in tables too that cannot be used for another reason."""
        for name, table in self._table(("inventories",)).items():
            filled = self._fill(InventoryTable, table) if isinstance(table, dict) else {}
            listed = filled.get("targets")
            for wanted in listed if isinstance(listed, list) else ():
                if isinstance(wanted, str) and wanted not in targets:
                    own: tuple[str, ...] = ("inventories", name, "targets")
                    place = own if own in self._source.lines else ("defaults", "targets")
                    what = say("there is no target “{target}”", target=wanted)
                    self._complaints.append(self._source.complain_of_word(place, what, wanted, targets))

    def _build_inventory(self, name: str, table: InventoryTable, targets: Sequence[str]) -> InventorySettings:
        """Build one inventory."""
        path = ("inventories", name)
        self._check_expect(table.expect, (*path, "expect"))
        return InventorySettings(
            name,
            tuple(str(self._locate(pattern, (*path, "files"))) for pattern in table.files),
            self._locate_mapping(table.mapping, path),
            table.organization,
            tuple(dict.fromkeys(table.targets or targets)),
            table.optional,
            table.max_withdraw,
            table.expect,
            Options(
                create_organizations=table.create_organizations,
                create_groups=table.create_groups,
                adopt=table.adopt,
                restore=table.restore,
                prefer=table.prefer,
            ),
            table.mail,
        )

    def _check_expect(self, expect: Expect, path: tuple[str, ...]) -> None:
        """Complain of bounds that nothing can keep."""
        if expect.min is not None and expect.max is not None and expect.min > expect.max:
            self._complain(path, say("min is greater than max"), say("Correct one of the two."))

    def _locate_mapping(self, mapping: str | None, path: tuple[str, ...]) -> str | None:
        """Give a mapping's file with its whole path; the name of one that ships with Bestand stays as it is."""
        if mapping is None or Path(mapping).suffix not in {".yaml", ".yml"}:
            return mapping
        return str(self._locate(mapping, (*path, "mapping")))

    def _build_report(self, table: ReportTable) -> ReportSettings:
        """Build what is to be written."""
        for key, file in (("html", table.html), ("json", table.json_file), ("prometheus", table.prometheus)):
            if file is not None and not file.lower().endswith(ENDINGS[key]):
                what = say("“{file}” is no name for such a report", file=file)
                self._complain(
                    ("report", key), what, say("Write a name that ends with {endings}.", endings=ENDINGS[key])
                )
        return ReportSettings(
            self._locate(table.html, ("report", "html")),
            self._locate(table.json_file, ("report", "json")),
            self._locate(table.prometheus, ("report", "prometheus")),
            self._locate(table.receipts, ("report", "receipts")),
            table.keep_receipts_days,
            table.fail_on,
        )
