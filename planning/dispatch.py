"""One incident: who gets there first, how sure, and where the victim can go now."""

from dataclasses import dataclass
from datetime import UTC, datetime

from geo.coordinates import Place
from planning.answers.advice import Advice, advise
from planning.answers.cautions import HolidayCaution, cautions_at
from planning.answers.contacts import Contact, contacts_at
from planning.answers.pairs import Pair, best_pair
from planning.answers.responders import Responder, rank_of_unit, responders_of
from planning.answers.safe_points import SafePoint, rank_of_door, safe_points_of
from planning.eta import Points, later, reach_times, response_times
from planning.moment import Moment
from planning.supply.facilities import PolicePolicy, absent_units, all_units, doors_at, units_at
from planning.supply.values import Absence, Unit
from routing.network import Mode


@dataclass(frozen=True, slots=True)
class DispatchCard:
    """The answer for one incident.

    Parameters
    ----------
    place, when, golden_s
        The question.
    responders
        Units, the surest and fastest first.
    safe_points
        Doors, the first that lets the victim in first.
    absences
        Units that exist but are neither on duty nor known to be on call, and when they next are.
    tied_up
        Units that are busy with other cases.
    pair
        The two units that are best sent together; None if fewer than two can come.
    contacts
        Whom to call, those who answer now first.
    advice
        What the victim is told.
    holidays
        Public holidays of the day that hours on file say nothing about.
    mode
        How the victim travels to a door; units come by car.
    """

    place: Place
    when: datetime
    golden_s: float
    responders: tuple[Responder, ...]
    safe_points: tuple[SafePoint, ...]
    absences: tuple[Absence, ...]
    tied_up: tuple[Unit, ...]
    pair: Pair | None
    contacts: tuple[Contact, ...]
    advice: Advice
    holidays: tuple[HolidayCaution, ...] = ()
    mode: Mode = "car"

    @property
    def absent(self) -> tuple[str, ...]:
        """Names of the units that are neither on duty nor known to be on call."""
        return tuple(one.unit.name for one in self.absences)

    @property
    def busy(self) -> tuple[str, ...]:
        """Names of the units that are busy with other cases."""
        return tuple(unit.name for unit in self.tied_up)

    @property
    def called_at(self) -> datetime:
        """The instant of the call, from which the golden time counts."""
        return self.when

    @property
    def deadline(self) -> datetime:
        """The instant at which the golden time ends (inclusive)."""
        return later(self.when, self.golden_s)

    def left_s(self, now: datetime) -> float:
        """Seconds of the golden time that are left: all before the call, 0 after the end."""
        return min(max((self.deadline.astimezone(UTC) - now).total_seconds(), 0.0), self.golden_s)


def assess_incident(
    moment: Moment,
    place: Place,
    *,
    golden_s: float,
    police: PolicePolicy = "none",
    mode: Mode = "car",
) -> DispatchCard:
    """Rank the units that can be sent and the doors the victim can reach.

    Parameters
    ----------
    moment
        The country at the instant of the call.
    place
        Where the caller is; its error widens every time.
    golden_s
        Seconds from the call; a help that comes at exactly this time is in time.
    police
        Which police posts count as help.
    mode
        How the victim travels: ``foot``, ``motorbike`` (or tuk-tuk) or ``car``.

    Raises
    ------
    TooFarError
        If the place is further from any road than the pack allows.
    """
    moment.snap_place(place)
    responders, pair = _who_comes(moment, place, golden_s=golden_s, police=police)
    walker = moment if mode == moment.travel.mode else moment.travelling(mode)
    safe_points = _where_to(walker, place, golden_s=golden_s, police=police)
    contacts, absences = tuple(contacts_at(moment)), tuple(absent_units(moment))
    counted = [*(one.unit for one in responders), *(one.unit for one in absences)]
    return DispatchCard(
        place=place,
        when=moment.when,
        golden_s=golden_s,
        responders=responders,
        safe_points=safe_points,
        absences=absences,
        tied_up=_tied_up(moment, police),
        pair=pair,
        contacts=contacts,
        advice=advise(responders, safe_points, contacts),
        holidays=tuple(cautions_at(moment, [one.door for one in safe_points], counted)),
        mode=mode,
    )


def _who_comes(
    moment: Moment, place: Place, *, golden_s: float, police: PolicePolicy
) -> tuple[tuple[Responder, ...], Pair | None]:
    units = units_at(moment, police=police)
    if not units:
        return (), None
    response = response_times(moment, units, Points.of(place))
    judged = responders_of(response, error_m=place.error_m, golden_s=golden_s)
    pair = best_pair(response, judged, error_m=place.error_m, golden_s=golden_s)
    return tuple(sorted(judged, key=rank_of_unit)), pair


def _tied_up(moment: Moment, police: PolicePolicy) -> tuple[Unit, ...]:
    units = all_units(moment, police=police)
    return tuple(one for one in units if one.id in moment.busy and one.is_in_force(moment.when))


def _where_to(
    walker: Moment, place: Place, *, golden_s: float, police: PolicePolicy
) -> tuple[SafePoint, ...]:
    doors = doors_at(walker, police=police)
    if not doors:
        return ()
    reach = reach_times(walker, Points.of(place), doors)
    points = safe_points_of(reach, error_m=place.error_m, golden_s=golden_s)
    return tuple(sorted(points, key=rank_of_door))
