"""What a pack holds."""

from planning.packs import Pack
from views.lines.texts import Value


def pack_value(pack: Pack) -> Value:
    """Say what a pack holds."""
    about, network = pack.manifest.about, pack.network
    return {
        "name": pack.name,
        "title": about["title"],
        "country": about["country"],
        "zone": about["zone"],
        "home_country": about["home_country"],
        "home_zone": about["home_zone"],
        "crs": pack.crs,
        "resolution": about["resolution"],
        "as_of": about.get("as_of"),
        "road_km": round(network.road_km, 1),
        "road_nodes": network.node_count,
        "road_edges": network.edge_count,
        "layers": {kind: len(rows) for kind, rows in pack.layers.items()},
        "bounds": [round(degree, 4) for degree in pack.bounds],
    }
