"""What the map shows, as tables: a list that a keyboard and a screen reader can follow."""

import streamlit as st

from planning.moment import Moment
from views import ui
from views.alarm_marks import alarm_table
from views.road_marks import gate_table
from views.signal_marks import signal_table


def in_words(moment: Moment) -> None:
    """Show alarms, dated reports, gates and closed roads as tables, each once it is asked for."""
    t, look = ui.words(), ui.colours()
    with st.expander(t("Travel alarms, as a table"), key="alarms_table", on_change="rerun") as box:
        if box.open:
            ui.html(alarm_table(moment, t))
    with st.expander(t("Dated reports, as a table"), key="reports_table", on_change="rerun") as box:
        if box.open:
            ui.html(signal_table(moment.layer("signals"), t, look))
    with st.expander(
        t("Border gates and closed roads, as a table"), key="gates_table", on_change="rerun"
    ) as box:
        if box.open:
            ui.html(gate_table(moment, t))
