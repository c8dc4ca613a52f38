from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.dcat.completion import complete
from toolkit.model.dataset import DataService, Dataset, Distribution, Place
from toolkit.vocabularies.highvalue import HVD_REGULATION

TYPES = "http://publications.europa.eu/resource/authority/file-type/"
RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
LEVELS = "http://dcat-ap.de/def/politicalGeocoding/Level/"
KEYS = "http://dcat-ap.de/def/politicalGeocoding/"
OGC = "http://www.opengis.net/def/serviceType/ogc/"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
HVD = "http://data.europa.eu/bna/c_ac64a52d"


def complete_part(part: Distribution, dataset: Dataset | None = None) -> Distribution:
    return complete(replace(dataset or Dataset("a", "1", "Radwege"), distributions=(part,))).distributions[0]


def test_what_says_nothing_of_access_is_public_when_everybody_may_see_it() -> None:
    assert complete(Dataset("a", "1")).access_rights == RIGHTS + "PUBLIC"


def test_what_not_everybody_may_see_is_not_called_public() -> None:
    assert not complete(Dataset("a", "1"), is_public=False).access_rights


def test_access_rights_that_are_said_stay() -> None:
    restricted = Dataset("a", "1", access_rights=RIGHTS + "RESTRICTED")
    assert complete(restricted).access_rights == RIGHTS + "RESTRICTED"


@pytest.mark.parametrize(
    ("uri", "level"),
    [
        (f"{KEYS}municipalityKey/07315000", "municipality"),
        (f"{KEYS}regionalKey/073150000000", "municipality"),
        (f"{KEYS}districtKey/07315", "administrativeDistrict"),
        (f"{KEYS}stateKey/07", "state"),
    ],
)
def test_an_official_key_gives_the_level_of_its_area(uri: str, level: str) -> None:
    assert complete(Dataset("a", "1", spatial=Place(uri=uri))).geocoding_level == LEVELS + level


@pytest.mark.parametrize(
    "place",
    [None, Place("Stadtgebiet"), Place(uri=f"{KEYS}governmentDistrictKey/057"), Place(uri="https://example.org/7")],
)
def test_a_place_without_a_level_gives_none(place: Place | None) -> None:
    assert not complete(Dataset("a", "1", spatial=place)).geocoding_level


def test_a_level_that_is_said_stays() -> None:
    said = Dataset("a", "1", spatial=Place(uri=f"{KEYS}stateKey/07"), geocoding_level=LEVELS + "federal")
    assert complete(said).geocoding_level == LEVELS + "federal"


def test_a_high_value_dataset_and_each_distribution_name_the_regulation() -> None:
    said = Dataset(
        "a", "1", hvd_categories=(HVD,), legal_basis=("LTranspG",), distributions=(Distribution("1"), Distribution("2"))
    )
    done = complete(said)
    assert done.legal_basis == ("LTranspG", HVD_REGULATION)
    assert [part.legal_basis for part in done.distributions] == [(HVD_REGULATION,), (HVD_REGULATION,)]


def test_the_regulation_is_not_named_twice() -> None:
    said = Dataset("a", "1", hvd_categories=(HVD,), legal_basis=(HVD_REGULATION, "LTranspG"))
    assert complete(said).legal_basis == (HVD_REGULATION, "LTranspG")


def test_a_dataset_of_no_high_value_names_no_law_of_its_own() -> None:
    done = complete(Dataset("a", "1", distributions=(Distribution("1"),)))
    assert (done.legal_basis, done.distributions[0].legal_basis) == ((), ())


def test_licence_and_attribution_of_the_dataset_hold_for_distributions_that_name_none() -> None:
    dataset = Dataset("a", "1", license=BY, attribution="Stadt Beispielhausen")
    part = complete_part(Distribution("1"), dataset)
    assert (part.license, part.attribution) == (BY, "Stadt Beispielhausen")
    own = complete_part(Distribution("1", license=ZERO, attribution="Amt"), dataset)
    assert (own.license, own.attribution) == (ZERO, "Amt")


def test_media_type_follows_from_the_format() -> None:
    assert complete_part(Distribution("1", format=TYPES + "CSV")).media_type == "text/csv"
    assert complete_part(Distribution("1", format=TYPES + "CSV", media_type="text/plain")).media_type == "text/plain"
    assert not complete_part(Distribution("1", format="https://example.org/own")).media_type


