"""A plan whose push died while it deleted: what it did itself does not make it outdated."""

from __future__ import annotations

from dataclasses import replace

from toolkit.model.entry import Entry, Held, Missing, Snapshot
from toolkit.sync.guards import stamp
from toolkit.sync.resume import Step, rewind

PUBLIC = Entry("a:1", "n", {"private": False, "title": "T"})
PRIVATE = replace(PUBLIC, fields={**PUBLIC.fields, "private": True})
BEFORE = Snapshot("t", {"a:1": Held("id", PUBLIC, "1")})
DELETION = Step("a:1", "delete", "", "1", PRIVATE, PRIVATE, catalogue_id="id")


def test_a_deletion_that_was_done_is_finished_and_needs_no_base() -> None:
    rewound = rewind(Snapshot("t", {}), [DELETION])
    assert stamp(rewound.snapshot) == stamp(BEFORE)
    assert rewound.finished == {"a:1"}
    assert not rewound.unrecorded


def test_a_dataset_in_the_trash_counts_once() -> None:
    trash = Snapshot("t", {}, missing={"a:1": Missing("id", "deleted", Held("id", PRIVATE, "3"))})
    assert stamp(rewind(trash, [DELETION]).snapshot) == stamp(BEFORE)


def test_a_deletion_that_got_half_way_fits_the_plan_and_is_not_finished() -> None:
    rewound = rewind(Snapshot("t", {"a:1": Held("id", PRIVATE, "2")}), [DELETION])
    assert stamp(rewound.snapshot) == stamp(BEFORE)
    assert not rewound.finished


def test_a_deletion_that_never_began_changes_nothing() -> None:
    rewound = rewind(BEFORE, [DELETION])
    assert stamp(rewound.snapshot) == stamp(BEFORE)
    assert not rewound.finished


def test_an_edit_meanwhile_makes_the_plan_outdated() -> None:
    edited = replace(PRIVATE, fields={**PRIVATE.fields, "title": "von Hand"})
    rewound = rewind(Snapshot("t", {"a:1": Held("id", edited, "3")}), [DELETION])
    assert stamp(rewound.snapshot) != stamp(BEFORE)
