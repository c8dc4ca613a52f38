"""The rule for properties that DCAT-AP.de recommends and an inventory does not know at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from toolkit.checks.rule import Words, on_inventory
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Place, Severity
from toolkit.model.message import Message, enumerate_all, say

_SAYS: Mapping[str, Callable[[Dataset], object]] = MappingProxyType(
    {
        "spatial": lambda dataset: dataset.spatial,
        "temporal": lambda dataset: dataset.temporal,
        "geocoding_level": lambda dataset: dataset.geocoding_level,
        "availability": lambda dataset: dataset.availability,
        "languages": lambda dataset: dataset.languages,
    }
)
_NAMES: Mapping[str, Message] = MappingProxyType(
    {
        "spatial": say("the area (spatial)"),
        "temporal": say("the time covered (temporal)"),
        "geocoding_level": say("the political level (geocoding_level)"),
        "availability": say("how long the data stay available (availability)"),
        "languages": say("the language (languages)"),
    }
)


@on_inventory("recommended-missing", Severity.NOTE)
def recommended_missing(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Nothing in an inventory fills some of the fields that are recommended.

    DCAT-AP.de 3.0 recommends the area, the time covered, the political level and the availability of every dataset;
    portals filter by them, and by the language. That is said once, and only of fields that no dataset has.

    What is the same for all datasets needs no column: give it under constants in the mapping, such as
    “geocoding_level: municipality”.
    """
    missing = [path for path, says in _SAYS.items() if not any(says(one.dataset) for one in everything)]
    if everything and missing:
        yield Words(
            say("no dataset says: {fields}", fields=enumerate_all(_NAMES[path] for path in missing)),
            Place(),
            say("Map columns to them; what is the same for all stands under constants in the mapping."),
        )
