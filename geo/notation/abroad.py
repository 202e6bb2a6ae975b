"""Well-known towns and countries of the wider region and the world, by their usual names.

Positions are degrees to 0.1, general knowledge: enough to say "near Seoul". A pack's own
gazetteer is always asked first, so a town listed here is still found where it is at home.
"""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.notation.entries import Entry
from geo.notation.spelling import squeeze, typos_allowed

_PRECISION_M = 10_000.0

# name, country, lat, lon, other names
_TOWNS: tuple[tuple[str, str, float, float, str], ...] = (
    ("Seoul", "South Korea", 37.6, 127.0, "서울"),
    ("Busan", "South Korea", 35.2, 129.1, "Pusan;부산"),
    ("Incheon", "South Korea", 37.5, 126.7, "Inchon;인천"),
    ("Jeju", "South Korea", 33.5, 126.5, "제주;제주도"),
    ("Daegu", "South Korea", 35.9, 128.6, "대구"),
    ("Daejeon", "South Korea", 36.4, 127.4, "대전"),
    ("Gwangju", "South Korea", 35.2, 126.9, "광주"),
    ("Pyongyang", "North Korea", 39.0, 125.8, "평양"),
    ("Tokyo", "Japan", 35.7, 139.7, "도쿄;동경"),
    ("Osaka", "Japan", 34.7, 135.5, "오사카"),
    ("Beijing", "China", 39.9, 116.4, "Peking;베이징;북경"),
    ("Shanghai", "China", 31.2, 121.5, "상하이;상해"),
    ("Kunming", "China", 25.0, 102.7, "쿤밍;곤명"),
    ("Hong Kong", "China", 22.3, 114.2, "홍콩"),
    ("Taipei", "Taiwan", 25.0, 121.6, "타이베이;타이페이"),
    ("Hanoi", "Vietnam", 21.0, 105.8, "Ha Noi;하노이"),
    ("Da Nang", "Vietnam", 16.1, 108.2, "다낭"),
    ("Ho Chi Minh City", "Vietnam", 10.8, 106.7, "Saigon;Ho Chi Minh;HCMC;호찌민;호치민;사이공"),
    ("Can Tho", "Vietnam", 10.0, 105.8, "껀터;칸토"),
    ("Ha Tien", "Vietnam", 10.4, 104.5, "하띠엔;하티엔"),
    ("Chau Doc", "Vietnam", 10.7, 105.1, "쩌우독;차우독"),
    ("Tay Ninh", "Vietnam", 11.3, 106.1, "떠이닌;타이닌"),
    ("Phu Quoc", "Vietnam", 10.2, 104.0, "푸꾸옥;푸꿕;푸쿠옥"),
    ("Vientiane", "Laos", 18.0, 102.6, "비엔티안;비엔티엔"),
    ("Pakse", "Laos", 15.1, 105.8, "팍세"),
    ("Bangkok", "Thailand", 13.8, 100.5, "Krung Thep;방콕"),
    ("Pattaya", "Thailand", 12.9, 100.9, "파타야"),
    ("Aranyaprathet", "Thailand", 13.7, 102.5, "Aranya Prathet;아란야쁘라텟;아란야프라텟"),
    ("Chanthaburi", "Thailand", 12.6, 102.1, "짠타부리;찬타부리"),
    ("Trat", "Thailand", 12.2, 102.5, "뜨랏;트랏"),
    ("Surin", "Thailand", 14.9, 103.5, "수린"),
    ("Chiang Mai", "Thailand", 18.8, 99.0, "Chiangmai;치앙마이"),
    ("Yangon", "Myanmar", 16.8, 96.2, "Rangoon;양곤"),
    ("Myawaddy", "Myanmar", 16.7, 98.5, "미야와디;먀와디"),
    ("Kuala Lumpur", "Malaysia", 3.1, 101.7, "쿠알라룸푸르"),
    ("Singapore", "Singapore", 1.3, 103.8, "싱가포르"),
    ("Jakarta", "Indonesia", -6.2, 106.8, "자카르타"),
    ("Manila", "Philippines", 14.6, 121.0, "마닐라"),
    ("Delhi", "India", 28.6, 77.2, "New Delhi;델리;뉴델리"),
    ("Dubai", "United Arab Emirates", 25.2, 55.3, "두바이"),
    ("Moscow", "Russia", 55.8, 37.6, "모스크바"),
    ("London", "United Kingdom", 51.5, -0.1, "런던"),
    ("Lagos", "Nigeria", 6.5, 3.4, "라고스"),
    ("Johannesburg", "South Africa", -26.2, 28.0, "요하네스버그"),
    ("Sydney", "Australia", -33.9, 151.2, "시드니"),
    ("New York", "United States", 40.7, -74.0, "뉴욕"),
    ("Los Angeles", "United States", 34.1, -118.2, "로스앤젤레스"),
    ("Sao Paulo", "Brazil", -23.6, -46.6, "상파울루"),
)

