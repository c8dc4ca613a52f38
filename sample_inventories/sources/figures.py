"""The invented statistics of Musterhausen: a few base numbers, from which tables follow that add up with one another.

Every number that two tables share is computed once: the residents of a district are the sum of its age groups, the
deaths by district are those of the year's balance, land use covers the area of the districts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

AGE_GROUPS = ("0 bis 17", "18 bis 29", "30 bis 49", "50 bis 64", "65 und älter")
LISTS = (
    "Bürgerliste",
    "Liste Stadtgrün",
    "Soziales Musterhausen",
    "Freie Mitte",
    "Union der Stadtteile",
    "Sonstige",
)
LABOUR_FORCE = 50_600
DEATH_AGE_WEIGHTS = (2, 3, 21, 118, 942)


class District(NamedTuple):
    """One Stadtteil: its base numbers; the weights need not add up to anything."""

    number: int
    name: str
    hectares: int
    residents: int
    women_per_mille: int
    age_weights: tuple[int, ...]
    household_weights: tuple[int, ...]
    turnout_per_mille: int
    vote_weights: tuple[int, ...]


class Year(NamedTuple):
    """One year's births, deaths and moves over the city's boundary."""

    year: int
    births: int
    deaths: int
    arrivals: int
    departures: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One table as the office would save it: file name, column names and rows of ready text."""

    file_name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """Give the table as CSV text with semicolons."""
        return "".join(";".join(row) + "\n" for row in (self.header, *self.rows))


DISTRICTS = (
    District(1, "Altstadt", 182, 7842, 508, (9, 24, 31, 17, 19), (61, 24, 8, 5, 2), 561, (17, 29, 16, 15, 13, 10)),
    District(2, "Neustadt", 341, 14310, 503, (14, 26, 32, 16, 12), (57, 24, 10, 6, 3), 548, (14, 31, 21, 12, 11, 11)),
    District(3, "Nordend", 468, 12655, 511, (17, 15, 29, 20, 19), (44, 30, 13, 9, 4), 603, (22, 21, 18, 15, 16, 8)),
    District(4, "Südvorstadt", 512, 13928, 509, (16, 18, 30, 19, 17), (46, 29, 13, 8, 4), 587, (20, 24, 19, 14, 14, 9)),
    District(
        5, "Mühlenviertel", 637, 9477, 506, (18, 14, 28, 21, 19), (40, 31, 14, 10, 5), 612, (23, 19, 17, 16, 18, 7)
    ),
    District(6, "Am Hafen", 724, 5236, 487, (15, 25, 33, 17, 10), (58, 24, 9, 6, 3), 502, (13, 27, 23, 12, 10, 15)),
    District(7, "Oberfeld", 1186, 11803, 512, (20, 13, 27, 22, 18), (34, 33, 16, 12, 5), 634, (27, 15, 16, 18, 18, 6)),
    District(8, "Unterfeld", 1342, 8164, 507, (21, 14, 28, 21, 16), (33, 32, 17, 12, 6), 598, (25, 14, 20, 16, 17, 8)),
    District(
        9, "Waldsiedlung", 2088, 7391, 516, (16, 10, 23, 24, 27), (37, 37, 13, 9, 4), 668, (28, 17, 13, 20, 17, 5)
    ),
    District(
        10, "Musterbach", 1765, 5408, 502, (20, 12, 27, 24, 17), (29, 35, 18, 13, 5), 651, (29, 12, 13, 18, 23, 5)
    ),
)

YEARS = (
    Year(2005, 782, 1004, 5210, 5302),
    Year(2006, 769, 991, 5164, 5240),
    Year(2007, 774, 985, 5307, 5188),
    Year(2008, 790, 1012, 5391, 5204),
    Year(2009, 761, 1023, 5342, 5127),
    Year(2010, 788, 1001, 5586, 5171),
    Year(2011, 779, 996, 5904, 5290),
    Year(2012, 801, 1018, 6122, 5411),
    Year(2013, 812, 1040, 6387, 5602),
    Year(2014, 846, 1009, 6731, 5874),
    Year(2015, 887, 1051, 8012, 6240),
    Year(2016, 934, 1024, 7346, 6518),
    Year(2017, 921, 1046, 6904, 6377),
    Year(2018, 929, 1072, 6811, 6402),
    Year(2019, 918, 1039, 6755, 6431),
    Year(2020, 902, 1097, 5980, 5912),
    Year(2021, 931, 1134, 6203, 6044),
    Year(2022, 868, 1151, 8421, 6530),
    Year(2023, 824, 1102, 7106, 6488),
    Year(2024, 806, 1086, 6892, 6405),
)

