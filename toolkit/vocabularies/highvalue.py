"""What the law says of high-value datasets: Implementing Regulation (EU) 2023/138."""

from __future__ import annotations

from typing import Final

HVD_REGULATION: Final = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""The regulation as DCAT-AP HVD wants it named, word for word."""

OPEN_LICENCES: Final = frozenset({"dl-zero-de/2.0", "cc-zero", "cc-by/4.0", "ccpdm/1.0", "odcpddl", "officialWork"})
"""Codes of CC0, CC BY 4.0 and what is as open or more so (Art. 4(3)); share-alike and non-commercial are not."""

DOUBTFUL_LICENCES: Final = frozenset({"dl-by-de/2.0", "geonutz/20130319"})
"""Codes of German licences with attribution: as open by their wording, but not named by the regulation."""