TOWNS: Final = tuple(
    Entry(
        id=f"abroad-{name.casefold().replace(' ', '-')}",
        name=name,
        lat=lat,
        lon=lon,
        precision_m=_PRECISION_M,
        other_names=tuple(others.split(";")),
        province=country,
    )
    for name, country, lat, lon, others in _TOWNS
)
"""Towns as entries of a gazetteer; `province` is the country."""

COUNTRIES: Final = {
    "South Korea": ("Korea", "Republic of Korea", "한국", "대한민국", "남한"),
    "North Korea": ("북한",),
    "Japan": ("일본",),
    "China": ("중국",),
    "Taiwan": ("대만", "타이완"),
    "Vietnam": ("Viet Nam", "베트남"),
    "Laos": ("Lao PDR", "라오스"),
    "Thailand": ("태국", "타이"),
    "Myanmar": ("Burma", "미얀마", "버마"),
    "Malaysia": ("말레이시아",),
    "Singapore": ("싱가포르",),
    "Indonesia": ("인도네시아",),
    "Philippines": ("필리핀",),
    "India": ("인도",),
    "Cambodia": ("Kingdom of Cambodia", "Kampuchea", "캄보디아", "កម្ពុជា"),
    "United States": ("USA", "America", "미국"),
    "United Kingdom": ("UK", "영국"),
    "Australia": ("호주",),
    "Russia": ("러시아",),
}
"""Countries and their other names."""

# Squeezed name -> the town, empty for a country, and its country. Singapore stays a country.
_BY_NAME: Final = {
    **{squeeze(name): (town.name, town.province) for town in TOWNS for name in town.names},
    **{
        squeeze(name): ("", country)
        for country, others in COUNTRIES.items()
        for name in (country, *others)
    },
}
_FAR = 99


def abroad_named(name: str) -> tuple[str, str]:
    """Say which well-known town and country a name means; empty where none or no town.

    Examples
    --------
    >>> abroad_named("호치민"), abroad_named("Thailand"), abroad_named("Bavet")
    (('Ho Chi Minh City', 'Vietnam'), ('', 'Thailand'), ('', ''))
    """
    return _BY_NAME.get(squeeze(name), ("", ""))


def abroad_like(key: str) -> tuple[str, int]:
    """Find the well-known name that a squeezed name may be a misspelling of.

    Returns
    -------
    tuple
        The name, squeezed, and its typos; ``("", 99)`` if none is within the typos allowed.

    Examples
    --------
    >>> abroad_like("bankok"), abroad_like("xyzzy")
    (('bangkok', 1), ('', 99))
    """
    most = typos_allowed(len(key))
    found = process.extractOne(key, list(_BY_NAME), scorer=OSA.distance, score_cutoff=most)
    return (found[0], int(found[1])) if found and most else ("", _FAR)


def names_of_country(given: Iterable[str]) -> set[str]:
    """Add to a country's squeezed names those known of it in other languages.

    Examples
    --------
    >>> names_of_country(["laos"]) == {"laos", "laopdr", squeeze("라오스")}
    True
    """
    names = set(given)
    for country, others in COUNTRIES.items():
        known = {squeeze(name) for name in (country, *others)}
        names |= known if known & names else set()
    return names
