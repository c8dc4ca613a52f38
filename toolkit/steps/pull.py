"""Makes workbooks of a catalogue in CKAN, so that what was filled by hand can be steered by sheet; only reads there."""

from __future__ import annotations

import os
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from toolkit.mapping.lookup import fold
from toolkit.model.cause import explain_cause
from toolkit.model.dataset import Dataset
from toolkit.model.entry import Held
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.model.release import Audience, Release
from toolkit.reading.text import clean
from toolkit.reports.language import Translator
from toolkit.reports.pull import Pulled, PulledWorkbook
from toolkit.steps.history import LedgerRequest, find_ledger
from toolkit.steps.target import PROFILE, TOKEN, TOKEN_HEADER, read_token
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.template.design import DEFAULT_INVENTORY, build_layout
from toolkit.template.layout import Column, Layout, Table
from toolkit.template.rows import Row, list_unusable_keys, write_rows
from toolkit.template.wording import LANGUAGES
from toolkit.template.workbook import write_template

if TYPE_CHECKING:
    from toolkit.catalogues.ckan.catalogue import CkanCatalogue

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_INVENTORY = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
# What stands before the colon of other identifiers than ours (RFC 3986 schemes and usual registers).
_SCHEMES: Final = frozenset({"ark", "doi", "ftp", "hdl", "http", "https", "isbn", "issn", "oai", "oid", "urn", "uuid"})
# No path or file can be named so in Windows ("Naming Files, Paths, and Namespaces").
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*]|[. ]$')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE)
_WORKBOOK: Final = ".xlsx"
# Questions that need no answer for what is public already, and one without a column is not asked.
_ANSWERED: Final = frozenset({"publish", "personal_data"})
# A local file is CKAN's own now; a column for its path would say that there is none, and take its checksum away.
_NEVER: Final = frozenset({"path"})


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What somebody asks for; ``out`` is a workbook, or a folder that gets one for each inventory.

    ``inventory`` names the one inventory that is wanted, and that datasets of nobody's get. ``replace`` allows to write
    over files that are there.
    """

    site: str
    out: Path
    organizations: tuple[str, ...] = ()
    inventory: str = ""
    profile: str | None = None
    token_file: Path | None = None
    ledger: str | None = None
    replace: bool = False


class Readable(Protocol):
    """A catalogue whose datasets can be read back as somebody would type them."""

    @property
    def target(self) -> str:
        """The catalogue's stable name."""
        ...

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        """Read all datasets of some organisations; of all where none is named."""
        ...

    def read_dataset(self, held: Held) -> Dataset:
        """Read what a dataset says, without what follows from it."""
        ...

    def list_untold(self, held: Held) -> Iterable[str]:
        """Name what is filled besides the fields of the profile."""
        ...


@dataclass(frozen=True, slots=True)
class _Pulled:
    """One dataset on its way into a workbook."""

    dataset: Dataset
    held: Held
    is_ours: bool


def pull(request: PullRequest, translator: Translator) -> Pulled:
    """Read a CKAN and write it as workbooks; nothing is written to the CKAN.

    Raises Problem where the CKAN cannot be read, holds nothing to pull or several inventories for one file, and where a
    file is there already or cannot be written.
    """
    _require_usable(request)
    catalogue, is_anonymous = _connect(request)
    try:
        place = find_ledger(LedgerRequest(catalogue.target, request.ledger), os.environ)
        with open_ledger(place.ledger if place.is_there else "sqlite://") as ledger:
            pulled = pull_catalogue(catalogue, ledger, request, translator, title=catalogue.site.title)
        warnings = catalogue.warnings
        return replace(pulled, profile=catalogue.choice.profile.name, is_anonymous=is_anonymous, warnings=warnings)
    finally:
        catalogue.close()


def pull_catalogue(
    catalogue: Readable, ledger: Ledger, request: PullRequest, translator: Translator, *, title: str = ""
) -> Pulled:
    """Write what a catalogue holds as workbooks."""
    every = catalogue.fetch_foreign(request.organizations)
    entered = [held for held in every if held.raw.get("state", "active") == "active"]
    groups = _group(entered, catalogue, ledger, request)
    wanted = {name: found for name, found in groups.items() if not request.inventory or name == request.inventory}
    if not wanted:
        raise _nothing(catalogue.target, request, len(every))
    files = _name_files(wanted, request)
    workbooks = tuple(
        _write(found, catalogue, files[name], build_layout(None, translator, inventory=name, title=title))
        for name, found in sorted(wanted.items())
    )
    others = {name: len(found) for name, found in sorted(groups.items()) if name not in wanted}
    return Pulled(catalogue.target, "", workbooks, others, len(every) - len(entered))


