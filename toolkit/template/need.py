"""How much a column is needed: by DCAT-AP.de 3.0, and by the rules of release."""

from __future__ import annotations

from typing import Final

from toolkit.dcat.obligation import Obligation, Owner, find_property
from toolkit.mapping.spec import Question
from toolkit.template.layout import Need

RELEASE: Final = "release."
"""What the path of a question of the release begins with in the wording."""

QUIET: Final[frozenset[Question]] = frozenset(
    {"publish", "personal_data", "special_categories", "anonymised", "lawful", "privacy_approved", "high_value"}
)
"""The questions that every template can ask: by the usual rules an empty cell of the others holds a dataset back.

The first two must be answered; the next four count only where personal data are not excluded; the last decides nothing
(docs/release.md).
"""

_REQUIRED = frozenset({"key", "dataset", "license", "release.publish", "release.personal_data"})
# Parts of a dataset that is recommended or required as a whole, with the fields that say what it is.
_SAYING = frozenset(
    {"publisher.name", "contact.name", "contact.email", "temporal.start", "temporal.end", "spatial.text", "spatial"}
)
_NEEDS: dict[str, Need] = {Obligation.MANDATORY: "required", Obligation.RECOMMENDED: "recommended"}


def find_need(path: str, owner: Owner = "dataset") -> Need:
    """Tell how much a field or a question of a dataset or of a distribution is needed.

    The licence is needed once, at the dataset or at its distributions; ``license`` of a distribution is therefore
    only recommended where the dataset has one.

    >>> find_need("title"), find_need("keywords"), find_need("version")
    ('required', 'recommended', 'optional')
    """
    if path in _REQUIRED and (owner == "dataset" or path != "license"):
        return "required"
    if path.startswith(RELEASE):
        return "optional"
    head = path.partition(".")[0] if path in _SAYING else path
    try:
        asked = find_property(owner, head).obligation("3.0")
    except KeyError:
        return "optional"
    return _NEEDS.get(asked, "optional")
