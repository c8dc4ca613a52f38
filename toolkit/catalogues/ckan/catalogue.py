"""A CKAN site as a catalogue: implements ``toolkit.catalogues.base.Catalogue``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.catalogues.base import Intended, Scope
from toolkit.catalogues.ckan import fields, payload, snapshot
from toolkit.catalogues.ckan.client import Absent, Client, Denied, open_client
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.profile import Profile, load_profile
from toolkit.catalogues.ckan.refusal import is_stale, is_taken_resource_id
from toolkit.catalogues.ckan.session import Patience
from toolkit.catalogues.ckan.site import Account, Site, fetch_account, fetch_site
from toolkit.model.dataset import Described, Organization
from toolkit.model.entry import Entry, Held, Resource, Snapshot
from toolkit.model.message import Message, say
from toolkit.model.plan import Check, Policy
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Refused, Request, Unsure, Written
from toolkit.model.release import Release


def connect_ckan(
    address: str,
    token: str = "",
    *,
    header: str = "Authorization",
    profile: str = "ckan-plain",
    patience: Patience | None = None,
) -> CkanCatalogue:
    """Reach a CKAN site and learn what it is (two requests).

    ``header`` is the name of the header that carries the token. Raises Problem where no usable CKAN answers.
    """
    client, status = open_client(address, token, header=header, patience=patience)
    return CkanCatalogue(client, fetch_site(client, status), load_profile(profile))


class CkanCatalogue:
    """A catalogue in CKAN. ``site`` tells what was learnt when it was reached; threads may share one."""

    def __init__(self, client: Client, site: Site, profile: Profile) -> None:
        self.site = site
        self._client = client
        self._forms = Forms(profile, site.licenses)

    def __repr__(self) -> str:
        return f"CkanCatalogue({self.target!r})"

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    @property
    def target(self) -> str:
        """The site's base address, without a slash at the end."""
        return self._client.address

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What was found when the site was reached: an untried version, a plugin in the way, no encryption."""
        return self.site.warnings

    def fetch_account(self) -> Account:
        """Read what the token may do. Raises Problem for a token that CKAN does not accept."""
        return fetch_account(self._client)

    def build_entry(self, described: Described, release: Release, name: str) -> Entry:
        """Put a dataset's managed fields into CKAN's fields. Pure."""
        return fields.build_entry(described, release, name, self._forms)

    def field_of(self, path: str) -> str:
        """Name the field that a canonical path fills, the most telling one where it fills several."""
        return fields.field_of(path, self._forms.profile)

    def fetch_snapshot(self, scope: Scope) -> Snapshot:
        """Read the scope's datasets and the organisations that the token may write to."""
        return snapshot.fetch_snapshot(self._client, scope, self._forms)

    def fetch_taken_names(self, names: frozenset[str]) -> frozenset[str]:
        """Tell which URL names are in use, as far as the token may see."""
        return snapshot.fetch_taken_names(self._client, names)

    def fetch_by_name(self, name: str) -> Held | None:
        """Ask for one dataset, past the search index; a deleted one counts as none."""
        return snapshot.fetch_by_name(self._client, name, self._forms)

    @property
    def policies(self) -> Mapping[str, Policy]:
        """Give the policies of the profile."""
        return {}

    @property
    def most_jobs(self) -> int:
        """CKAN's workers are few."""
        return 8

    def take_requests(self) -> tuple[Request, ...]:
        """Give the requests of this thread."""
        return ()

    def fetch_checks(self, intended: Intended) -> tuple[Check, ...]:
        """Ask what would be refused."""
        del intended
        return ()

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        """Read what is not ours."""
        del organizations
        return ()

    def delete(self, held: Held) -> Answered:
        """Delete an entry."""
        del held
        return Refused(say("not yet"))

    def create_organization(self, organization: Organization) -> None:
        """Create an organisation. Raises Problem where CKAN refuses or does not answer."""
        params = {"name": organization.name, "title": organization.title or organization.name}
        match self._client.write("organization_create", params):
            case Denied(reason) | Unsure(reason):
                raise Problem(
                    say("the organisation {name} was not created: {reason}", name=organization.name, reason=reason),
                    say("create it in CKAN by hand, or use the token of somebody who may (a sysadmin)"),
                )
            case _:
                return

    def create(self, entry: Entry) -> Answered:
        """Write a new dataset in one request, then its local files, one request each."""
        unreadable = _find_unreadable(entry.resources)
        if unreadable:
            return Refused(unreadable)
        body = payload.build_create(entry, self._forms.profile)
        answer = self._client.write("package_create", body)
        if isinstance(answer, Denied) and is_taken_resource_id(answer.errors) and self._free_ids(entry):
            answer = self._client.write("package_create", body)
        match answer:
            case Denied(reason):
                return Refused(reason)
            case Unsure():
                return answer
            case _:
                return self._upload(entry.resources, answer)

    def update(self, held: Held, entry: Entry) -> Answered:
        """Change what differs in one request, then store local files that changed; refused if ``held`` is outdated.

        Resources of ours in ``held.entry`` that the entry lacks go; other people's stay.
        """
        if not held.raw or held.raw.get("state") == "deleted":
            return Refused(say("the dataset is deleted in the catalogue, or the token may not see it"))
        files = [resource for resource in entry.resources if payload.needs_upload(resource, held)]
        unreadable = _find_unreadable(files)
        if unreadable:
            return Refused(unreadable)
        request = payload.build_revise(held, entry, self._forms.profile)
        answer = self._revise(held, request) if request else Written(held.id, held.revision)
        if isinstance(answer, Written):
            return self._upload(files, {"id": answer.id, "metadata_modified": answer.revision})
        return answer

    def withdraw(self, held: Held) -> Answered:
        """Make a dataset private, unless it changed since it was read."""
        return self._revise(held, payload.build_private(held))

    def _revise(self, held: Held, request: payload.Payload) -> Answered:
        """Send a compare-and-set."""
        groups = self._manageable_groups if held.raw.get("groups") else frozenset()
        match self._client.write("package_revise", payload.spare_groups(request, held, groups)):
            case Denied(_, errors) if is_stale(errors):
                return Refused(say("somebody changed the dataset in the catalogue since it was read"))
            case Denied(reason):
                return Refused(reason)
            case Unsure() as unsure:
                return unsure
            case answer:
                package = answer["package"]
                return Written(str(package["id"]), str(package["metadata_modified"]))

    @cached_property
    def _manageable_groups(self) -> frozenset[str]:
        """The groups that the token may manage; asked for once, and only where a dataset is in a group."""
        return frozenset(str(group["name"]) for group in self._client.read("group_list_authz"))

    def _upload(self, resources: Iterable[Resource], package: Mapping[str, Any]) -> Answered:
        """Store local files, one request each; the dataset itself is written already.

        A file that does not arrive leaves its resource without a hash, so that the next run stores it.
        """
        written = Written(str(package["id"]), str(package["metadata_modified"]))
        files = [resource for resource in resources if resource.file]
        for resource in files:
            failure = self._upload_file(resource)
            if failure:
                name = Path(resource.file).name
                return Unsure(
                    say("the dataset is written, its file {file} is not: {reason}", file=name, reason=failure)
                )
        return self._ask_revision(written) if files else written

    def _upload_file(self, resource: Resource) -> Message | None:
        """Store one file; say why it could not be stored."""
        path = Path(resource.file)
        params = payload.build_upload(resource, self._forms.profile)
        try:
            with path.open("rb") as stream:
                answer = self._client.write("resource_patch", params, (path.name, stream))
        except OSError as error:
            return _why_unreadable(path, error)
        except Problem as problem:
            return problem.what
        return answer.reason if isinstance(answer, Denied | Unsure) else None

    def _ask_revision(self, written: Written) -> Answered:
        """Ask for the revision after uploads, whose answers do not tell it."""
        raw = self._client.find("package_show", id=written.id)
        return written if isinstance(raw, Absent) else Written(written.id, str(raw["metadata_modified"]))

    def _free_ids(self, entry: Entry) -> bool:
        """Take our resource ids out of the deleted dataset that still holds them; tell whether that was possible.

        CKAN keeps the resources of a deleted dataset, and refuses their ids to the dataset that takes its place. Only a
        deleted dataset with the very same identifier is touched, and it stays deleted.
        """
        wanted = {resource.id for resource in entry.resources}
        for id_ in wanted:
            resource = self._client.find("resource_show", id=id_)
            raw = Absent.MISSING if isinstance(resource, Absent) else self._find_package(resource)
            if isinstance(raw, Absent):
                continue
            holder = fields.build_held(raw, self._forms)
            ids = [item.id for item in holder.entry.resources if item.id in wanted]
            is_ours = raw.get("state") == "deleted" and holder.entry.identifier == entry.identifier
            release = payload.build_release_of_ids(holder, ids)
            if not is_ours or not isinstance(self._revise(holder, release), Written):
                return False
        return True

    def _find_package(self, resource: Mapping[str, Any]) -> Any:
        """Ask for the dataset that holds a resource."""
        return self._client.find("package_show", id=resource["package_id"])


def _find_unreadable(resources: Iterable[Resource]) -> Message | None:
    """Say which local file cannot be read, before anything is sent."""
    for path in (Path(resource.file) for resource in resources if resource.file):
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            return _why_unreadable(path, error)
    return None


def _why_unreadable(path: Path, error: OSError) -> Message:
    """Say why a file could not be read."""
    return say("the file {file} cannot be read: {reason}", file=path.name, reason=error.strerror or str(error))