def _require_usable(request: PullRequest) -> None:
    """Raise Problem for what cannot work, before anything is asked of the CKAN."""
    if not _ADDRESS.match(request.site):
        raise Problem(
            say("“{text}” is no address on the web", text=request.site),
            say("Write after --from the address of a CKAN, such as https://ckan.example.org"),
        )
    if request.inventory and not _INVENTORY.fullmatch(request.inventory):
        raise Problem(
            say("“{text}” cannot be the name of an inventory", text=request.inventory),
            say("Small letters a–z, digits and hyphens are expected, such as {name}.", name=DEFAULT_INVENTORY),
        )
    if _FORBIDDEN.search(request.out.name) or _DEVICE.fullmatch(request.out.name):
        raise Problem(
            say("“{file}” cannot be the name of a file on every computer", file=request.out.name),
            say("Use letters, digits, hyphens and underscores, such as inventar.xlsx."),
        )


def _connect(request: PullRequest) -> tuple[CkanCatalogue, bool]:
    """Reach the CKAN; without a token it shows what everybody may see."""
    from toolkit.catalogues.ckan.catalogue import connect_ckan  # noqa: PLC0415 (start-up)
    from toolkit.catalogues.ckan.choice import require_profile  # noqa: PLC0415

    profile = request.profile or os.environ.get(PROFILE) or "auto"
    require_profile(profile)
    is_anonymous = request.token_file is None and not os.environ.get(TOKEN, "").strip()
    token = "" if is_anonymous else read_token(request.token_file, os.environ)
    header = os.environ.get(TOKEN_HEADER, "Authorization")
    catalogue = connect_ckan(request.site, token, header=header, profile=profile)
    try:
        if not is_anonymous:
            # A token that CKAN does not know shows what everybody sees, as if nothing else were there.
            catalogue.fetch_account()
    except BaseException:
        catalogue.close()
        raise
    return catalogue, is_anonymous


def _group(
    entered: Sequence[Held], catalogue: Readable, ledger: Ledger, request: PullRequest
) -> dict[str, list[_Pulled]]:
    """Sort datasets by the inventory that they belong to; what belongs to none gets the wanted, or the usual one."""
    inventories = {identifier.partition(":")[0] for identifier in ledger.names(catalogue.target)}
    pushed = ledger.pushed(catalogue.target, inventories)
    known = {one.catalogue_id: one.identifier for one in pushed.values() if one.catalogue_id}
    groups: dict[str, list[_Pulled]] = defaultdict(list)
    foreign: list[Held] = []
    for held in entered:
        inventory, key = _split(known.get(held.id) or held.entry.identifier, held.id in known)
        if key:
            dataset = replace(catalogue.read_dataset(held), inventory=inventory, key=key)
            groups[inventory].append(_Pulled(dataset, held, held.id in known))
        else:
            foreign.append(held)
    nobodys = request.inventory or DEFAULT_INVENTORY
    for held in foreign:
        groups[nobodys].append(_Pulled(replace(catalogue.read_dataset(held), inventory=nobodys), held, is_ours=False))
    return {name: _give_keys(found) for name, found in groups.items()}


def _split(identifier: str, is_ours: bool) -> tuple[str, str]:
    """Give inventory and key of an identifier that reads as one of ours; both empty for any other.

    >>> _split("gruenes-amt:GA-017", False), _split("https://example.org/1", False), _split("4f", False)
    (('gruenes-amt', 'GA-017'), ('', ''), ('', ''))
    """
    inventory, _, key = identifier.partition(":")
    fits = _INVENTORY.fullmatch(inventory) and inventory not in _SCHEMES and not key.startswith("//")
    return (inventory, key) if key and clean(key) == key and (is_ours or fits) else ("", "")


def _give_keys(found: list[_Pulled]) -> list[_Pulled]:
    """Give a key to each dataset that has none of this inventory: its URL name, which no other has."""
    forbidden = _list_forbidden()
    seen: set[str] = set()
    keyed: list[_Pulled] = []
    for one in sorted(found, key=lambda one: (not _has_key(one), one.held.entry.name)):
        wanted = (one.dataset.key,) if _has_key(one) else ()
        names = (*wanted, one.held.entry.name, one.held.id)
        key = next(name for name in names if name == one.held.id or (name not in seen and fold(name) not in forbidden))
        seen.add(key)
        keyed.append(replace(one, dataset=replace(one.dataset, key=key)))
    return sorted(keyed, key=lambda one: one.dataset.key)


@cache
def _list_forbidden() -> frozenset[str]:
    """List what no key may be, folded, in no language: null words, and the key of the example."""
    return frozenset().union(*(list_unusable_keys(build_layout(None, language)) for language in LANGUAGES))


def _has_key(one: _Pulled) -> bool:
    """Tell whether a dataset carries an identifier of the inventory that it is put into."""
    return one.is_ours or one.held.entry.identifier == one.dataset.identifier


