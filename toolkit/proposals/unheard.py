"""What a column may mean by its content alone, where its heading says nothing or is contradicted."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.message import say
from toolkit.proposals.coverage import share_known
from toolkit.proposals.fitness import percent, say_kind, share
from toolkit.proposals.kinds import is_network_path
from toolkit.proposals.proposal import Candidate, Profile
from toolkit.vocabularies.load import load_vocabulary

_CODED = {
    "license": ("license", 0.8, 0.6),
    "themes": ("data-theme", 0.8, 0.6),
    "distribution.format": ("file-type", 0.8, 0.6),
    "frequency": ("frequency", 0.8, 0.65),
    "languages": ("language", 0.6, 0.5),
    "access_rights": ("access-right", 0.5, 0.45),
    "availability": ("planned-availability", 0.5, 0.4),
    "geocoding_level": ("political-geocoding-level", 0.5, 0.4),
}
"""Field -> its vocabulary, and the confidence where three or more different values are all known, or fewer are."""


def guess_meanings(profile: Profile, *, key_wanted: bool = True) -> Iterator[Candidate]:
    """List what a column's content alone suggests; only what is unmistakable comes near being settled."""
    yield from _guess_coded(profile)
    if not profile.filled:
        return
    mails, addresses = share(profile, "email"), share(profile, "url")
    linked = min(1.0, profile.links / profile.filled)
    if mails >= 0.8:
        yield Candidate("contact.email", 0.65, (say_kind(profile, "email"),))
    if addresses >= 0.8:
        yield Candidate("distribution.access_url", 0.6, (say_kind(profile, "url"),))
        yield Candidate("landing_page", 0.5, (say_kind(profile, "url"),))
    elif linked >= 0.8 and profile.distinct <= 0.5 * profile.filled:
        links = say("{share} % of the cells are links to web addresses", share=percent(linked))
        yield Candidate("distribution.access_url", 0.55, (links,))
    yield from _guess_kinds(profile)
    yield from _guess_words(profile, key_wanted=key_wanted)


def _guess_coded(profile: Profile) -> Iterator[Candidate]:
    """Look whether all values are of one list."""
    for target, (vocabulary, strong, weak) in _CODED.items():
        known = profile.vocabularies.get(vocabulary, 0.0) if profile.filled else 0.0
        listed = share_known(profile.allowed, vocabulary)
        different = max(profile.distinct if known >= 0.9 else 0, len(profile.allowed) if listed >= 0.9 else 0)
        if max(known, listed) < 0.6 or (profile.filled and known < 0.5):
            continue
        title = load_vocabulary(vocabulary).title_de
        message = (
            say("{share} % of the cells are of the list “{list}”", share=percent(known), list=title)
            if known >= 0.6
            else say("the cells’ drop-down list is of the list “{list}”", list=title)
        )
        certain = different >= 3 and (profile.filled >= 3 or listed >= 0.9)
        yield Candidate(target, strong if certain else weak, (message,))


def _guess_kinds(profile: Profile) -> Iterator[Candidate]:
    """Look at values whose form tells what they are."""
    if share(profile, "path") >= 0.8:
        network = sum(map(is_network_path, profile.samples)) >= len(profile.samples) / 2
        yield Candidate("ignore.storage" if network else "distribution.path", 0.6, (say_kind(profile, "path"),))
    if share(profile, "phone") >= 0.8:
        yield Candidate("ignore.phone", 0.6, (say_kind(profile, "phone"),))
    if share(profile, "period") >= 0.6:
        yield Candidate("temporal", 0.6, (say_kind(profile, "period"),))
    if share(profile, "date") >= 0.8:
        yield Candidate("modified", 0.45, (say_kind(profile, "date"),))
        yield Candidate("issued", 0.4, (say_kind(profile, "date"),))
    if share(profile, "size") >= 0.8:
        yield Candidate("distribution.byte_size", 0.65, (say_kind(profile, "size"),))


def _guess_words(profile: Profile, *, key_wanted: bool) -> Iterator[Candidate]:
    """Look at words and identifiers: whether each row has its own, and how long they are."""
    if share(profile, "text") >= 0.7:
        yield Candidate("description", 0.45, (say_kind(profile, "text"),))
    elif profile.separator and share(profile, "line", "text") >= 0.5:
        yield Candidate("keywords", 0.4, (say("several values stand in a cell"),))
    if profile.is_unique and profile.rows >= 3:
        own = say("every row has a value of its own")
        if key_wanted and share(profile, "identifier", "number") >= 0.9:
            yield Candidate("key", 0.6 if share(profile, "identifier") >= 0.9 else 0.5, (own,))
        elif share(profile, "line") >= 0.8:
            yield Candidate("title", 0.45, (own,))
