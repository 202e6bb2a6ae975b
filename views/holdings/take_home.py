"""Take a layer home: any of them, in any of the formats."""

import streamlit as st

from geo.exports import WRITERS, write_vector
from planning.packs import LAYERS
from views import frame
from views.holdings.words import layer_words
from views.words import Words

_TABLES = ("csv", "xlsx")
_ENDINGS = {"shapefile": "zip"}
_MIMES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "shapefile": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def take_home(t: Words) -> None:
    """Offer a layer as a file; it is made when it is asked for."""
    names = layer_words(t)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        kind = st.selectbox(
            t("Take home"), LAYERS, format_func=names.__getitem__, key="home_layer", width=220
        )
        layer = frame.pack().layers[kind]
        is_on_map = bool(layer.geometry.notna().any())
        forms = [form for form in WRITERS if is_on_map or form in _TABLES]
        form = st.selectbox(
            t("Format"), forms, format_func=format_name, key="home_format", width=160
        )
        st.download_button(
            t("Download"),
            data=lambda: write_vector(layer, form, title=kind),
            file_name=f"{frame.pack().name}-{kind}.{_ENDINGS.get(form, form)}",
            mime=_MIMES[form],
            icon=":material/download:",
            on_click="ignore",
            key="home_get",
        )


def format_name(form: str) -> str:
    """Name a format as people write it."""
    known = {"geojson": "GeoJSON", "shapefile": "Shapefile (zip)"}
    return known.get(form, form.upper())