def _nothing(target: str, request: PullRequest, n: int) -> Problem:
    """Say why there is nothing to write."""
    if request.inventory and n:
        return Problem(
            say(
                "{target} holds no dataset of the inventory “{name}”, and none of nobody's",
                target=target,
                name=request.inventory,
            ),
            say("Leave out --inventory, or write another name after it."),
        )
    if request.organizations:
        return Problem(
            say("{target} shows no dataset of {names}", target=target, names=", ".join(request.organizations)),
            say(
                "Write the last part of the organisation's address in CKAN. Private datasets need a token that may see "
                "them."
            ),
        )
    return Problem(
        say("{target} shows no dataset", target=target),
        say(
            "An empty workbook to begin with is made by “bestand template”. Private datasets need a token that may "
            "see them."
        ),
    )


def _name_files(wanted: Iterable[str], request: PullRequest) -> dict[str, Path]:
    """Name the file of each inventory. Raises Problem where one file is to hold several, or is there already."""
    names = sorted(wanted)
    is_file = request.out.suffix.lower() == _WORKBOOK
    if is_file and len(names) > 1:
        raise Problem(
            say("{site} holds several inventories: {names}", site=request.site, names=", ".join(names)),
            say("Name a folder after -o, which gets a workbook for each, or one of them with --inventory."),
        )
    if not is_file and request.out.suffix and not request.out.is_dir():
        raise Problem(
            say("“{file}” is neither a folder nor a workbook (.xlsx)", file=request.out.name),
            say("Write after -o a name such as inventar.xlsx, or a folder."),
        )
    files = {name: request.out if is_file else request.out / f"{_avoid_device(name)}{_WORKBOOK}" for name in names}
    there = [file for file in files.values() if file.exists()]
    if there and not request.replace:
        raise Problem(
            say("{file} is there already", file=str(there[0])),
            say("Write another name after -o, or write over it with --replace."),
        )
    beside = next((file.with_suffix(".yaml") for file in files.values() if file.with_suffix(".yaml").exists()), None)
    if beside is not None:
        raise Problem(
            say("beside the workbook lies {file}, a mapping of its name that it would be read with", file=str(beside)),
            say("The workbook holds its mapping itself: choose another name or folder after -o."),
        )
    return files


def _avoid_device(name: str) -> str:
    """Keep clear of names that Windows gives to devices.

    >>> _avoid_device("con"), _avoid_device("amt-61")
    ('con-inventar', 'amt-61')
    """
    return f"{name}-{DEFAULT_INVENTORY}" if _DEVICE.fullmatch(name) else name


def _write(found: Sequence[_Pulled], catalogue: Readable, file: Path, layout: Layout) -> PulledWorkbook:
    """Write one workbook."""
    items = [(one.dataset, Release(Audience.STAFF if one.held.entry.private else Audience.PUBLIC)) for one in found]
    rows = write_rows(items, layout)
    narrow = _narrow(layout, rows.datasets, rows.distributions)
    write_workbook(
        file,
        narrow,
        _keep_columns(rows.datasets, narrow.datasets),
        _keep_columns(rows.distributions, narrow.distributions),
    )
    untold = Counter(name for one in found for name in catalogue.list_untold(one.held))
    return PulledWorkbook(
        str(file),
        layout.inventory,
        len(rows.datasets),
        len(rows.distributions),
        sum(one.is_ours for one in found),
        sum(not one.held.entry.private for one in found),
        rows.unsaid,
        tuple(sorted(untold.items())),
    )


def _narrow(layout: Layout, datasets: Sequence[Row], distributions: Sequence[Row]) -> Layout:
    """Leave out the columns that few need and nobody fills, and questions that a column would only raise."""
    return replace(
        layout,
        datasets=_narrow_table(layout.datasets, datasets),
        distributions=_narrow_table(layout.distributions, distributions),
    )


def _narrow_table(table: Table, rows: Sequence[Row]) -> Table:
    """Leave out columns of one sheet."""
    filled = {heading for row in rows for heading in row}
    return replace(table, columns=tuple(one for one in table.columns if _is_wanted(one, filled)))


def _keep_columns(rows: Sequence[Row], table: Table) -> list[Row]:
    """Leave out the cells of columns that the sheet does not have."""
    headings = {column.heading for column in table.columns}
    return [{heading: cell for heading, cell in row.items() if heading in headings} for row in rows]


def _is_wanted(column: Column, filled: set[str]) -> bool:
    """Tell whether a column stays."""
    if column.question:
        return column.question in _ANSWERED
    return column.path not in _NEVER and (column.heading in filled or not column.rare)


def write_workbook(file: Path, layout: Layout, datasets: Sequence[Row], distributions: Sequence[Row]) -> None:
    """Write a workbook in one step. Raises Problem where that fails, as where somebody has it open."""
    temporary = file.with_name(f".{file.stem}.{secrets.token_hex(4)}{_WORKBOOK}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_template(layout, temporary, datasets, distributions)
        temporary.replace(file)
    except OSError as error:
        raise Problem(
            say("{file} cannot be written: {cause}", file=str(file), cause=explain_cause(error)),
            say("Close it where it is open, or choose another place after -o."),
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
