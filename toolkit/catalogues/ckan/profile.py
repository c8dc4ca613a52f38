"""A profile: which canonical field goes into which field of CKAN, and in what form. Data, not code; read from YAML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from toolkit.bundle import bundled_names, read_bundled
from toolkit.catalogues.ckan.layout import (
    DATASET_PREFIX,
    EXTRAS_PREFIX,
    LIST_FORMS,
    OUR_KEY,
    RESOURCES_PREFIX,
    SOURCES_OF_DATASETS,
    SOURCES_OF_RESOURCES,
    SUBFIELD,
    Field,
    Form,
    Profile,
    is_list,
)
from toolkit.model.message import say
from toolkit.model.path import STRUCTURED
from toolkit.model.plan import Policy
from toolkit.model.problem import Problem
from toolkit.vocabularies.yamlfile import MappingNode, Node, SequenceNode, YamlFile

__all__ = [
    "DATASET_PREFIX",
    "EXTRAS_PREFIX",
    "OUR_KEY",
    "RESOURCES_PREFIX",
    "Field",
    "Form",
    "Profile",
    "load_profile",
    "parse_profile",
    "read_profile",
]

_FOLDER = "mappings/profiles"
_SUFFIXES = frozenset({".yaml", ".yml"})
_RESERVED = frozenset({"id", "name", "private", "owner_org", "state", "type", "extras", "resources"})
_RESERVED_OF_RESOURCES = frozenset({"id", "package_id", "position", "state", "url_type"})
_WHOLE = ("identifier", "dataset", "resources")
_MORE = ("extends", "without", "file_types", "encoded", "derived")
_KEYS_OF_FIELDS = ("as", "kept_in", "policy", "value")


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two parts of a profile: its key in the file, and what may stand in it."""

    key: str
    paths: Collection[str]
    reserved: Collection[str]


@cache
def load_profile(name: str = "ckan-plain") -> Profile:
    """Load a profile that ships with the product, or a file of one's own (a path that ends with .yaml).

    Raises Problem for a name or a content that cannot be used.

    >>> load_profile().identifier
    'extras.identifier'
    """
    path = Path(name)
    if path.suffix.lower() in _SUFFIXES:
        return read_profile(path)
    return parse_profile(read_bundled(_FOLDER, f"{name}.yaml"), f"{_FOLDER}/{name}.yaml")


def read_profile(path: Path) -> Profile:
    """Read a profile of one's own. Raises Problem for a file that cannot be read or used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = say("the profile {file} cannot be read: {reason}", file=path.as_posix(), reason=str(error))
        raise Problem(what, say("name a file that is there, written in UTF-8")) from error
    return parse_profile(text, path.as_posix())


def parse_profile(text: str, file: str) -> Profile:
    """Build a profile from the text of its file; ``file`` is the name that complaints give.

    Raises Problem with file and line for unknown or repeated keys, paths, forms and fields.
    """
    yaml = YamlFile(file)
    node = yaml.parse(text)
    is_whole = "extends" not in yaml.entries(node)
    required, optional = (("profile", *_WHOLE), _MORE) if is_whole else (("profile", "extends"), (*_WHOLE, *_MORE))
    head = yaml.mapping(node, required, optional)
    base = None if is_whole else _load_base(yaml, head["extends"])
    left_out = yaml.texts(head["without"]) if "without" in head else ()
    found = _build_profile(yaml, head, base)
    profile = _take_away(yaml, head, found, left_out) if left_out else found
    if not any(field.name == OUR_KEY and field.sources == ("key",) for field in profile.resources):
        what = say("no field keeps the key of a distribution")
        raise yaml.fault(head.get("resources", node), what, say("add the line “{line}”", line=f"{OUR_KEY}: key"))
    return profile


def _load_base(yaml: YamlFile, node: Node) -> Profile:
    """Load the profile that a file extends: one that ships with the product."""
    name, names = yaml.text(node), [file.removesuffix(".yaml") for file in bundled_names(_FOLDER, ".yaml")]
    if name not in names:
        what = say("there is no profile “{name}” to extend", name=name)
        raise yaml.fault(node, what, say("there are: {names}", names=", ".join(names)))
    return load_profile(name)


def _build_profile(yaml: YamlFile, head: Mapping[str, Node], base: Profile | None) -> Profile:
    """Read all keys; what the file does not say is as in the profile that it extends."""
    identifier = yaml.text(head["identifier"]) if "identifier" in head else base.identifier if base else ""
    labels = yaml.entries(head["file_types"]) if "file_types" in head else {}
    reserved = _RESERVED | {identifier}
    encoded = yaml.texts(head["encoded"]) if "encoded" in head else base.encoded if base else ()
    derived = yaml.flag(head["derived"]) if "derived" in head else bool(base and base.derived)
    return Profile(
        name=yaml.text(head["profile"]),
        identifier=identifier,
        dataset=_extend(base.dataset if base else (), yaml, head, _Part("dataset", SOURCES_OF_DATASETS, reserved)),
        resources=_extend(
            base.resources if base else (),
            yaml,
            head,
            _Part("resources", SOURCES_OF_RESOURCES, _RESERVED_OF_RESOURCES),
        ),
        file_types={
            **(base.file_types if base else {}),
            **{code: yaml.text(node) for code, (_, node) in labels.items()},
        },
        encoded=frozenset(encoded),
        derived=derived,
    )


def _extend(inherited: tuple[Field, ...], yaml: YamlFile, head: Mapping[str, Node], part: _Part) -> tuple[Field, ...]:
    """Put a file's own fields over those that it inherits: each keeps its place, new ones follow."""
    own = _parse_fields(yaml, head[part.key], part) if part.key in head else ()
    merged = {field.name: field for field in (*inherited, *own)}
    return tuple(field for field in merged.values() if field.name not in part.reserved)