# Year; one- and two-family houses; larger houses; dwellings; living space in 100 m².
COMPLETIONS = (
    (2010, 96, 8, 171, 196), (2011, 104, 11, 212, 231), (2012, 99, 14, 246, 254), (2013, 112, 13, 251, 268),
    (2014, 108, 17, 297, 301), (2015, 101, 19, 318, 309), (2016, 93, 24, 377, 352), (2017, 88, 27, 402, 371),
    (2018, 91, 29, 431, 398), (2019, 84, 31, 448, 404), (2020, 79, 28, 412, 376), (2021, 76, 26, 391, 359),
    (2022, 71, 22, 336, 312), (2023, 58, 17, 264, 243), (2024, 43, 14, 211, 192),
)  # fmt: skip

# January to December: guests, of these from abroad, nights, of these from abroad.
GUESTS_2023 = (
    (6120, 842, 11204, 1710), (6388, 871, 11790, 1764), (7915, 1104, 14620, 2251), (9240, 1390, 17433, 2846),
    (11812, 1905, 22540, 3921), (12604, 2204, 24188, 4580), (13977, 3011, 28940, 6544), (14320, 3120, 29871, 6803),
    (12711, 2087, 24104, 4290), (10894, 1511, 20366, 3102), (8120, 1066, 14880, 2187), (9433, 1190, 16712, 2405),
)  # fmt: skip
GUESTS_2024 = (
    (6402, 871, 11688, 1779), (6611, 903, 12170, 1830), (8344, 1177, 15418, 2402), (9518, 1441, 17988, 2950),
    (12390, 2011, 23611, 4138), (13102, 2340, 25140, 4872), (14286, 3122, 29504, 6790), (14811, 3254, 30822, 7094),
    (13020, 2160, 24690, 4441), (11207, 1577, 20944, 3240), (8366, 1110, 15322, 2278), (9871, 1262, 17480, 2551),
)  # fmt: skip

# January 2023 to December 2024: unemployed under SGB II, under SGB III, of all: women.
UNEMPLOYED = (
    (2104, 1022, 1401), (2110, 1015, 1399), (2096, 968, 1382), (2088, 931, 1371),
    (2071, 902, 1360), (2063, 896, 1366), (2080, 964, 1420), (2094, 991, 1448),
    (2079, 927, 1402), (2066, 903, 1384), (2058, 911, 1377), (2069, 958, 1382),
    (2131, 1087, 1433), (2142, 1093, 1437), (2139, 1041, 1421), (2127, 1002, 1409),
    (2118, 980, 1404), (2109, 972, 1411), (2133, 1048, 1472), (2150, 1077, 1501),
    (2137, 1009, 1457), (2126, 988, 1440), (2120, 1004, 1436), (2138, 1062, 1449),
)  # fmt: skip

# Branch; women; men.
EMPLOYEES = (
    ("Land- und Forstwirtschaft", 61, 148),
    ("Verarbeitendes Gewerbe", 2114, 5930),
    ("Energie, Wasser, Entsorgung", 208, 644),
    ("Baugewerbe", 391, 2207),
    ("Handel, Reparatur von Kfz", 3077, 2866),
    ("Verkehr und Lagerei", 702, 2139),
    ("Gastgewerbe", 774, 705),
    ("Information und Kommunikation", 566, 1122),
    ("Finanzen, Versicherungen, Immobilien", 921, 690),
    ("Unternehmensnahe Dienstleistungen", 2498, 2911),
    ("Öffentliche Verwaltung", 2064, 1204),
    ("Erziehung und Unterricht", 1633, 688),
    ("Gesundheit und Soziales", 5188, 1507),
    ("Übrige Dienstleistungen", 842, 580),
)

LAND_USE = (
    ("Wohnbaufläche", 1412),
    ("Industrie- und Gewerbefläche", 618),
    ("Fläche gemischter Nutzung", 187),
    ("Sport-, Freizeit- und Erholungsfläche", 493),
    ("Friedhof", 64),
    ("Straßenverkehr", 702),
    ("Weg, Platz", 138),
    ("Bahnverkehr", 121),
    ("Landwirtschaft", 3486),
    ("Wald", 1612),
    ("Gehölz", 97),
    ("Gewässer", 241),
    ("Unland, vegetationslose Fläche", 74),
)

