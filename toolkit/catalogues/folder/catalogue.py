"""The folder as a catalogue: reading the folder is the snapshot, a file's hash is its revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from toolkit.bundle import read_bundled
from toolkit.catalogues.base import Intended, Scope, Sent
from toolkit.catalogues.folder.files import entry_name, file_stem, revision_of, write_whole
from toolkit.catalogues.folder.preflight import read_checks
from toolkit.catalogues.folder.record import (
    BrokenRecord,
    Raw,
    build_content,
    build_record,
    id_of,
    identifier_of,
    merge_record,
    parse_entry,
    parse_object,
    parse_record,
)
from toolkit.model.dataset import Dataset, Described, Distribution, Group, Organization
from toolkit.model.entry import Entry, Held, Resource, Snapshot
from toolkit.model.identity import resource_id
from toolkit.model.message import Message, say
from toolkit.model.notation import NO_NOTATION, Notation
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED, read_path
from toolkit.model.plan import Check, Policy
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Refused, Request, Written
from toolkit.model.release import Audience, Release
from toolkit.vocabularies.coreschema import uncollected

# The organisation is told by owner_org and its title by organizations.json.
_TOLD_ELSEWHERE = frozenset({"organization.name", "organization.title"})
# What reading finds out about a local file; no sheet has a column for it.
_OF_LOCAL_FILES = frozenset({"byte_size", "checksum"})


class FolderCatalogue:
    """A catalogue in a folder; implements ``toolkit.catalogues.base.Catalogue``.

    Fields carry canonical paths (``publisher.name``). Local files are not stored with the entries but in the data
    packages beside them, so that ``Resource.file`` stays empty; their ``checksum`` field tells when they changed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @property
    def target(self) -> str:
        """``folder:`` and the folder's whole path, with forward slashes."""
        return f"folder:{self.root.as_posix()}"

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Nothing: a folder has no version and no lock to tell of."""
        return ()

    def build_entry(self, described: Described, release: Release, name: str) -> Entry:
        """Put a dataset's managed fields under their canonical paths. Pure."""
        dataset = described.dataset
        paths = [path for path in (*DATASET_PATHS, *STRUCTURED) if path in described.managed - _TOLD_ELSEWHERE]
        fields = {path: read_path(dataset, path) for path in paths}
        fields["private"] = release.audience is not Audience.PUBLIC
        if dataset.organization is not None:
            fields["owner_org"] = dataset.organization.name
        managed = described.managed_of_distributions
        resources = tuple(_build_resource(dataset, distribution, managed) for distribution in dataset.distributions)
        return Entry(dataset.identifier, name, fields, resources)

    def field_of(self, path: str) -> str:
        """Name the field that a canonical path fills: itself, but for the organisation.

        >>> catalogue = FolderCatalogue(Path())
        >>> [catalogue.field_of(path) for path in ("title", "organization.name", "distributions.license", "key")]
        ['title', 'owner_org', 'license', '']
        """
        if path == "organization.name":
            return "owner_org"
        inner = path.removeprefix("distributions.")
        known = (*DATASET_PATHS, *STRUCTURED) if inner == path else DISTRIBUTION_PATHS
        return inner if inner in known and inner not in _TOLD_ELSEWHERE else ""

    @property
    def notation(self) -> Notation:
        """An empty one: entries carry canonical paths, for ever."""
        return NO_NOTATION

    def carry_over(self, identifier: str, base: Entry, former: Notation) -> Entry | None:  # noqa: ARG002 (the protocol's)
        """Give an entry as it is: there is one notation only."""
        return base

    def fetch_snapshot(self, scope: Scope) -> Snapshot:
        """Read every entry file once. Raises Problem for a broken file and for an identifier that two files carry."""
        with uncollected():
            return Snapshot(self.target, self._read_held(scope), self.read_organizations())

    def _read_held(self, scope: Scope) -> dict[str, Held]:
        """Read the entries of a scope: those of its inventories, and those that the ledger knows by their id."""
        prefixes = tuple(f"{inventory}:" for inventory in scope.inventories)
        known = {id_: identifier for identifier, id_ in scope.known.items()}
        held: dict[str, Held] = {}
        for path in self._read_paths():
            content = _read(path)
            record = _parse(path, content)
            name = entry_name(path.stem)
            identifier = known.get(id_of(record, name)) or identifier_of(record)
            if not identifier.startswith(prefixes) and identifier not in scope.known:
                continue
            if identifier in held:
                raise _two_files(path, self._path(held[identifier].entry.name), identifier)
            held[identifier] = _build_held(record, content, name, identifier)
        return held

    def fetch_taken_names(self, names: frozenset[str]) -> frozenset[str]:
        """Tell which names have a file; case does not set names apart, as on Windows."""
        taken = {entry_name(path.stem).casefold() for path in self._read_paths()}
        return frozenset(name for name in names if name.casefold() in taken)

    def fetch_by_name(self, name: str) -> Held | None:
        """Read one entry, None where it has no file."""
        path = self._path(name)
        if not path.exists():
            return None
        content = _read(path)
        return _build_held(_parse(path, content), content, name)

    def read_public_entries(self) -> tuple[Entry, ...]:
        """Read all public entries, everybody's and with everybody's resources, for the site."""
        entries = (
            parse_entry(_parse(path, _read(path)), entry_name(path.stem), foreign=True) for path in self._read_paths()
        )
        return tuple(entry for entry in entries if not entry.private)

    def read_organizations(self) -> dict[str, str]:
        """Read the organisations: URL name -> title."""
        path = self._organizations
        if not path.exists():
            return {}
        try:
            return {name: str(title) for name, title in parse_object(_read(path)).items()}
        except BrokenRecord as error:
            raise _broken(path, error.reason) from error

    @property
    def policies(self) -> Mapping[str, Policy]:
        """Give none: a folder's fields are the sheet's own, so that a person decides about each that both changed."""
        return {}

    @property
    def derived(self) -> frozenset[str]:
        """Nothing: a folder holds what the sheet says, word for word."""
        return frozenset()

    @property
    def most_jobs(self) -> int:
        """Files are written one after the other."""
        return 1

    def take_requests(self) -> tuple[Request, ...]:
        """Give none: a folder is written to, not asked."""
        return ()

    def tell_uploads(self, tell: Callable[[Sent], None]) -> None:
        """Tell nothing: files are copied in a moment."""

    def tell_strain(self, tell: Callable[[float], None]) -> None:
        """Tell nothing: a folder turns nobody away."""

    def fetch_checks(self, intended: Intended) -> tuple[Check, ...]:
        """Look whether the folder can be written to and the disk has room, where something is to be written."""
        return read_checks(self.root, intended)

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        """Read the entries of some organisations and of no organisation, everybody's resources included."""
        found: list[Held] = []
        for path in self._read_paths():
            content = _read(path)
            record, name = _parse(path, content), entry_name(path.stem)
            entry = parse_entry(record, name, foreign=True)
            if not organizations or entry.fields.get("owner_org") in (None, "", *organizations):
                found.append(Held(id_of(record, name), entry, revision_of(content), record))
        return tuple(found)

    def delete(self, held: Held) -> Answered:
        """Remove an entry's file, unless it changed since it was read; one that is gone already counts as done."""
        path = self._path(held.entry.name)
        if not path.exists():
            return Written(held.id, held.revision)
        current = self._read_current(held)
        if isinstance(current, Refused):
            return current
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            return Refused(_why_not(path, error))
        return Written(held.id, held.revision)

    def create_group(self, group: Group) -> None:
        """Do nothing: a group in a folder is what its datasets say."""

    def create_organization(self, organization: Organization) -> None:
        """Add an organisation; one that is there keeps its title. Raises Problem when the file cannot be written."""
        organizations = self.read_organizations()
        organizations.setdefault(organization.name, organization.title or organization.name)
        try:
            self._write_readme()
            write_whole(self._organizations, build_content(dict(sorted(organizations.items()))))
        except OSError as error:
            raise _unusable(self._organizations, error) from error

    def create(self, entry: Entry) -> Answered:
        """Write a new file; refused where its name has one already."""
        path = self._path(entry.name)
        if path.exists():
            return Refused(say("{file} is there already", file=path.name))
        return self._write(path, build_record(entry))

    def update(self, held: Held, entry: Entry) -> Answered:
        """Put an entry over the file of ``held``, whose name stays; refused where the file is no longer as read.

        Resources of ``held`` that ``entry`` lacks go; resources that ``held`` does not list are not ours and stay.
        """
        current = self._read_current(held)
        if isinstance(current, Refused):
            return current
        return self._write(self._path(held.entry.name), merge_record(current, entry, held.entry))

    def withdraw(self, held: Held) -> Answered:
        """Make an entry private in its file; the next site leaves it out."""
        current = self._read_current(held)
        if isinstance(current, Refused):
            return current
        fields = current.get("fields", {}) | {"private": True}
        return self._write(self._path(held.entry.name), {**current, "fields": fields})

    def _read_current(self, held: Held) -> Raw | Refused:
        """Read the record of ``held``, refused unless its file is still the same."""
        path = self._path(held.entry.name)
        try:
            content = path.read_bytes()
        except OSError as error:
            return Refused(_why_not(path, error))
        if revision_of(content) != held.revision:
            return Refused(say("{file} was edited since it was read", file=path.name))
        return _parse(path, content)

    def _write(self, path: Path, record: Raw) -> Answered:
        """Write a record and answer with its new revision."""
        content = build_content(record)
        try:
            self._write_readme()
            write_whole(path, content)
        except OSError as error:
            return Refused(_why_not(path, error))
        return Written(id_of(record, entry_name(path.stem)), revision_of(content))

    def _write_readme(self) -> None:
        """Say in the folder what may be published; a text that is there stays."""
        path = self.root / "README.txt"
        if not path.exists():
            write_whole(path, read_bundled("templates/site", "README.txt").encode("utf-8"))

    @property
    def _organizations(self) -> Path:
        return self.root / "organizations.json"

    def _path(self, name: str) -> Path:
        """Give the file of an entry."""
        return self.root / "entries" / f"{file_stem(name)}.json"

    def _read_paths(self) -> Iterator[Path]:
        """List the entry files by name; what starts with a dot is a half-written file."""
        folder = self.root / "entries"
        if self.root.exists() and not self.root.is_dir():
            raise Problem(
                say("{path} is not a folder", path=str(self.root)), say("name a folder for the catalogue, or a new one")
            )
        files = (path for path in folder.glob("*.json") if not path.name.startswith("."))
        return iter(sorted(files, key=lambda path: path.name))


