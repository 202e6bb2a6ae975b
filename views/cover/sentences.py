"""Why a place is not reached, in a sentence: the cause, the figure that would mend it, who comes first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planning.coverage import Coverage, Gap
from views.words import Words

_CLOSED_NOW = " (closed at this hour)"
_SAME_S = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """One gap with all that its sentence needs: the coverage it is of, local names, words."""

    gap: Gap
    coverage: Coverage
    names: Mapping[str, str]
    t: Words

    @property
    def by(self) -> str:
        """Name of the door or unit the cause speaks of."""
        return self.spoken(self.gap.by)

    @property
    def away(self) -> str:
        """How long until the victim stands at that door, or until that unit comes."""
        return self.t.duration(self.gap.arrival_s or 0.0)

    @property
    def late(self) -> str:
        """How much is missing."""
        return self.t.duration(self.gap.why.late_s or 0.0)

    @property
    def opening(self) -> Mapping[str, str]:
        """In how long, and when, that door opens or that unit is next on duty; else nothing."""
        opens_at, now = self.gap.why.opens_at, self.coverage.moment.when
        if opens_at is None:
            return {}
        wait_s = opens_at.timestamp() - now.timestamp()
        local = opens_at.astimezone(now.tzinfo)
        return {"wait": self.t.duration(wait_s), "clock": self.t.moment(local, now)}

    def spoken(self, name: str) -> str:
        """Give a name in the visitor's language, without signs that would make it bold."""
        return self.names.get(name, name).replace("*", "")


def gap_sentence(gap: Gap, coverage: Coverage, *, names: Mapping[str, str], t: Words) -> str:
    """Say in words why a place is not reached, what would mend it, and who helps first."""
    told = Told(gap, coverage, names, t)
    parts = [_SAY[gap.cause](told)]
    if gap.cause not in {"no_road", "no_help"}:
        parts.append(_first_help(told))
    return " ".join(filter(None, parts))


def _closed(told: Told) -> str:
    values = {"by": told.by, "away": told.away}
    if not told.opening:
        return told.t("{by} is **{away}** away but closed on arrival.", **values)
    return told.t(
        "{by} is **{away}** away but closed on arrival: **it opens in {wait}** ({clock}).",
        **values,
        **told.opening,
    )


def _hours_unknown(told: Told) -> str:
    return told.t(
        "{by} is **{away}** away, but its hours are not on file, so it does not count. "
        "**One phone call settles this.**",
        by=told.by,
        away=told.away,
    )


def _nobody(told: Told) -> str:
    t, why = told.t, told.gap.why
    if why.arrival_s is None:
        said = t("Nobody can be sent at this moment.")
        if told.by and told.opening:
            said += " " + t("{by} is **on duty in {wait}** ({clock}).", by=told.by, **told.opening)
        return said
    if why.late_s is None:
        return t(
            "{by} is only on call and comes after {after}; **on duty it would be in time.**",
            by=told.by,
            after=told.away,
        )
    said = t(
        "{by} is only on call and comes after {after}: **its turnout is {late} too long.**",
        by=told.by,
        after=told.away,
        late=told.late,
    )
    if told.opening:
        said += " " + t("On duty in {wait} ({clock}).", **told.opening)
    return said


def _busy(told: Told) -> str:
    return told.t(
        "{by} would be there after **{away}** but is busy with another case.",
        by=told.by,
        away=told.away,
    )


def _hazard(told: Told) -> str:
    t, needs = told.t, told.gap.why.needs_hazard
    said = t(
        "In time only through more danger than {limit}: {by}, **{away}**.",
        limit=t.number(told.coverage.most_hazard or 0.0, 2),
        by=told.by,
        away=told.away,
    )
    if needs is None:
        return said
    return f"{said} " + t("**In time with a limit of {needs}.**", needs=t.number(needs, 2))


def _too_far(told: Told) -> str:
    t, why = told.t, told.gap.why
    if why.arrival_s is None:
        return t("Nearest help: {by}.", by=told.by)
    values = {"by": told.by, "away": told.away}
    if why.late_s is None:
        return t("Nearest help: {by}, **{away}**.", **values)
    if abs(why.arrival_s - told.coverage.golden_s - why.late_s) > _SAME_S:
        return t(
            "Nearest help: {by}, **{away}**; even on duty it is **{late} too far**.",
            **values,
            late=told.late,
        )
    return t("Nearest help: {by}, **{away}** away, **{late} too far**.", **values, late=told.late)


def _no_road(told: Told) -> str:
    said = told.t("No open road leads from here to help.")
    blocked = ", ".join(_closed_name(told, name) for name in told.gap.why.blocked_by)
    return f"{said} " + told.t("**Closed: {names}.**", names=blocked) if blocked else said


def _closed_name(told: Told, name: str) -> str:
    road = name.removesuffix(_CLOSED_NOW)
    spoken = told.spoken(road)
    return spoken if road == name else told.t("{road} (closed at this hour)", road=spoken)


def _no_help(told: Told) -> str:
    t = told.t
    return {
        "reach": t("No door that counts is on the map."),
        "response": t("No unit that counts is on the map."),
        "either": t("No door and no unit that counts is on the map."),
    }[told.coverage.direction]


def _first_help(told: Told) -> str:
    """Say who helps first and how much too late; the cause may speak of somebody else."""
    gap, t = told.gap, told.t
    if gap.eta_s is None:
        if told.coverage.most_hazard is None:
            return t("No help is known at any time.")
        return t("Within the limit of danger no help is known at any time.")
    late_s = gap.eta_s - told.coverage.golden_s
    late = t.duration(max(60.0, late_s))
    if gap.eta_by == gap.by and gap.eta_s == gap.arrival_s:
        is_told = gap.why.late_s is not None and abs(gap.why.late_s - late_s) <= _SAME_S
        return "" if is_told else t("**{late} too late.**", late=late)
    return t(
        "First known help: {by} after {duration}, **{late} too late.**",
        by=told.spoken(gap.eta_by),
        duration=t.duration(gap.eta_s),
        late=late,
    )


_SAY: Mapping[str, Callable[[Told], str]] = MappingProxyType(
    {
        "closed_on_arrival": _closed,
        "hours_unknown": _hours_unknown,
        "nobody_on_duty": _nobody,
        "busy": _busy,
        "hazard": _hazard,
        "too_far": _too_far,
        "no_road": _no_road,
        "no_help": _no_help,
    }
)
