"""Where two who come from different sides are together soonest."""

from dataclasses import dataclass

import numpy as np

from geo.errors import SettingError
from routing.network import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Places where two meet, the soonest first.

    Parameters
    ----------
    place
        Per meeting: index of the place.
    first_s, second_s
        Per meeting: seconds until each of the two is there.
    """

    place: IntArray
    first_s: FloatArray
    second_s: FloatArray

    @property
    def meeting_s(self) -> FloatArray:
        """Per meeting: seconds until both are there."""
        return np.maximum(self.first_s, self.second_s)


def best_meetings(first_s: FloatArray, second_s: FloatArray, *, count: int) -> Meetings:
    """Choose the places at which the later of two arrives soonest.

    Of places that are equal in this, the one that the first reaches sooner comes before:
    who is at risk waits at a place, not on the road; then the one of the lower index.

    Parameters
    ----------
    first_s
        Per place: seconds until the one at risk is there; infinite where no way leads.
    second_s
        Per place: seconds until the other is there, whatever holds them up before they
        start included; infinite likewise.
    count
        How many places at most, 1 or more. Places that one of the two cannot reach are
        never among them.

    Raises
    ------
    SettingError
        If `count` is below 1, a time is NaN, or there are not as many of each.

    Examples
    --------
    >>> walk, drive = np.array([60.0, 600.0, 300.0]), np.array([900.0, 300.0, 600.0])
    >>> found = best_meetings(walk, drive, count=2)
    >>> found.place.tolist(), found.meeting_s.tolist()
    ([2, 1], [600.0, 600.0])
    """
    if count < 1:
        raise SettingError(f"{count} meeting places: ask for at least 1")
    if first_s.shape != second_s.shape:
        raise SettingError(f"{len(first_s)} and {len(second_s)} times: give one for each place")
    both_s = np.maximum(first_s, second_s)
    if np.isnan(both_s).any():
        raise SettingError("a time that is not known: give infinity where no way leads")
    order = np.lexsort((first_s, both_s))[:count]
    place = order[np.isfinite(both_s[order])].astype(np.int32)
    return Meetings(place, first_s[place], second_s[place])
