"""A profile made of the schema that a site shows, and values in the site's own spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from toolkit.catalogues.ckan.choices import Choice, Choices, identify, measure_vocabulary
from toolkit.catalogues.ckan.profile import Profile, load_profile
from toolkit.catalogues.ckan.schemingprofile import build_profile
from toolkit.catalogues.ckan.spelling import Cut, build_spelling
from toolkit.model.entry import Entry, Resource, Value

MULTIPLE = "ignore_missing scheming_multiple_text"
ONE_OF = "scheming_required scheming_choices"
SOME_OF = "scheming_multiple_choice"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency"
THEME = "http://publications.europa.eu/resource/authority/data-theme"
STATUS = "http://publications.europa.eu/resource/authority/distribution-status"

Raw = Mapping[str, Any]


def schema(*dataset: Raw, resources: tuple[Raw, ...] = ()) -> Raw:
    return {"dataset_fields": dataset, "resource_fields": resources}


def field(name: str, **more: Any) -> Raw:
    return {"field_name": name, **more}


def choices(**labels: str) -> list[Raw]:
    return [{"value": value, "label": label} for value, label in labels.items()]


def build(shown: Raw) -> Profile:
    return build_profile(shown, load_profile("ckan-dcat"), load_profile("ckan-scheming"))


def sources(profile: Profile, *, resources: bool = False) -> dict[str, str]:
    group = profile.resources if resources else profile.dataset
    return {one.name: one.sources[0] for one in group}


def test_fields_that_ckanext_dcat_knows_are_known_by_name() -> None:
    subfields = [field("name"), field("email"), field("kennung")]
    profile = build(schema(field("frequency"), field("publisher", repeating_subfields=subfields), field("identifier")))
    found = sources(profile)
    assert profile.identifier == "identifier"
    assert found["frequency"] == "frequency"
    assert (found["publisher[].name"], found["publisher[].email"]) == ("publisher.name", "publisher.email")
    assert "publisher[].url" not in found
    assert found["extras.publisher_url"] == "publisher.url"
    assert not {"extras.frequency", "extras.publisher_name", "extras.publisher_email"} & found.keys()


def test_what_the_schema_lacks_goes_where_it_goes_without_one() -> None:
    profile = build(schema(field("title")))
    assert profile.identifier == "extras.identifier"
    assert sources(profile) == sources(load_profile("ckan-dcat"))
    assert profile.paths == load_profile("ckan-dcat").paths


def test_an_extra_never_has_the_name_of_a_field() -> None:
    found = sources(build(schema(field("theme", repeating_subfields=[field("code")]), field("publisher_name"))))
    assert "extras.theme" not in found
    assert "extras.publisher_name" not in found


def test_lists_are_written_as_lists_and_single_values_as_texts() -> None:
    forms = {
        one.name: one.form
        for one in build(schema(field("theme", validators=MULTIPLE), field("provenance", validators=MULTIPLE))).dataset
    }
    assert (forms["theme"], forms["provenance"], forms["extras.language"]) == ("list", "list", "json")


def test_repeating_fields_of_resources_that_the_schema_lacks_stay_json() -> None:
    encoded = build(schema()).encoded
    assert encoded == load_profile("ckan-dcat").encoded
    known = schema(resources=(field("access_services", repeating_subfields=[field("title")]),))
    assert build(known).encoded == encoded - {"resources.access_services"}


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (field("aktualisierungsfrequenz", label="Aktualisierungsfrequenz"), "frequency"),
        (field("x1", label={"de": "Titel", "en": "Licence"}), ""),
        (field("x2", label={"de": "Aktualisierungsfrequenz", "en": "x"}), "frequency"),
        (field("farbe", label="Farbe"), ""),
        (field("feld_7", choices=choices(a="jährlich", b="monatlich", c="täglich")), "frequency"),
        (field("feld_8", choices=choices(a="jährlich", b="rot", c="grün")), ""),
        (field("feld_9", choices=choices(a="jährlich")), ""),
        (field("frequenz", label="Frequenz", choices=choices(a="rot", b="grün")), ""),
        (field("kategorien", choices=choices(u="Umwelt", v="Verkehr", e="Energie")), "themes"),
    ],
)
def test_unknown_fields_are_guessed_only_where_that_is_sure(raw: Raw, path: str) -> None:
    assert sources(build(schema(raw))).get(str(raw["field_name"]), "") == path


def test_what_two_fields_claim_is_guessed_for_none() -> None:
    both = choices(a="jährlich", b="monatlich")
    found = sources(build(schema(field("eins", choices=both), field("zwei", choices=both))))
    assert not {"eins", "zwei"} & found.keys()
    assert found["extras.frequency"] == "frequency"


def test_a_field_known_by_name_leaves_nothing_to_guess() -> None:
    found = sources(build(schema(field("frequency"), field("feld", choices=choices(a="jährlich", b="monatlich")))))
    assert "feld" not in found


def test_subfields_are_guessed_with_their_group() -> None:
    group = field("herausgeber", label="Herausgeber", repeating_subfields=[field("name", label="Name"), field("q")])
    found = sources(build(schema(group)))
    assert found["herausgeber[].name"] == "publisher.name"
    assert "herausgeber[].q" not in found


def test_a_choice_is_known_by_its_uri_its_end_and_its_labels() -> None:
    for choice in (
        Choice(f"{STATUS}/COMPLETED"),
        Choice("http://purl.org/adms/status/Completed"),
        Choice("urn:status:completed"),
        Choice("1", ("Completed", "abgeschlossen")),
    ):
        concept = identify(choice, "distribution-status")
        assert concept is not None, choice
        assert concept.code == "COMPLETED"
    assert identify(Choice("1", ("Completed", "Withdrawn")), "distribution-status") is None
    assert identify(Choice("Completed"), "") is None


def test_one_choice_says_nothing_about_a_vocabulary() -> None:
    assert measure_vocabulary([Choice("ANNUAL")], "frequency") == 0
    assert measure_vocabulary([Choice("ANNUAL"), Choice("rot")], "frequency") == 0.5


def test_values_are_written_as_the_site_spells_them_and_read_back() -> None:
    known = Choices((Choice("jaehrl", ("jährlich",)), Choice("mtl", ("monatlich",))), "frequency")
    assert known.write(f"{FREQUENCY}/ANNUAL") == "jaehrl"
    assert known.read("jaehrl") == f"{FREQUENCY}/ANNUAL"
    assert known.write(f"{FREQUENCY}/DAILY") == f"{FREQUENCY}/DAILY"
    assert known.write("mtl") == "mtl"
    assert known.read("fremd") == "fremd"


def test_of_two_choices_for_one_concept_the_uri_counts_else_the_first() -> None:
    both = Choices((Choice("alt", ("jährlich",)), Choice(f"{FREQUENCY}/ANNUAL")), "frequency")
    assert both.write("jährlich") == f"{FREQUENCY}/ANNUAL"
    assert Choices((Choice("eins", ("jährlich",)), Choice("zwei", ("annual",))), "frequency").write("ANNUAL") == "eins"


def test_without_a_vocabulary_labels_count() -> None:
    known = Choices((Choice("1", ("Innenstadt",)), Choice("2", ("Nord",)), Choice("3", ("nord",))))
    assert (known.write("innenstadt"), known.write("Nord"), known.write("Süd")) == ("1", "Nord", "Süd")


def spell(raw: Raw, value: Value, path: str = "", *, resource: bool = False) -> tuple[Value, Value, tuple[Cut, ...]]:
    """Write a value of the raw field, read it back, and list what is cut."""
    name = str(raw["field_name"])
    shown = schema(resources=(raw,)) if resource else schema(raw)
    profile = build(shown)
    assert not path or sources(profile, resources=resource)[name] == path
    spelling = build_spelling(shown, profile)
    entry = Entry("a:1", "n", {} if resource else {name: value}, (Resource("4f", {name: value}),) if resource else ())
    written = spelling.write(entry)
    read = spelling.read(written)

    def pick(one: Entry) -> Value:
        return one.resources[0].fields[name] if resource else one.fields[name]

    return pick(written), pick(read), spelling.list_cuts(entry)


def test_the_status_of_a_resource_is_the_sites_own_value_of_the_same_concept() -> None:
    purl = "http://purl.org/adms/status"
    raw = field("status", choices=choices(**{f"{purl}/Completed": "C", f"{purl}/Withdrawn": "W"}), validators=ONE_OF)
    assert spell(raw, f"{STATUS}/COMPLETED", "status", resource=True) == (
        f"{purl}/Completed",
        f"{STATUS}/COMPLETED",
        (),
    )


def test_a_list_in_choices_keeps_its_items() -> None:
    raw = field("theme", choices=choices(env="Umwelt", ene="Energie"), validators=SOME_OF)
    value = (f"{THEME}/ENVI", f"{THEME}/ENER")
    assert spell(raw, value, "themes") == (("env", "ene"), value, ())


def test_a_field_for_one_value_takes_the_first_and_says_what_is_left_out() -> None:
    raw = field("theme", choices=choices(env="Umwelt", ene="Energie"), validators=ONE_OF)
    one, two = f"{THEME}/ENVI", f"{THEME}/ENER"
    assert spell(raw, (one,)) == ("env", (one,), ())
    assert spell(raw, (one, two)) == ("env", (one,), (Cut("theme", "several", two),))
    assert spell(raw, None) == (None, None, ())


@pytest.mark.parametrize(
    ("validators", "value", "written", "read", "is_cut"),
    [
        ("isodate convert_to_json_if_date", "2024-03-05", "2024-03-05", "2024-03-05", False),
        ("isodate convert_to_json_if_date", "2024-03", "2024-03-01", "2024-03-01", True),
        ("scheming_isodatetime convert_to_json_if_datetime", "2024-03-05", "2024-03-05T00:00:00", "2024-03-05", False),
        ("scheming_isodatetime convert_to_json_if_datetime", "2024", "2024-01-01T00:00:00", "2024-01-01", True),
        ("scheming_isodatetime", "2024-03-05T10:30", "2024-03-05T10:30:00", "2024-03-05T10:30:00", False),
        ("ignore_missing dcat_date convert_to_json_if_datetime", "2024-03", "2024-03", "2024-03", False),
    ],
)
def test_dates_are_as_exact_as_the_schema_wants(
    validators: str, value: str, written: str, read: str, is_cut: bool
) -> None:
    cuts = (Cut("issued", "inexact", value),) if is_cut else ()
    assert spell(field("issued", validators=validators), value, "issued") == (written, read, cuts)


def test_without_a_schema_nothing_is_spelt_otherwise() -> None:
    entry = Entry("a:1", "n", {"issued": "2024"})
    assert build_spelling(None, load_profile()).write(entry) is entry


def test_an_author_is_no_second_contact_beside_that_of_the_schema() -> None:
    contact = field("contact", repeating_subfields=[field("name"), field("email")])
    found = sources(build(schema(contact)))
    assert not {"author", "author_email", "maintainer", "maintainer_email"} & found.keys()
    assert found["extras.creator_name"] == "creator.name", "it is said once"
    assert "author" in sources(build(schema(field("title")))), "and stays where nothing takes it for a contact"
