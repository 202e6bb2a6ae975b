"""Words that make a place wider than a point: near, around, north of, 10 km from."""

import re
from dataclasses import dataclass

from geo.errors import PlaceError
from geo.notation.reading import excerpt

NEAR_M = 5_000.0
"""Least error of "near X": a place one is near to is not the place one is in."""

DIRECTION_M = 10_000.0
"""Least error of "north of X" without a distance."""

_FARTHEST_M = 100_000.0
_SECTOR = 0.4  # a spoken direction is one of eight: 22.5 degrees either way are 0.39 of the way

_COMPASS = {
    **dict.fromkeys(("north", "n", "북"), 0.0),
    **dict.fromkeys(("northeast", "ne", "북동", "동북"), 45.0),
    **dict.fromkeys(("east", "e", "동"), 90.0),
    **dict.fromkeys(("southeast", "se", "남동", "동남"), 135.0),
    **dict.fromkeys(("south", "s", "남"), 180.0),
    **dict.fromkeys(("southwest", "sw", "남서", "서남"), 225.0),
    **dict.fromkeys(("west", "w", "서"), 270.0),
    **dict.fromkeys(("northwest", "nw", "북서", "서북"), 315.0),
}
_UNITS_M = {
    **dict.fromkeys(("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"), 1000.0),
    **dict.fromkeys(("킬로", "킬로미터"), 1000.0),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres", "미터"), 1.0),
    **dict.fromkeys(("mi", "mile", "miles"), 1609.344),
}
_LENGTH = (
    r"(?P<length>\d{1,6}(?:[.,]\d{1,3})?)\s*"
    r"(?P<unit>km|kms|kilomet(?:er|re)s?|m|met(?:er|re)s?|mi|miles?|킬로미터|킬로|미터)"
)
_SIDE = (
    r"(?P<side>north[\s-]?east|north[\s-]?west|south[\s-]?east|south[\s-]?west|north|south|east"
    r"|west|ne|nw|se|sw|n|s|e|w)(?:ern|wards?)?"
)
_SIDE_KO = r"(?P<side>북동|동북|남동|동남|남서|서남|북서|서북|북|남|동|서)(?:쪽|부|방향|편)"
_PLACE = r"(?P<place>.+?)"
_NEAR_WORDS = (
    r"near(?:by)?(?:\s+to)?|nr\.?|close\s+to|around|about|next\s+to|beside|by|outside(?:\s+of)?"
    r"|not\s+far\s+from|(?:in\s+)?(?:the\s+)?(?:area|vicinity|neighbou?rhood|outskirts)\s+of"
    r"|somewhere\s+in|approx(?:imately|\.)?|ca?\.|~|≈|ជិត"
)
_NEAR_WORDS_KO = r"근처|인근|부근|주변|근방|일대|외곽|옆|가까이|가까운\s*곳|쪽"
_FAR_KO = r"지점|거리|정도|떨어진\s*곳|떨어진\s*지점"
_FROM_KO = r"\s*(?:에서|로부터|의|\s)\s*"
_TOWARDS_KO = rf"(?:약\s*)?(?:{_SIDE_KO}(?:으로|로)?)?\s*(?:약\s*)?"
_DISTANT = rf"(?:about\s+|approx\.?\s+|~\s*)?{_LENGTH}\s*(?:(?:to\s+the\s+)?{_SIDE})?\s*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        _DISTANT + rf"(?:away\s+)?(?:from|of|outside)\s+{_PLACE}",
        rf"(?:to\s+the\s+)?{_SIDE}\s+(?:of|from|(?:side|part|outskirts)\s+of)\s+{_PLACE}",
        rf"{_PLACE}{_FROM_KO}{_TOWARDS_KO}{_LENGTH}(?:\s*(?:{_FAR_KO}))?",
        _PLACE + _FROM_KO + rf"{_LENGTH}\s*{_SIDE_KO}",
        _PLACE + rf"\s*(?:에서|의|\s)\s*{_SIDE_KO}(?:에|에서)?",
        rf"(?:(?:somewhere|just|very)\s+)*(?:{_NEAR_WORDS})\s*(?<![a-z]){_PLACE}",
        _PLACE + r"\s+(?:area|vicinity|outskirts|surroundings|nearby)",
        _PLACE + rf"\s*(?:{_NEAR_WORDS_KO})(?:에서|에|의)?",
    )
)
_MOST_LAYERS = 4  # "near near north of Bavet"
_BETWEEN = re.compile(r"\bbetween\b|사이(?:에|에서)?$|\bon the (?:road|way)\b", re.IGNORECASE)
_INSIDE = re.compile(r"(?:in|at|inside)\s+(?P<before>.+)|(?P<after>.+?)(?:에서|에)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vague:
    """A place and how loosely it is meant.

    Parameters
    ----------
    place
        The words that name the place.
    is_wide
        Whether a word such as "near" stands with it.
    length_m
        Distance from the place, metres; 0 if none is given.
    bearing_deg
        Direction from the place, clockwise from north; None if none is given.
    """

    place: str
    is_wide: bool = False
    length_m: float = 0.0
    bearing_deg: float | None = None

    @property
    def is_measured(self) -> bool:
        """Whether a distance or a direction is given."""
        return self.length_m > 0 or self.bearing_deg is not None

    def widened_m(self, error_m: float) -> float:
        """Give the error of the point meant, from the error of the place named.

        Parameters
        ----------
        error_m
            Metres by which the named place may itself be off.

        Returns
        -------
        float
            Metres: "near" is at least 5 km and twice `error_m`; a distance
            without direction is a ring and adds itself whole.

        Examples
        --------
        >>> Vague("Bavet", is_wide=True).widened_m(1000.0)
        5000.0
        >>> Vague("Bavet", is_wide=True, length_m=20_000.0).widened_m(1000.0)
        21000.0
        """
        if not self.is_wide:
            return error_m
        if self.bearing_deg is None:
            return max(NEAR_M, 2 * error_m, self.length_m + error_m)
        least = _SECTOR * self.length_m if self.length_m else DIRECTION_M
        return max(NEAR_M, least, 2 * error_m)


def read_vague(text: str) -> Vague:
    """Part a place from the words that make it vague.

    Parameters
    ----------
    text
        A cleaned text, English or Korean.

    Raises
    ------
    PlaceError
        If it means a stretch between places, or is further than 100 km away.

    Examples
    --------
    >>> read_vague("near Bavet")
    Vague(place='Bavet', is_wide=True, length_m=0.0, bearing_deg=None)
    >>> read_vague("바벳에서 북쪽으로 10km")
    Vague(place='바벳', is_wide=True, length_m=10000.0, bearing_deg=0.0)
    >>> read_vague("near near Bavet") == read_vague("near Bavet")
    True
    >>> read_vague("Bavet")
    Vague(place='Bavet', is_wide=False, length_m=0.0, bearing_deg=None)
    """
    if _BETWEEN.search(text):
        raise PlaceError(f"{excerpt(text)} is a stretch and not a place: name one place near it")
    vague = _read_once(text)
    for _ in range(_MOST_LAYERS):
        inner = _read_once(vague.place)
        if not (vague.is_wide and inner.is_wide) or vague.is_measured:
            break
        vague = inner
    return vague


def _read_once(text: str) -> Vague:
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _vague(match, text)
    if match := _INSIDE.fullmatch(text):
        return Vague((match["before"] or match["after"]).strip())
    return Vague(text)


def _vague(match: re.Match[str], text: str) -> Vague:
    parts = match.groupdict()
    length_m = 0.0
    if parts.get("length"):
        length_m = float(parts["length"].replace(",", ".")) * _UNITS_M[parts["unit"].casefold()]
    if length_m > _FARTHEST_M:
        raise PlaceError(f"{excerpt(text)} is too far from any name: name a place nearer to it")
    side = re.sub(r"[\s-]", "", parts.get("side") or "").casefold()
    return Vague(parts["place"].strip(" ,"), True, length_m, _COMPASS.get(side))  # noqa: FBT003 - named by the class
