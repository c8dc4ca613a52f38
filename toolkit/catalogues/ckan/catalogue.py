"""A CKAN site as a catalogue: implements ``toolkit.catalogues.base.Catalogue``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from toolkit.catalogues.base import Intended, Scope, Sent
from toolkit.catalogues.ckan import fields, payload, snapshot
from toolkit.catalogues.ckan.choice import AUTO, PLAIN, Choice, choose_former, choose_profile
from toolkit.catalogues.ckan.client import Absent, Client, Denied, open_client
from toolkit.catalogues.ckan.deletion import delete_dataset
from toolkit.catalogues.ckan.derived import list_derived_fields
from toolkit.catalogues.ckan.files import Shelf, find_unreadable
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.organization import write_group, write_organization
from toolkit.catalogues.ckan.patience import Patience
from toolkit.catalogues.ckan.preflight import Preflight
from toolkit.catalogues.ckan.profile import Profile, load_profile
from toolkit.catalogues.ckan.refusal import is_stale, is_taken_name, is_taken_resource_id
from toolkit.catalogues.ckan.restore import parse_dataset, parse_organization, parse_said, restore_value
from toolkit.catalogues.ckan.site import Account, Site, fetch_account, fetch_site
from toolkit.catalogues.ckan.spelling import build_spelling
from toolkit.catalogues.ckan.succession import Retired, carry_over, dump_profile, keep_retired, parse_former
from toolkit.catalogues.ckan.themegroup import has_theme_groups, name_theme_group
from toolkit.catalogues.ckan.told import Told
from toolkit.catalogues.ckan.untold import list_untold
from toolkit.model.dataset import Dataset, Described, Group, Organization
from toolkit.model.entry import Entry, Held, Snapshot, Value
from toolkit.model.identity import build_name
from toolkit.model.message import Message, say
from toolkit.model.notation import Notation
from toolkit.model.plan import Check, Policy
from toolkit.model.receipt import Answered, Busy, Refused, Request, Unsure, Written
from toolkit.model.release import Release


def connect_ckan(
    address: str,
    token: str = "",
    *,
    header: str = "Authorization",
    profile: str | Notation = AUTO,
    patience: Patience | None = None,
) -> CkanCatalogue:
    """Reach a CKAN site and learn what it is: two requests, three where it describes its fields itself.

    ``header`` is the name of the header that carries the token; ``profile`` is the name of one, a YAML file, ``auto``,
    or the notation that an earlier run wrote with. Raises Problem where no usable CKAN answers.
    """
    client, status = open_client(address, token, header=header, patience=patience)
    site = fetch_site(client, status, token)
    if isinstance(profile, Notation):
        return CkanCatalogue(client, site, choose_former(client, site, profile))
    return CkanCatalogue(client, site, choose_profile(client, site, profile))


class CkanCatalogue:
    """A catalogue in CKAN. ``site`` tells what was learnt when it was reached; threads may share one."""

    def __init__(self, client: Client, site: Site, choice: Choice) -> None:
        self.site = site
        self.choice = choice
        self._client = client
        self._forms = Forms(choice.profile, site.licenses)
        self._spelling = build_spelling(choice.schema, choice.profile)
        self._told = Told(choice.profile, self._spelling, has_schema=choice.schema is not None)
        self._retired: dict[str, Retired] = {}
        self._formers: dict[Notation, Profile | None] = {}
        self._tell: Callable[[Sent], None] = lambda _: None

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
        """What was found when the site was reached: no encryption."""
        return self.site.warnings

    def fetch_account(self) -> Account:
        """Read what the token may do. Raises Problem for a token that CKAN does not accept."""
        return fetch_account(self._client)

    def build_entry(self, described: Described, release: Release, name: str) -> Entry:
        """Put a dataset's managed fields into CKAN's fields; what the site cannot hold is told by ``fetch_checks``."""
        built = fields.build_entry(described, release, name, self._forms)
        self._told.note(described, built)
        entry = self._spelling.write(built)
        retired = self._retired.get(entry.identifier)
        return retired.add_to(entry) if retired else entry

    def restore_dataset(self, held: Held) -> Dataset:
        """Read back what a dataset says; the opposite of ``build_entry`` as far as the profile reaches."""
        dataset = parse_dataset(self._spelling.read(held.entry), self._forms)
        return replace(dataset, organization=parse_organization(held.raw) or dataset.organization)

    def read_dataset(self, held: Held) -> Dataset:
        """Read what a dataset says as a person would type it: nothing that follows from it, a bare address as one.

        A resource that somebody entered by hand has CKAN's own address only, which leads to the data.
        """
        entry = self._spelling.read(held.entry)
        dataset = parse_said(entry, self._forms)
        seen = Counter(part.key for part in dataset.distributions)
        parts = tuple(
            replace(
                part,
                key=part.key if seen[part.key] == 1 else resource.id,
                access_url=part.access_url or ("" if part.download_url else str(resource.fields.get("url") or "")),
            )
            for part, resource in zip(dataset.distributions, entry.resources, strict=True)
        )
        organization = parse_organization(held.raw) or dataset.organization
        return replace(dataset, organization=organization, distributions=parts)

    def read_value(self, field: str, value: Value) -> dict[str, Any]:
        """Read what one field (``resources.<field>`` for a resource's) says: canonical path -> value."""
        rule = self._spelling.rules.get(field)
        return restore_value(field, rule.read(value) if rule else value, self._forms)

    def list_untold(self, held: Held) -> tuple[str, ...]:
        """Name what a dataset holds besides the fields of the profile."""
        return tuple(list_untold(held.raw, self.choice.profile))

    @property
    def notation(self) -> Notation:
        """The profile, with all that is needed to read its entries in a later run."""
        return self._notation

    @cached_property
    def _notation(self) -> Notation:
        return Notation(self.choice.profile.name, dump_profile(self.choice.profile))

    def carry_over(self, identifier: str, base: Entry, former: Notation) -> Entry | None:
        """Give a base that was written with another profile as it looks through this one; None where nobody can.

        From now on the former profile's fields are read as well, and those of this dataset are asked to be empty.
        """
        if former not in self._formers:
            self._formers[former] = self._meet(former)
        profile = self._formers[former]
        if profile is None:
            return None
        if profile is self.choice.profile:
            return base
        carried, retired = carry_over(base, profile, self._forms)
        self._retired[identifier] = retired
        return carried

    def field_of(self, path: str) -> str:
        """Name the field that a canonical path fills, the most telling one where it fills several."""
        return fields.field_of(path, self._forms.profile)

    def _meet(self, former: Notation) -> Profile | None:
        """Read a former profile, and its fields from now on; today's own is the very same object."""
        profile = parse_former(former.content) if former.content else load_profile(PLAIN)
        if profile is None:
            return None
        if dump_profile(profile) == self.notation.content:
            return self.choice.profile
        self._forms = replace(self._forms, profile=keep_retired(self._forms.profile, profile))
        return profile

    def fetch_snapshot(self, scope: Scope) -> Snapshot:
        """Read the scope's datasets and the organisations that the token may write to."""
        wanted = replace(scope, groups=True) if self._has_theme_groups else scope
        return snapshot.fetch_snapshot(self._client, wanted, self._forms)

    def fetch_taken_names(self, names: frozenset[str]) -> frozenset[str]:
        """Tell which URL names are in use, as far as the token may see."""
        return snapshot.fetch_taken_names(self._client, names)

    def fetch_by_name(self, name: str) -> Held | None:
        """Ask for one dataset, past the search index; a deleted one counts as none."""
        return snapshot.fetch_by_name(self._client, name, self._forms)

    @property
    def policies(self) -> Mapping[str, Policy]:
        """Give the policies of the profile."""
        return self._forms.profile.policies

    @property
    def derived(self) -> frozenset[str]:
        """Name the fields of the profile that hold nothing but what may follow from others."""
        return list_derived_fields(self._forms.profile)

    @property
    def most_jobs(self) -> int:
        """How many writes may be under way at once: a site's workers are few, and each write waits for the index."""
        return 8

    def take_requests(self) -> tuple[Request, ...]:
        """Give the requests that this thread sent since it last asked, those of reaching the site included."""
        return self._client.take_requests()

    def tell_uploads(self, tell: Callable[[Sent], None]) -> None:
        """Tell from now on how far each upload is."""
        self._tell = tell

    def tell_strain(self, tell: Callable[[float], None]) -> None:
        """Tell from now on when a request that is sent again found the site under pressure."""
        self._client.tell_strain(tell)

    def fetch_checks(self, intended: Intended) -> tuple[Check, ...]:
        """Ask what would be refused; nothing is asked where nothing is to be written."""
        return self._preflight.fetch_checks(intended)

    @cached_property
    def _has_theme_groups(self) -> bool:
        """Whether groups stand for themes on this site (ckanext-dcatde)."""
        return has_theme_groups(self.choice.profile)

    @cached_property
    def _preflight(self) -> Preflight:
        return Preflight(self._client, self.site, self.choice, self._told)

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        """Read all datasets of some organisations, drafts and private ones included; of all where none is named."""
        return snapshot.fetch_foreign(self._client, organizations, self._forms)

    def delete(self, held: Held) -> Answered:
        """Make a dataset private and delete it, unless it changed since it was read; CKAN keeps it in its trash."""
        return delete_dataset(self._client, held, self.withdraw(held))

    def create_group(self, group: Group) -> None:
        """Create a group; its title and description are used this once. Raises Problem where it is not there then."""
        write_group(self._client, name_theme_group(group) if self._has_theme_groups else group)
        self.__dict__.pop("_manageable_groups", None)  # it may be read already, without the new one

    def create_organization(self, organization: Organization) -> None:
        """Create an organisation. Raises Problem where CKAN refuses or does not answer."""
        write_organization(self._client, organization)

    def create(self, entry: Entry) -> Answered:
        """Write a new dataset in one request, then its local files, one request each."""
        unreadable = find_unreadable(entry.resources)
        if unreadable:
            return Refused(unreadable)
        answer = self._post(entry)
        is_hidden = isinstance(answer, Denied) and is_taken_name(answer.errors) and self._is_hidden(entry.name)
        return self._create_renamed(entry) if is_hidden else self._finish(entry, answer)

    def _finish(self, entry: Entry, answer: dict[str, Any] | Denied | Unsure | Busy) -> Answered:
        """Store the files of a dataset that was written."""
        match answer:
            case Denied(reason):
                return Refused(reason)
            case Unsure() | Busy():
                return answer
            case package:
                return self._shelf.store(entry.resources, package)

    def _is_hidden(self, name: str) -> bool:
        """Tell whether the token may not see who holds a URL name."""
        return isinstance(self._client.find("package_show", id=name), Absent)

    def _create_renamed(self, entry: Entry) -> Answered:
        """Write a new dataset under another URL name, where a dataset that we cannot see holds the one asked for.

        An earlier request, whose answer did not come back, may have written it so already.
        """
        renamed = replace(entry, name=build_name(entry.name, entry.identifier, {entry.name}))
        answer = self._post(renamed)
        there = None
        if isinstance(answer, Denied) and is_taken_name(answer.errors):
            there = self.fetch_by_name(renamed.name)
        is_ours = there is not None and there.entry.identifier == entry.identifier
        answered = self.update(there, renamed) if there and is_ours else self._finish(renamed, answer)
        return replace(answered, name=renamed.name) if isinstance(answered, Written) else answered

    def _post(self, entry: Entry) -> dict[str, Any] | Denied | Unsure | Busy:
        """Send a new dataset; once more where a deleted one held the ids of its resources."""
        body = payload.build_create(entry, self._forms.profile)
        answer = self._client.write("package_create", body)
        if not isinstance(answer, Denied) or not is_taken_resource_id(answer.errors):
            return answer
        match self._free_ids(entry):
            case Unsure() | Busy() as unclear:
                return unclear
            case True:
                return self._client.write("package_create", body)
            case _:
                return answer

    def update(self, held: Held, entry: Entry) -> Answered:
        """Change what differs in one request, then store local files that changed; refused if ``held`` is outdated.

        Resources of ours in ``held.entry`` that the entry lacks go; other people's stay. A deleted dataset comes back.
        """
        files = [resource for resource in entry.resources if payload.needs_upload(resource, held)]
        unreadable = find_unreadable(files)
        if unreadable:
            return Refused(unreadable)
        request = payload.build_revise(held, entry, self._forms.profile)
        answer = self._revise(held, request) if request else Written(held.id, held.revision)
        if isinstance(answer, Written):
            return self._shelf.store(files, {"id": answer.id, "metadata_modified": answer.revision})
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
            case Unsure() | Busy() as unclear:
                return unclear
            case answer:
                package = answer["package"]
                return Written(str(package["id"]), str(package["metadata_modified"]))

    @cached_property
    def _manageable_groups(self) -> frozenset[str]:
        """The groups that the token may manage; asked for once, and only where a dataset is in a group."""
        return frozenset(str(group["name"]) for group in self._client.read("group_list_authz"))

    @property
    def _shelf(self) -> Shelf:
        """Where local files go."""
        return Shelf(self._client, self._forms.profile, self._tell)

    def _free_ids(self, entry: Entry) -> bool | Unsure | Busy:
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
            if raw.get("state") != "deleted" or holder.entry.identifier != entry.identifier:
                return False
            ids = [item.id for item in holder.entry.resources if item.id in wanted]
            freed = self._revise(holder, payload.build_release_of_ids(holder, ids))
            if not isinstance(freed, Written):
                return freed if isinstance(freed, Unsure | Busy) else False
        return True

    def _find_package(self, resource: Mapping[str, Any]) -> Any:
        """Ask for the dataset that holds a resource."""
        return self._client.find("package_show", id=resource["package_id"])