# Commuters by place: in, out. Kept as text because two of the lines are spoilt on purpose (see FAULTY_COMMUTERS).
COMMUTERS = (
    ("Ahornstetten", "2411", "1204"),
    ("Birkenrode", "1876", "977"),
    ("Dornfelden", "1322", "641"),
    ("Eichbrunn", "3108", "2266"),
    ("Fichtenfurt", "884", "402"),
    ("Groß Beispiel", "1540", "3317"),
    ("Haselmünde", "417", "188"),
    ("Klein Beispiel", "392", "96"),
    ("Lerchenstadt", "2750", "4120"),
    ("Oberprobe", "608", "233"),
    ("Quellmuster", "511", "274"),
    ("Rotbuchen", "1015", "530"),
    ("Talmuster", "743", "385"),
    ("Ulmenstadt", "1288", "1902"),
    ("Unterprobe", "566", "214"),
    ("Weidenprobe", "329", "141"),
    ("übrige Gemeinden", "1904", "2688"),
)
# Line in the file -> the line as it stands there: a semicolon inside a name, and words instead of a number.
FAULTY_COMMUTERS = {6: "Fichtenfurt; Nord und Süd;884;402;482", 10: "Lerchenstadt;2750;ca. 4100;"}


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Share ``total`` out by weight in whole numbers that add up to it (largest remainders first).

    >>> apportion(10, (1, 1, 1))
    [4, 3, 3]
    """
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in order[: total - sum(shares)]:
        shares[at] += 1
    return shares


def decimal(value: float, places: int = 2) -> str:
    """Write a number with the German decimal comma.

    >>> decimal(1.984)
    '1,98'
    """
    return f"{value:.{places}f}".replace(".", ",")


def women(district: District) -> int:
    """Count a district's female residents."""
    return round(district.residents * district.women_per_mille / 1000)


def households(district: District) -> list[int]:
    """Count a district's private households with one, two, three, four, and five or more persons."""
    sizes = (1.0, 2.0, 3.0, 4.0, 5.3)
    mean = sum(map(float.__mul__, sizes, map(float, district.household_weights))) / sum(district.household_weights)
    return apportion(round(district.residents * 0.985 / mean), district.household_weights)


def dwellings(district: District) -> int:
    """Count a district's dwellings: a few more than its households."""
    return round(sum(households(district)) * 1.037)


def _texts(*values: str | int) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _residents_rows() -> Iterator[tuple[str, ...]]:
    for one in DISTRICTS:
        area = one.hectares / 100
        men = one.residents - women(one)
        density = decimal(one.residents / area, 1)
        yield _texts(one.number, one.name, decimal(area), one.residents, men, women(one), density)


def _age_rows() -> Iterator[tuple[str, ...]]:
    for one in DISTRICTS:
        for group, count in zip(AGE_GROUPS, apportion(one.residents, one.age_weights), strict=True):
            yield _texts(one.number, one.name, group, count)


def _balance_rows() -> Iterator[tuple[str, ...]]:
    gains = [one.births - one.deaths + one.arrivals - one.departures for one in YEARS]
    stock = sum(one.residents for one in DISTRICTS) - sum(gains)
    for one, gain in zip(YEARS, gains, strict=True):
        yield _texts(one.year, stock, one.births, one.deaths, one.arrivals, one.departures, gain, stock + gain)
        stock += gain


def _household_rows() -> Iterator[tuple[str, ...]]:
    for one in DISTRICTS:
        counts = households(one)
        mean = decimal(one.residents * 0.985 / sum(counts))
        yield _texts(one.number, one.name, *counts, sum(counts), mean)


def _vote_rows() -> Iterator[tuple[str, ...]]:
    for one in DISTRICTS:
        minors = apportion(one.residents, one.age_weights)[0]
        entitled = round((one.residents - minors) * 0.89)
        voters = round(entitled * one.turnout_per_mille / 1000)
        invalid = round(voters * 0.013)
        votes = apportion(voters - invalid, one.vote_weights)
        turnout = decimal(100 * voters / entitled, 1)
        yield _texts(one.number, one.name, entitled, voters, turnout, invalid, voters - invalid, *votes)


def _guest_rows() -> Iterator[tuple[str, ...]]:
    for year, months in ((2023, GUESTS_2023), (2024, GUESTS_2024)):
        for month, (guests, foreign, nights, foreign_nights) in enumerate(months, start=1):
            stay = decimal(nights / guests, 1)
            yield _texts(f"{year}-{month:02}", guests, foreign, nights, foreign_nights, stay)


def _completion_rows() -> Iterator[tuple[str, ...]]:
    for year, small, large, homes, space in COMPLETIONS:
        yield _texts(year, small + large, small, large, homes, decimal(space / 10, 1))


