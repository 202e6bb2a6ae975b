"""The week in words: the worst hour, the best, the mean, and all 168 hours as a table."""

from markupsafe import Markup

from planning.cover.week import Floats, Week
from views import ui
from views.words import Words


def week_sentence(week: Week, shares: Floats, t: Words) -> str:
    """Name the worst and the best hour; of equal hours the first."""
    if shares.min() == shares.max():
        return t(
            "Every hour of the week is alike: **{share}**.", share=t.share(float(shares[0, 0]))
        )
    worst, best = int(shares.argmin()), int(shares.argmax())
    return t(
        "Worst hour: **{worst}** ({home}) with **{least}**. Best: {best} with {most}. "
        "Over all hours alike: {mean}.",
        worst=_named(week, worst, t),
        home=t.home_clock(week.instants[worst]),
        least=t.share(float(shares.min())),
        best=_named(week, best, t),
        most=t.share(float(shares.max())),
        mean=t.share(float(shares.mean())),
    )


def _named(week: Week, number: int, t: Words) -> str:
    when = week.instants[number]
    return f"{t.weekday(when)} {t.clock(when)}"


def week_table(week: Week, shares: Floats, t: Words) -> Markup:
    """Show all hours, one a line: equal to the picture."""
    head = (t("Hour"), *(t.weekday(when) for when in week.instants[::24]))
    rows = [
        (t.clock(week.instants[hour]), *(t.share(float(share)) for share in shares[:, hour]))
        for hour in range(24)
    ]
    return ui.table(head, rows)
