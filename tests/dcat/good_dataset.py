"""A dataset that says everything that DCAT-AP.de 3.0 asks for or recommends."""

from __future__ import annotations

from toolkit.model.dataset import Agent, ContactPoint, DataService, Dataset, Distribution, Period, Place, Series
from toolkit.vocabularies.highvalue import HVD_REGULATION

EU = "http://publications.europa.eu/resource/authority"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
KEYS = "http://dcat-ap.de/def/politicalGeocoding"

FILE = Distribution(
    "csv",
    title="Bäume als CSV",
    access_url="https://example.org/b.csv",
    download_url="https://example.org/b.csv",
    format=f"{EU}/file-type/CSV",
    media_type="text/csv",
    license=LICENCE,
    attribution="Stadt Beispiel",
    modified="2025-01-15",
    availability=f"{EU}/planned-availability/STABLE",
    status=f"{EU}/distribution-status/COMPLETED",
    byte_size=1234,
    checksum="sha256:" + "0a" * 32,
    languages=(f"{EU}/language/DEU",),
    legal_basis=(HVD_REGULATION,),
)

SERVICE = Distribution(
    "wfs",
    title="Bäume als WFS",
    access_url="https://example.org/wfs",
    format=f"{EU}/file-type/WFS_SRVC",
    license=LICENCE,
    attribution="Stadt Beispiel",
    modified="2025-01-15",
    availability=f"{EU}/planned-availability/STABLE",
    legal_basis=(HVD_REGULATION,),
    service=DataService(
        "https://example.org/wfs",
        "https://example.org/wfs?service=WFS&request=GetCapabilities",
        "Bäume als WFS",
        availability=f"{EU}/planned-availability/STABLE",
    ),
)

GOOD = Dataset(
    "amt",
    "A-1",
    title="Baumkataster",
    description="Alle Bäume im öffentlichen Raum.",
    publisher=Agent(
        "Stadt Beispiel", url="https://example.org", kind="http://purl.org/adms/publishertype/LocalAuthority"
    ),
    contact=ContactPoint("Grünes Amt", "daten@example.org"),
    keywords=("Baum",),
    themes=(f"{EU}/data-theme/ENVI",),
    license=LICENCE,
    attribution="Stadt Beispiel",
    modified="2025-01-15",
    issued="2024-02",
    frequency=f"{EU}/frequency/ANNUAL",
    access_rights=f"{EU}/access-right/PUBLIC",
    availability=f"{EU}/planned-availability/STABLE",
    languages=(f"{EU}/language/DEU",),
    temporal=Period("2024", "2024-12-31"),
    temporal_resolution="P1Y",
    spatial=Place("Beispiel", f"{KEYS}/municipalityKey/07315000", '{"type":"Point","coordinates":[8.27,50.0]}'),
    geocoding_level=f"{KEYS}/Level/municipality",
    landing_page="https://example.org/baeume",
    legal_basis=(HVD_REGULATION, "Baumschutzsatzung"),
    hvd_categories=("http://data.europa.eu/bna/c_ac64a52d",),
    spatial_resolution="0.5",
    series=Series("baum", "Baumkataster", "Alle Jahre"),
    distributions=(FILE, SERVICE),
)