@pytest.mark.parametrize("said", ["text/csv", "https://www.iana.org/assignments/media-types/text/csv"])
def test_format_follows_from_the_media_type(said: str) -> None:
    part = complete_part(Distribution("1", media_type=said))
    assert (part.format, part.media_type) == (TYPES + "CSV", said)


def test_a_media_type_that_nobody_knows_gives_no_format_though_the_address_would() -> None:
    part = complete_part(Distribution("1", media_type="text/x-own", access_url="https://example.org/a.csv"))
    assert not part.format


@pytest.mark.parametrize("field", ["path", "download_url", "access_url"])
def test_format_follows_from_an_ending_that_is_of_one_format_only(field: str) -> None:
    address = "daten/a.xlsx" if field == "path" else "https://example.org/a.xlsx"
    said = replace(Distribution("1"), **{field: address})  # type: ignore[arg-type]  # the field's name is a parameter
    assert complete_part(said).format == TYPES + "XLSX"
    unsure = replace(said, **{field: address.replace(".xlsx", ".json")})  # type: ignore[arg-type]  # as above
    assert not complete_part(unsure).format


@pytest.mark.parametrize(
    ("address", "is_file"),
    [
        ("https://example.org/a.csv", True),
        ("https://example.org/a.CSV?stand=2024", True),
        ("https://example.org/a.csv.gz", True),
        ("https://example.org/a.zip", True),
        ("https://example.org/daten/a", False),
        ("https://example.org/a.xlsx", False),
        ("https://example.org/daten.csv/lesen", False),
    ],
)
def test_the_address_of_a_file_of_the_format_is_a_download(address: str, *, is_file: bool) -> None:
    part = complete_part(Distribution("1", access_url=address, format=TYPES + "CSV"))
    assert (part.access_url, part.download_url) == (address, address if is_file else "")


def test_a_download_is_an_access_too_and_another_access_stays() -> None:
    file, page = "https://example.org/a.csv", "https://example.org/seite"
    assert complete_part(Distribution("1", download_url=file)).access_url == file
    both = complete_part(Distribution("1", download_url=file, access_url=page))
    assert (both.access_url, both.download_url) == (page, file)


def test_a_local_file_gets_no_address() -> None:
    part = complete_part(Distribution("1", path="a.csv"))
    assert (part.access_url, part.download_url, part.service) == ("", "", None)


def test_the_capabilities_of_a_wms_give_its_service() -> None:
    address = "https://example.org/ows?map=rad&SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0"
    part = complete_part(Distribution("1", title="Karte", access_url=address), Dataset("a", "1", license=ZERO))
    assert part.service == DataService(
        endpoint_url="https://example.org/ows?map=rad",
        endpoint_description=address,
        title="Karte",
        conforms_to=(OGC + "wms",),
        license=ZERO,
        access_rights=RIGHTS + "PUBLIC",
    )
    assert (part.format, part.access_url, part.download_url) == (TYPES + "WMS_SRVC", address, "")


@pytest.mark.parametrize(
    ("code", "kind", "question"),
    [("WMS_SRVC", "wms", "WMS"), ("WFS_SRVC", "wfs", "WFS"), ("WCS_SRVC", "wcs", "WCS")],
)
def test_the_root_of_a_service_gives_its_description_and_its_standard(code: str, kind: str, question: str) -> None:
    part = complete_part(Distribution("1", access_url="https://example.org/dienst", format=TYPES + code))
    assert part.service
    assert part.service.endpoint_url == "https://example.org/dienst"
    assert part.service.endpoint_description == f"https://example.org/dienst?service={question}&request=GetCapabilities"
    assert part.service.conforms_to == (OGC + kind,)
    assert part.service.title == "Radwege"


def test_a_question_is_added_to_those_that_a_service_already_asks() -> None:
    part = complete_part(Distribution("1", access_url="https://example.org/d?map=rad", format=TYPES + "WFS_SRVC"))
    assert part.service
    assert part.service.endpoint_description == "https://example.org/d?map=rad&service=WFS&request=GetCapabilities"


def test_a_service_that_stands_as_a_download_becomes_an_access() -> None:
    address = "https://example.org/ows?service=WFS"
    part = complete_part(Distribution("1", download_url=address))
    assert part.service
    assert (part.access_url, part.download_url) == (address, "")
    page = "https://example.org/seite"
    beside = complete_part(Distribution("1", download_url=address, access_url=page))
    assert (beside.access_url, beside.download_url) == (page, "")


