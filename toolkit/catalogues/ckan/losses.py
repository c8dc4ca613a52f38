"""What a profile cannot hold of a dataset, so that it is told before the push and never dropped silently. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.layout import DATASET_PREFIX, PARTS_PREFIX, Field, Profile
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.entry import is_empty
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED, read_path

# An organisation is its dataset's own and is created with its title, and a file that lies beside the sheet is uploaded.
_ELSEWHERE = frozenset({"organization.name", "organization.title", "path"})
_PATHS = tuple(path for path in (*DATASET_PATHS, *STRUCTURED) if path not in _ELSEWHERE)
_PATHS_OF_PARTS = tuple(path for path in DISTRIBUTION_PATHS if path not in _ELSEWHERE)

Carriers = Mapping[str, Sequence[Field]]


def find_losses(dataset: Dataset, profile: Profile) -> tuple[str, ...]:
    """List the filled canonical paths of which no field of the profile holds anything, in the model's order.

    A distribution's are called ``distributions.<path>``, once, whichever distribution it is. A field that is shared by
    several paths holds the first that says something; one whose form leaves nothing of a value (a mail address that is
    none) holds nothing.
    """
    own, of_parts = _index(profile)
    forms = Forms(profile, Licenses())
    lost = [path for path in _PATHS if _is_lost(dataset, path, own, forms)]
    lost_of_parts = (
        PARTS_PREFIX + path
        for path in _PATHS_OF_PARTS
        if any(_is_lost(part, path, of_parts, forms) for part in dataset.distributions)
    )
    return (*lost, *lost_of_parts)


@lru_cache(maxsize=16)
def _index(profile: Profile) -> tuple[Carriers, Carriers]:
    """Give the fields that each path may fill, of datasets and of resources; constants carry nothing."""
    return _list_carriers(profile.dataset), _list_carriers(profile.resources)


def _list_carriers(group: Iterable[Field]) -> Carriers:
    carriers: dict[str, list[Field]] = defaultdict(list)
    for field in group:
        for source in field.sources if not field.value else ():
            carriers[source].append(field)
    return dict(carriers)


def _is_lost(thing: Dataset | Distribution, path: str, carriers: Carriers, forms: Forms) -> bool:
    """Tell whether a path is filled and no field carries anything of it."""
    value = read_path(thing, path)
    if is_empty(value):
        return False
    fields = (field for field in carriers.get(path, ()) if _is_first(thing, path, field))
    return all(is_empty(forms.write(field.form, value)) for field in fields)


def _is_first(thing: Dataset | Distribution, path: str, field: Field) -> bool:
    """Tell whether a path is the one that fills a field: themes and groups do so together."""
    if field.form == "theme-groups":
        return True
    own = (source for source in field.sources if not source.startswith(DATASET_PREFIX))
    return next((source for source in own if not is_empty(read_path(thing, source))), "") == path
