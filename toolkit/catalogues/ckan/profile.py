"""A profile: which canonical field goes into which field of CKAN, and in what form. Data, not code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, TypeAlias, get_args

from toolkit.bundle import read_bundled
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.message import say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.plan import Policy
from toolkit.vocabularies.yamlfile import MappingNode, Node, SequenceNode, YamlFile

Form: TypeAlias = Literal[
    "address", "text", "email", "file-type", "groups", "json", "license-id", "media-type", "number", "tags"
]
"""How a value is written in CKAN; ``toolkit.catalogues.ckan.forms`` knows the way there and back."""

DATASET_PREFIX = "dataset."
EXTRAS_PREFIX = "extras."

OUR_KEY = "bestand_key"
"""The resource field that marks a resource as ours: CKAN keeps any key of a resource."""

_FOLDER = "mappings/profiles"
_LIST_FORMS = frozenset({"groups", "json", "tags"})
_LISTS = frozenset(item.name for kind in (Dataset, Distribution) for item in fields(kind) if item.default == ())
_RESERVED = frozenset({"id", "name", "private", "owner_org", "state", "type", "extras", "resources"})
_RESERVED_OF_RESOURCES = frozenset({"id", "package_id", "position", "state", "url_type"})
_RESOURCE_PATHS = (*DISTRIBUTION_PATHS, *(f"{DATASET_PREFIX}{path}" for path in DATASET_PATHS))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of CKAN: the canonical paths that may fill it (the first that says something does) and its form.

    ``kept_in`` is a second field that gets the same value and is read back instead. ``policy`` settles what both the
    sheet and CKAN changed.
    """

    name: str
    sources: tuple[str, ...]
    form: Form = "text"
    kept_in: str = ""
    policy: Policy = "stop"


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Every field that Bestand may write to, and the field that carries our identifier.

    ``file_types`` are CKAN's labels for EU file-type codes that differ from the code.
    """

    name: str
    identifier: str
    dataset: tuple[Field, ...]
    resources: tuple[Field, ...]
    file_types: Mapping[str, str]

    @property
    def policies(self) -> dict[str, Policy]:
        """The fields that have a policy of their own: name -> policy, ``resources.<field>`` for a resource's."""
        groups = (("", self.dataset), ("resources.", self.resources))
        return {
            f"{prefix}{field.name}": field.policy
            for prefix, group in groups
            for field in group
            if field.policy != "stop"
        }


@cache
def load_profile(name: str = "ckan-plain") -> Profile:
    """Load a profile that ships with the product. Raises Problem for a name or a content that cannot be used.

    >>> load_profile().identifier
    'extras.identifier'
    """
    return parse_profile(read_bundled(_FOLDER, f"{name}.yaml"), f"{_FOLDER}/{name}.yaml")


def parse_profile(text: str, file: str) -> Profile:
    """Build a profile from the text of its file; ``file`` is the name that complaints give.

    Raises Problem with file and line for unknown or repeated keys, paths, forms and fields.
    """
    yaml = YamlFile(file)
    head = yaml.mapping(yaml.parse(text), ("profile", "identifier", "dataset", "resources"), ("file_types",))
    resources = _parse_fields(yaml, head["resources"], _RESOURCE_PATHS, _RESERVED_OF_RESOURCES)
    if not any(field.name == OUR_KEY and field.sources == ("key",) for field in resources):
        what = say("no field keeps the key of a distribution")
        raise yaml.fault(head["resources"], what, say("add the line “{line}”", line=f"{OUR_KEY}: key"))
    labels = yaml.entries(head["file_types"]) if "file_types" in head else {}
    return Profile(
        name=yaml.text(head["profile"]),
        identifier=yaml.text(head["identifier"]),
        dataset=_parse_fields(yaml, head["dataset"], DATASET_PATHS, _RESERVED | {yaml.text(head["identifier"])}),
        resources=resources,
        file_types={code: yaml.text(node) for code, (_, node) in labels.items()},
    )


def _parse_fields(yaml: YamlFile, node: Node, paths: Collection[str], reserved: Collection[str]) -> tuple[Field, ...]:
    """Read the lines of one part."""
    found: list[Field] = []
    for name, (key_node, value) in yaml.entries(node).items():
        if name in reserved:
            what = say("{field} is filled by Bestand itself", field=name)
            raise yaml.fault(key_node, what, say("take the line away"))
        found.append(_parse_field(yaml, name, value, paths))
    return tuple(found)


def _parse_field(yaml: YamlFile, name: str, node: Node, paths: Collection[str]) -> Field:
    """Read one line: a path, or a mapping with ``from``, ``as``, ``kept_in`` and ``policy``."""
    if not isinstance(node, MappingNode):
        node_of_paths, found = node, {}
    else:
        found = yaml.mapping(node, ("from",), ("as", "kept_in", "policy"))
        node_of_paths = found["from"]
    form = _parse_form(yaml, found["as"]) if "as" in found else "text"
    sources = _parse_sources(yaml, node_of_paths, paths)
    if form not in _LIST_FORMS and any(source.removeprefix(DATASET_PREFIX) in _LISTS for source in sources):
        what = say("{path} is a list, and “{form}” is no form of a list", path=sources[0], form=form)
        raise yaml.fault(node, what, say("the forms of a list are: {forms}", forms=", ".join(sorted(_LIST_FORMS))))
    kept_in = yaml.text(found["kept_in"]) if "kept_in" in found else ""
    policy = _parse_policy(yaml, name, found["policy"]) if "policy" in found else "stop"
    return Field(name, sources, form, kept_in, policy)


def _parse_sources(yaml: YamlFile, node: Node, paths: Collection[str]) -> tuple[str, ...]:
    """Read one canonical path or several."""
    nodes = yaml.items(node) if isinstance(node, SequenceNode) else [node]
    for item in nodes:
        if yaml.text(item) not in paths:
            what = say("“{path}” is no canonical field", path=yaml.text(item))
            raise yaml.fault(item, what, say("there are: {paths}", paths=", ".join(paths)))
    return tuple(yaml.text(item) for item in nodes)


def _parse_form(yaml: YamlFile, node: Node) -> Form:
    """Read the name of a form."""
    wanted = yaml.text(node)
    form = next((known for known in get_args(Form) if known == wanted), None)
    if form is None:
        what = say("“{form}” is no form that a value can be written in", form=wanted)
        raise yaml.fault(node, what, say("there are: {forms}", forms=", ".join(get_args(Form))))
    checked: Form = form
    return checked


def _parse_policy(yaml: YamlFile, name: str, node: Node) -> Policy:
    """Read what happens where both sides changed a field."""
    wanted = yaml.text(node)
    policy: Policy | None = next((known for known in get_args(Policy) if known == wanted), None)
    if policy is None:
        what = say("“{policy}” is no policy for changes on both sides", policy=wanted)
        raise yaml.fault(node, what, say("there are: {policies}", policies=", ".join(get_args(Policy))))
    if name == OUR_KEY and policy != "stop":
        what = say("{field} is what tells that a resource is ours, and belongs to nobody else", field=name)
        raise yaml.fault(node, what, say("take the policy away"))
    return policy
