"""Small pictures of the country for the start page, drawn from the pack itself."""

from geo.coordinates import Place
from planning.coverage import Coverage
from planning.moment import Moment
from planning.packs import Pack
from planning.reporting.cover_map import door_marks
from planning.reporting.picture import Mark, country_picture
from planning.reporting.speech import local_names
from planning.routes import Route
from planning.supply.facilities import doors_at, units_at
from views.tokens import Ground, Tokens

_WIDTH = 420


def country_svg(
    pack: Pack,
    marks: list[Mark],
    *,
    look: Tokens,
    land: Ground,
    way: Route | None = None,
) -> str:
    """Draw the country with some marks and a way, in the colours of the theme, as one SVG text."""
    ways = [(way.path.lon, way.path.lat)] if way else []
    svg = country_picture(pack, marks, ways=ways, width=_WIDTH)
    return _dressed(svg, f"{_sheet(look, land)}.scale,text{{display:none}}")


def way_svg(
    pack: Pack, marks: list[Mark], way: Route, *, look: Tokens, land: Ground, language: str
) -> str:
    """Draw the part of the country that a way leads through, with its towns and a scale."""
    lon = [*way.path.lon.tolist(), way.origin.lon, way.goal.lon]
    lat = [*way.path.lat.tolist(), way.origin.lat, way.goal.lat]
    svg = country_picture(
        pack,
        marks,
        ways=[(way.path.lon, way.path.lat)],
        names=local_names(pack, language),
        width=_WIDTH,
        fit=(min(lon), min(lat), max(lon), max(lat)),
    )
    letters = (
        f"text{{font:600 11px sans-serif;fill:{look.ink};paint-order:stroke;"
        f"stroke:{look.surface};stroke-width:3px}}.name{{text-anchor:middle}}"
        f".scale{{stroke:{look.ink};stroke-width:2}}"
    )
    return _dressed(svg, _sheet(look, land) + letters)


def _dressed(svg: str, sheet: str) -> str:
    head, rest = svg.split(">", 1)
    return f"{head}><style>{sheet}</style>{rest}"


def _sheet(look: Tokens, land: Ground) -> str:
    return (
        f"path{{fill:none}}.abroad,.neighbour,.neighbours{{fill:{land.land};stroke:{land.border}}}"
        f".land{{fill:{land.home};stroke:{land.home_line}}}"
        f".road{{fill:none;stroke:{land.major}}}"
        f".covered{{fill:{look.ok}}}"
        f".error{{fill:{look.site};fill-opacity:.08;stroke:{look.site};stroke-opacity:.6}}"
        f".gap{{fill:{look.surface};stroke:{look.late};stroke-width:1.8}}"
        f".way{{stroke:{look.brand};stroke-width:3}}"
        f".door{{fill:{look.brand};stroke:{look.surface}}}"
        f".shut{{fill:{look.surface};stroke:{look.brand};stroke-width:1.8}}"
        f".unit{{fill:{look.mis};stroke:{look.surface}}}"
    )


def doors_marks(moment: Moment) -> list[Mark]:
    """Mark the doors, open or shut, and the units that count; a candidate Green Zone is no door."""
    doors = door_marks(doors_at(moment), moment)
    units = [Mark(unit.lon, unit.lat, kind="unit") for unit in units_at(moment)]
    return [*doors, *units]


def call_mark(place: Place) -> Mark:
    """Mark where a caller is, as wide as that is known."""
    return Mark(place.lon, place.lat, kind="gap", precision_m=place.error_m)


def coverage_marks(coverage: Coverage) -> list[Mark]:
    """Mark what is reached and what is not."""
    gaps = {gap.id for gap in coverage.gaps}
    demand = coverage.demand
    return [
        Mark(
            float(demand.points.lon[index]),
            float(demand.points.lat[index]),
            kind="gap" if place in gaps else "covered",
            precision_m=float(demand.points.error_m[index]),
        )
        for index, place in enumerate(demand.ids)
    ]