def _build_resource(dataset: Dataset, distribution: Distribution, managed: frozenset[str]) -> Resource:
    """Put a distribution's managed fields under their canonical paths; its key makes the record readable back."""
    wanted = managed | {"key"} | (_OF_LOCAL_FILES if "path" in managed else frozenset())
    paths = [path for path in DISTRIBUTION_PATHS if path in wanted]
    fields = {path: read_path(distribution, path) for path in paths}
    return Resource(resource_id(dataset.identifier, distribution.key), fields)


def _build_held(record: Raw, content: bytes, name: str, identifier: str = "") -> Held:
    """Tell how the catalogue holds an entry."""
    return Held(id_of(record, name), parse_entry(record, name, identifier), revision_of(content), record)


def _read(path: Path) -> bytes:
    """Read a file. Raises Problem."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unusable(path, error) from error


def _parse(path: Path, content: bytes) -> Raw:
    """Read a file's bytes as a record. Raises Problem."""
    try:
        return parse_record(content)
    except BrokenRecord as error:
        raise _broken(path, error.reason) from error


def _why_not(path: Path, error: OSError) -> Message:
    """Say what the system says about a file."""
    return say("{file} could not be read or written: {reason}", file=path.name, reason=error.strerror or str(error))


def _unusable(path: Path, error: OSError) -> Problem:
    """Report a file that the system keeps from us."""
    return Problem(_why_not(path, error), say("close it in other programs and check that you may read and write it"))


def _broken(path: Path, reason: Message) -> Problem:
    """Report a file that is no record."""
    return Problem(
        say("{path} cannot be understood: {reason}", path=str(path), reason=reason),
        say("mend the file, or restore it from your backup; deleting it makes the next push write the entry anew"),
    )


def _two_files(first: Path, second: Path, identifier: str) -> Problem:
    """Report a file that somebody copied."""
    return Problem(
        say("{first} and {second} both hold {identifier}", first=first.name, second=second.name, identifier=identifier),
        say("delete the one that is not needed, or take the lines “id” and “identifier” out of it"),
    )