def _take_away(yaml: YamlFile, head: Mapping[str, Node], profile: Profile, names: Collection[str]) -> Profile:
    """Leave fields out by their names, ``resources.<field>`` for a resource's; all of a repeating field by its own."""
    known = {_whole(field.name) for field in profile.dataset} | {field.name for field in profile.dataset}
    known |= {RESOURCES_PREFIX + one for field in profile.resources for one in (field.name, _whole(field.name))}
    for node, name in zip(yaml.items(head["without"]), names, strict=True):
        if name not in known:
            what = say("there is no field {field} to leave out", field=name)
            raise yaml.fault(node, what, say("there are: {fields}", fields=", ".join(sorted(known))))
    gone = frozenset(names)
    return Profile(
        profile.name,
        profile.identifier,
        tuple(one for one in profile.dataset if gone.isdisjoint({one.name, _whole(one.name)})),
        tuple(
            one
            for one in profile.resources
            if gone.isdisjoint({RESOURCES_PREFIX + one.name, RESOURCES_PREFIX + _whole(one.name)})
        ),
        profile.file_types,
        profile.encoded,
        profile.derived,
    )


def _whole(name: str) -> str:
    """Name the repeating field of a subfield, or the field itself."""
    return name.partition(SUBFIELD)[0]


def _parse_fields(yaml: YamlFile, node: Node, part: _Part) -> tuple[Field, ...]:
    """Read the lines of one part."""
    found: list[Field] = []
    for name, (key_node, value) in yaml.entries(node).items():
        if _whole(name) in part.reserved:
            what = say("{field} is filled by Bestand itself", field=name)
            raise yaml.fault(key_node, what, say("take the line away"))
        if name.count("[") + name.count("]") != 2 * name.count(SUBFIELD) or name.count(SUBFIELD) > 1:
            what = say("{field} is no name of a field", field=name)
            raise yaml.fault(key_node, what, say("write: {example}", example="publisher[].name"))
        found.append(_parse_field(yaml, name, value, part.paths))
    return tuple(found)


def _parse_field(yaml: YamlFile, name: str, node: Node, paths: Collection[str]) -> Field:
    """Read one line: a path, or a mapping with ``from``, ``as``, ``kept_in``, ``policy`` and ``value``."""
    if not isinstance(node, MappingNode):
        node_of_paths, found = node, {}
    else:
        found = yaml.mapping(node, ("from",), _KEYS_OF_FIELDS)
        node_of_paths = found["from"]
    form = _parse_form(yaml, found["as"]) if "as" in found else "text"
    sources = _parse_sources(yaml, node_of_paths, paths)
    kept_in = yaml.text(found["kept_in"]) if "kept_in" in found else ""
    policy = _parse_policy(yaml, name, found["policy"]) if "policy" in found else "stop"
    value = yaml.text(found["value"]) if "value" in found else ""
    field = Field(name, sources, form, kept_in, policy, value)
    _check_form(yaml, node, field)
    return field


def _check_form(yaml: YamlFile, node: Node, field: Field) -> None:
    """Let a list be written as a list, and what has fields of its own as objects."""
    if field.value:
        return
    is_structured = any(source in STRUCTURED for source in field.sources)
    if is_structured != (field.form == "objects"):
        what = say("“{form}” is no form of {path}", form=field.form, path=field.sources[0])
        raise yaml.fault(node, what, say("the form objects is for: {paths}", paths=", ".join(STRUCTURED)))
    if field.form not in LIST_FORMS and not is_structured and any(is_list(source) for source in field.sources):
        what = say("{path} is a list, and “{form}” is no form of a list", path=field.sources[0], form=field.form)
        raise yaml.fault(node, what, say("the forms of a list are: {forms}", forms=", ".join(sorted(LIST_FORMS))))


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