def _unemployed_rows() -> Iterator[tuple[str, ...]]:
    for at, (sgb2, sgb3, female) in enumerate(UNEMPLOYED):
        total = sgb2 + sgb3
        month = f"{2023 + at // 12}-{at % 12 + 1:02}"
        yield _texts(month, total, sgb2, sgb3, total - female, female, decimal(100 * total / LABOUR_FORCE, 1))


def _employee_rows() -> Iterator[tuple[str, ...]]:
    for branch, female, male in EMPLOYEES:
        yield _texts(branch, female + male, male, female)


def _land_rows() -> Iterator[tuple[str, ...]]:
    area = sum(hectares for _, hectares in LAND_USE)
    for use, hectares in LAND_USE:
        yield _texts(use, hectares, decimal(100 * hectares / area))


def _death_rows() -> Iterator[tuple[str, ...]]:
    weights = [one.residents * one.age_weights[-1] for one in DISTRICTS]
    deaths = apportion(YEARS[-1].deaths, weights)
    for one, total in zip(DISTRICTS, deaths, strict=True):
        for group, count in zip(AGE_GROUPS, apportion(total, DEATH_AGE_WEIGHTS), strict=True):
            yield _texts(one.number, one.name, group, count)


def _commuter_rows() -> Iterator[tuple[str, ...]]:
    for line, (place, arriving, leaving) in enumerate(COMMUTERS, start=2):
        good = (place, arriving, leaving, str(int(arriving) - int(leaving)))
        yield tuple(FAULTY_COMMUTERS[line].split(";")) if line in FAULTY_COMMUTERS else good


_TABLES: tuple[tuple[str, str, Callable[[], Iterator[tuple[str, ...]]]], ...] = (
    (
        "bevoelkerung_stadtteile_2024.csv",
        "Stadtteil-Nr;Stadtteil;Flaeche_km2;Einwohner;maennlich;weiblich;Einwohner_je_km2",
        _residents_rows,
    ),
    ("bevoelkerung_altersgruppen_2024.csv", "Stadtteil-Nr;Stadtteil;Altersgruppe;Einwohner", _age_rows),
    (
        "bevoelkerungsbewegung_2005_2024.csv",
        "Jahr;Bestand_Jahresanfang;Geborene;Gestorbene;Zuzuege;Fortzuege;Saldo;Bestand_Jahresende",
        _balance_rows,
    ),
    (
        "haushalte_stadtteile_2024.csv",
        "Stadtteil-Nr;Stadtteil;1_Person;2_Personen;3_Personen;4_Personen;5_und_mehr;Haushalte;Personen_je_Haushalt",
        _household_rows,
    ),
    (
        "stadtratswahl_2024_stadtteile.csv",
        "Stadtteil-Nr;Stadtteil;Wahlberechtigte;Waehlende;Wahlbeteiligung_Prozent;ungueltig;gueltig;" + ";".join(LISTS),
        _vote_rows,
    ),
    (
        "tourismus_monate_2023_2024.csv",
        "Monat;Ankuenfte;davon_Ausland;Uebernachtungen;davon_Ausland_Uebernachtungen;Aufenthaltsdauer_Tage",
        _guest_rows,
    ),
    (
        "baufertigstellungen_2010_2024.csv",
        "Jahr;Wohngebaeude;Ein_und_Zweifamilienhaeuser;Mehrfamilienhaeuser;Wohnungen;Wohnflaeche_1000_m2",
        _completion_rows,
    ),
    (
        "arbeitslose_monate_2023_2024.csv",
        "Monat;Arbeitslose;SGB_II;SGB_III;Maenner;Frauen;Quote_Prozent",
        _unemployed_rows,
    ),
    ("beschaeftigte_wirtschaftszweige_2024.csv", "Wirtschaftszweig;Beschaeftigte;Maenner;Frauen", _employee_rows),
    ("flaechennutzung_2024.csv", "Nutzungsart;Hektar;Anteil_Prozent", _land_rows),
    ("sterbefaelle_stadtteile_2024.csv", "Stadtteil-Nr;Stadtteil;Altersgruppe;Gestorbene", _death_rows),
    ("pendler_2024.csv", "Gemeinde;Einpendler;Auspendler;Saldo", _commuter_rows),
)


def build_figures() -> list[Figures]:
    """Build every table of the folder ``statistikstelle/``, ready to be saved."""
    return [Figures(name, tuple(header.split(";")), tuple(rows())) for name, header, rows in _TABLES]