@pytest.mark.parametrize(
    "part",
    [
        Distribution("1", access_url="https://example.org/ows?service=WFS&request=GetFeature", format=TYPES + "CSV"),
        Distribution("1", access_url="https://example.org/ows?service=WMS&request=GetMap"),
        Distribution("1", access_url="https://example.org/api/a.json", format=TYPES + "JSON"),
        Distribution("1", access_url="https://example.org/api/a", format=TYPES + "CSV"),
        Distribution("1", access_url="https://example.org/apiary", format=TYPES + "JSON"),
        Distribution("1", access_url="https://example.org/api/a", download_url="https://example.org/a"),
        Distribution(
            "1", access_url="https://example.org/d", download_url="https://e.org/a.gml", format=TYPES + "WFS_SRVC"
        ),
        Distribution("1", path="ows.xml", format=TYPES + "WMS_SRVC"),
        Distribution("1", format=TYPES + "WMS_SRVC"),
        Distribution("1", access_url="https://example.org/MapServer.zip", format=TYPES + "MAP_SRVC"),
        Distribution("1", access_url="https://[broken/api/", format=TYPES + "JSON"),
    ],
)
def test_what_is_a_file_or_a_request_for_data_gets_no_service(part: Distribution) -> None:
    assert complete_part(part).service is None


@pytest.mark.parametrize(
    "part",
    [
        Distribution("1", access_url="https://example.org/api/v1/stationen", format=TYPES + "JSON"),
        Distribution("1", access_url="https://example.org/ogcapi"),
        Distribution("1", access_url="https://example.org/arcgis/MapServer", format=TYPES + "MAP_SRVC"),
        Distribution("1", access_url="https://example.org/arcgis/FeatureServer", format=TYPES + "REST"),
    ],
)
def test_another_interface_is_a_service_without_a_standard(part: Distribution) -> None:
    service = complete_part(part).service
    assert service
    assert (service.endpoint_url, service.endpoint_description, service.conforms_to) == (part.access_url, "", ())


def test_what_a_service_says_stays_and_the_rest_is_filled() -> None:
    said = DataService(
        endpoint_url="https://example.org/rad", title="Radnetz", license=BY, conforms_to=("https://e.org/s",)
    )
    part = complete_part(Distribution("1", service=said, format=TYPES + "WMS_SRVC", license=ZERO))
    assert part.service == replace(
        said,
        endpoint_description="https://example.org/rad?service=WMS&request=GetCapabilities",
        access_rights=RIGHTS + "PUBLIC",
    )


def test_a_service_without_an_address_begins_at_the_access_address() -> None:
    part = Distribution("1", access_url="https://example.org/lesen", service=DataService(title="Messwerte"))
    service = complete_part(part).service
    assert service
    assert (service.title, service.endpoint_url) == ("Messwerte", "https://example.org/lesen")


_ADDRESSES = st.sampled_from(
    [
        "",
        "https://example.org/a.csv",
        "https://example.org/ows?service=WMS&request=GetCapabilities",
        "https://example.org/ows?service=WFS",
        "https://example.org/api/v1",
        "https://example.org/seite",
    ]
)
_FORMATS = st.sampled_from(["", *(TYPES + code for code in ("CSV", "WMS_SRVC", "WFS_SRVC", "JSON", "REST", "ZIP"))])


@given(
    st.builds(
        Distribution,
        st.just("1"),
        access_url=_ADDRESSES,
        download_url=_ADDRESSES,
        format=_FORMATS,
        media_type=st.sampled_from(["", "text/csv"]),
        service=st.sampled_from([None, DataService(), DataService(endpoint_url="https://example.org/d")]),
    ),
    st.sampled_from([(), (HVD,)]),
)
def test_completing_twice_is_completing_once_and_changes_nothing_said(
    part: Distribution, high: tuple[str, ...]
) -> None:
    said = Dataset("a", "1", hvd_categories=high, distributions=(part,))
    done = complete(said)
    assert complete(done) == done
    new = done.distributions[0]
    for field in ("title", "access_url", "format", "media_type"):
        assert getattr(part, field) in {"", getattr(new, field)}
    if part.service is None and new.service:
        assert not new.download_url


def test_the_pages_that_explain_a_distribution_explain_its_service() -> None:
    part = Distribution(
        "1", format=TYPES + "WMS_SRVC", access_url="https://e.org/d", documentation=("https://e.org/h",)
    )
    service = complete_part(part).service
    assert service
    assert service.documentation == ("https://e.org/h",)


def test_the_address_of_a_service_is_no_file_however_it_ends() -> None:
    once = complete_part(Distribution("1", service=DataService("https://example.org/api/daten.csv")))
    assert not once.format
    assert complete_part(once) == once
