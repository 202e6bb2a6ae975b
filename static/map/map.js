// Draws Green Zone's own marks and base map with Leaflet.
//
// Every word that comes from data enters through textContent, so nothing in it can run.

"use strict";

window.GreenZone = (function () {
  const FONT =
    '"Pretendard Variable","Noto Sans CJK KR","Noto Sans KR","Noto Sans Khmer",sans-serif';
  const MERGE_LIST = 12;
  const MANY = 500; // symbols of a pile beyond which only those in view are drawn
  const waiting = [];
  const slots = new Map();
  let picking = false;
  let words = {};

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function image(address, size, alt) {
    const node = element("img", "gz-symbol");
    node.src = address;
    node.width = size;
    node.height = size;
    node.alt = alt || "";
    return node;
  }

  // ---- base map -------------------------------------------------------------------------

  function widthBetween(low, high) {
    return (zoom) => (zoom < 8 ? low : zoom < 10 ? (low + high) / 2 : high);
  }

  function roadRules(colour) {
    const P = protomapsL;
    const rule = (kinds, minzoom, fill, low, high, sheet = "roads") => ({
      dataSource: sheet, dataLayer: sheet, minzoom,
      filter: (zoom, feature) => kinds.includes(feature.props.kind),
      symbolizer: new P.LineSymbolizer({ color: fill, width: widthBetween(low, high) }),
    });
    return [
      rule(["path", "track", "service"], 14.5, colour.minor, 0.7, 0.7, "lanes"),
      rule(["residential", "minor"], 13, colour.minor, 1, 1.4, "lanes"),
      rule(["urban", "tertiary"], 9, colour.minor, 0.8, 2, "streets"),
      rule(["secondary"], 0, colour.medium, 0.9, 2.2),
      rule(["primary"], 0, colour.medium, 1.2, 2.6),
      rule(["trunk"], 0, colour.casing, 2.6, 5.4),
      rule(["trunk"], 0, colour.major, 1.4, 3.2),
      rule(["expressway"], 0, colour.express, 2.4, 4.8),
      rule(["expressway"], 0, colour.home, 0.8, 1.6),
      {
        dataSource: "roads", dataLayer: "roads",
        filter: (zoom, feature) => feature.props.kind === "ferry",
        symbolizer: new P.LineSymbolizer({ color: colour.major, width: 1.2, dash: [3, 3] }),
      },
    ];
  }

  function paintRules(colour) {
    const P = protomapsL;
    const earth = (filter, symbolizer) => ({
      dataSource: "earth", dataLayer: "earth", filter, symbolizer,
    });
    return [
      earth(() => true, new P.PolygonSymbolizer({
        fill: colour.land, stroke: colour.border, width: 0.8,
      })),
      earth((zoom, feature) => feature.props.kind === "home", new P.PolygonSymbolizer({
        fill: colour.home, stroke: colour.homeLine, width: 1.6,
      })),
      earth((zoom, feature) => feature.props.kind === "water", new P.PolygonSymbolizer({
        fill: colour.sea,
      })),
      ...roadRules(colour),
    ];
  }

  // Between two whole zooms Leaflet stretches the tiles: letters are drawn as much smaller.
  function steadyFont(map, weight, size) {
    return (zoom) => `${weight} ${size * 2 ** (zoom - map.getZoom())}px ${FONT}`;
  }

  function labelRules(map, colour, language) {
    const P = protomapsL;
    const labelProps =
      language === "ko" ? ["name_ko", "name"] : language === "km" ? ["name_km", "name"] : ["name"];
    // The map's own zoom counts: that of its tiles is rounded.
    const rule = (rank, least, most, fill, halo, font, size, sheet = "places") => ({
      dataSource: sheet, dataLayer: sheet,
      filter: (zoom, feature) =>
        feature.props.rank === rank && map.getZoom() >= least && map.getZoom() <= most,
      symbolizer: new P.CenteredTextSymbolizer({
        labelProps, fill, stroke: halo, width: 3, font: steadyFont(map, font, size),
      }),
    });
    return [
      rule(0, 0, 8, colour.country, colour.land, 500, 12),
      rule(1, 0, 20, colour.text, colour.home, 600, 13),
      rule(2, 6.5, 20, colour.text, colour.home, 500, 12),
      rule(3, 8, 20, colour.text2, colour.home, 500, 11.5),
      rule(4, 10, 20, colour.text2, colour.home, 500, 11.5),
      rule(5, 11, 20, colour.text2, colour.home, 500, 11, "villages"),
      rule(6, 13, 20, colour.text2, colour.home, 500, 11, "villages"),
    ];
  }

  // A change of zoom must not cut short the reading of a file's head: it is shared by all tiles.
  function patient(layer) {
    for (const view of layer.views.values()) view.tileCache.source.shouldCancelZooms = false;
    return layer;
  }

  // Rules whose sheet this country has.
  function drawable(rules, options) {
    return rules.filter((rule) => rule.dataSource in options.basemap.sheets);
  }

  // Names lie above circles and roads, so that no mark hides the name of a town.
  function background(map, options) {
    const there = options.basemap.sheets;
    const sources = (...names) => Object.fromEntries(
      names.filter((name) => name in there).map((name) => [name, {
        url: new URL(`${options.basemap.folder}${name}.pmtiles`, window.location.href).href,
        maxDataZoom: there[name],
      }]));
    // Labels smear at fractional zoom when they are drawn at one pixel per pixel.
    const common = { noWrap: true, devicePixelRatio: Math.max(2, window.devicePixelRatio) };
    patient(protomapsL.leafletLayer({
      ...common,
      sources: sources("earth", "roads", "streets", "lanes"),
      backgroundColor: options.colour.sea,
      paintRules: drawable(paintRules(options.colour), options),
      labelRules: [],
      attribution: options.attribution,
    })).addTo(map);
    const pane = map.createPane("gz-names");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    return patient(protomapsL.leafletLayer({
      ...common,
      pane: "gz-names",
      sources: sources("places", "villages"),
      paintRules: [],
      labelRules: drawable(labelRules(map, options.colour, options.language), options),
      attribution: options.attribution,
    })).addTo(map);
  }

  // A canvas draws a label before its font has come: draw it again once it is there.
  function redrawWithFonts(map, names, sample) {
    const again = () => {
      names.clearLayout();
      names.rerenderTiles();
    };
    map.on("zoomend", again);
    const sheet = document.querySelector('link[href*="/fonts/"]');
    const load = () => {
      document.fonts.addEventListener("loadingdone", again);
      document.fonts.load('500 12px "Pretendard Variable"', sample).then(again);
    };
    if (sheet && !sheet.sheet) sheet.addEventListener("load", load);
    else if (sheet) load();
  }

  function notice(map, text) {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => element("div", "gz-notice", text);
    control.addTo(map);
  }

  // A button of our own among the controls at the right.
  function addButton(map, kind, sign, name, press) {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const bar = element("div", `leaflet-bar ${kind}`);
      const button = element("a", "");
      button.append(sign);
      button.href = "#";
      button.role = "button";
      button.title = name;
      button.setAttribute("aria-label", name);
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", (event) => {
        event.preventDefault();
        press(button);
      });
      bar.append(button);
      return bar;
    };
    control.addTo(map);
    return control.getContainer().firstChild;
  }

  function fullScreenControl(map) {
    if (!document.fullscreenEnabled) return;
    addButton(map, "gz-full", element("span", "gz-full-sign"), words.full, () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
  }

  // ---- search and position ---------------------------------------------------------------

  function folded(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  // The best are names that begin with what was typed; those with more people come first as sent.
  function found(names, typed) {
    const sought = folded(typed.trim());
    if (!sought) return [];
    const at = (name) => Math.min(...name.all.map((one) => {
      const place = one.indexOf(sought);
      return place < 0 ? Infinity : Math.min(place, 1);
    }));
    return names.map((name) => [at(name), name]).filter(([place]) => place < Infinity)
      .sort(([one], [other]) => one - other).slice(0, 8).map(([, name]) => name);
  }

  function namesFrom(rows) {
    return rows.map(([label, others, lat, lon]) => (
      { label, at: [lat, lon], all: [label, ...others].map(folded) }));
  }

  // Show a place that the visitor asked for, no farther than zoom `least`, with a ring and a name.
  function goTo(map, at, { least, label, radius }) {
    if (map.gzPointed) map.gzPointed.remove();
    map.gzHeld = null;
    map.setView(at, Math.max(map.getZoom(), least));
    const ring = { color: "#FFC400", weight: 4, fill: false, interactive: false };
    map.gzPointed = L.layerGroup([
      radius ? L.circle(at, { ...ring, radius }) : L.circleMarker(at, { ...ring, radius: 16 }),
    ]).addTo(map);
    L.popup(besideControls(map)).setLatLng(at)
      .setContent(element("b", "", label)).openOn(map);
  }

  function searchControl(map, names) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const box = element("div", "gz-search");
      const field = element("input", "");
      field.type = "search";
      field.placeholder = words.search;
      field.setAttribute("aria-label", words.search);
      field.setAttribute("autocomplete", "off");
      const list = element("ul", "");
      list.hidden = true;
      let known = null;
      const load = () => {
        known ??= (typeof names === "string"
          ? fetch(names).then((answer) => (answer.ok ? answer.json() : [])) : Promise.resolve(names)
        ).then(namesFrom, () => []);
        return known;
      };
      const close = () => { list.hidden = true; list.replaceChildren(); };
      const go = (name) => {
        close();
        field.value = name.label;
        goTo(map, name.at, { least: 11, label: name.label });
      };
      const show = () => load().then((all) => {
        const best = found(all, field.value);
        list.replaceChildren(...best.map((name) => {
          const button = element("button", "", name.label);
          button.type = "button";
          button.addEventListener("click", () => go(name));
          const item = element("li", "");
          item.append(button);
          return item;
        }));
        if (best.length === 0 && field.value.trim()) {
          list.append(element("li", "none", words.nothing));
        }
        list.hidden = !field.value.trim();
        return best;
      });
      field.addEventListener("input", show);
      field.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Escape") close();
        if (event.key === "ArrowDown") list.querySelector("button")?.focus();
        if (event.key === "Enter") show().then((best) => { if (best.length > 0) go(best[0]); });
      });
      list.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Escape") { close(); field.focus(); }
        const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
        const next = step && document.activeElement.parentElement[step];
        if (next) { event.preventDefault(); next.querySelector("button")?.focus(); }
      });
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.append(field, list);
      return box;
    };
    control.addTo(map);
  }

  function positionControl(map) {
    if (!navigator.geolocation) return;
    addButton(map, "gz-here", "◎", words.here, () => {
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const at = L.latLng(coords.latitude, coords.longitude);
        const label = `${words.here} ±${Math.round(coords.accuracy)} m`;
        goTo(map, at, { least: 12, label, radius: coords.accuracy });
        if (picking) map.fire("click", { latlng: at });
      }, () => notice(map, words.nowhere), { timeout: 15000, maximumAge: 60000 });
    });
  }

  // Tiles from outside are asked for only once somebody switches them on.
  function tilesControl(map, tiles) {
    const streets = L.tileLayer(tiles.url, { attribution: tiles.credit, maxZoom: 17, zIndex: 5 });
    let told = false;
    streets.on("tileerror", () => {
      if (!told) notice(map, words.nostreets);
      told = true;
    });
    addButton(map, "gz-streets", "⌗", words.streets, (button) => {
      const on = !map.hasLayer(streets);
      if (on) streets.addTo(map); else streets.remove();
      map.getPane("gz-names").style.visibility = on ? "hidden" : "";
      button.setAttribute("aria-pressed", String(on));
    });
  }

  // The names of places as people there read them; kept for as long as the tab is open.
  function khmerControl(map, names, options) {
    let on = window.sessionStorage.getItem("gz-khmer") === "on";
    const show = (button) => {
      const rules = labelRules(map, options.colour, on ? "km" : options.language);
      names.labelRules = drawable(rules, options);
      names.clearLayout();
      names.rerenderTiles();
      button.setAttribute("aria-pressed", String(on));
    };
    show(addButton(map, "gz-khmer", "ខ", words.khmer, (button) => {
      on = !on;
      window.sessionStorage.setItem("gz-khmer", on ? "on" : "off");
      show(button);
    }));
  }

  // Leaflet names its controls in English alone.
  function nameControls(map) {
    const names = { "zoom-in": words.nearer, "zoom-out": words.farther, "layers-toggle": words.layers };
    for (const [control, name] of Object.entries(names)) {
      const button = map.getContainer().querySelector(`.leaflet-control-${control}`);
      if (!button) continue;
      button.title = name;
      button.setAttribute("aria-label", name);
    }
  }

  function namePopups(map) {
    map.on("popupopen", (event) => {
      const button = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (button) button.setAttribute("aria-label", words.close);
    });
  }

  // The Tab key would stop at every path with a tooltip, hundreds of them: Chromium does so at
  // whatever listens for the focus. What they say stands in the lists and tables beside the map.
  function keepOffTab(map) {
    map.on("layeradd", (event) => {
      const node = event.layer.getElement && event.layer.getElement();
      if (node instanceof SVGElement) node.setAttribute("tabindex", "-1");
    });
  }

  // folium forbids a reader to magnify the page.
  function allowMagnifying() {
    for (const sign of document.querySelectorAll('meta[name="viewport"]')) {
      sign.content = "width=device-width, initial-scale=1";
    }
  }

  // The page shows words in the map's place until it hears that the whole script has run:
  // streamlit-folium sets window.map in its last line.
  function tellPage(title) {
    const frame = window.frameElement;
    if (!frame || !window.map) return;
    frame.title = title;
    Promise.allSettled(waiting).then(() => { frame.dataset.map = "ready"; });
  }

  // The view holds `box` until the visitor moves the map, also when its frame grows or shrinks.
  function hold(map, box, room) {
    map.gzHeld = { box, room };
    if (map.getSize().y > 0) map.fitBounds(box, room);
  }

  function followFrame(map) {
    const container = map.getContainer();
    for (const sign of ["pointerdown", "wheel", "keydown"]) {
      container.addEventListener(sign, () => { map.gzHeld = null; }, { passive: true });
    }
    new ResizeObserver(() => {
      map.invalidateSize(false);
      if (map.gzHeld && map.getSize().y > 0) map.fitBounds(map.gzHeld.box, { ...map.gzHeld.room, animate: false });
    }).observe(container);
  }

  // A second click on the same spot is another click: it differs by less than a hair.
  function tellClicksApart(map) {
    let clicks = 0;
    map.on("click", (event) => {
      clicks = (clicks + 1) % 1000;
      event.latlng = L.latLng(event.latlng.lat + clicks * 1e-10, event.latlng.lng);
    });
  }

  // Maps of one page that are compared: what a visitor does to one is done to the others, be it
  // to move it or to switch a layer. They find each other in the page that holds their frames.
  function together(map, circle) {
    const page = window.parent;
    const circles = (page.greenZoneMaps ??= new Map());
    if (!circles.has(circle)) circles.set(circle, new Set());
    const members = circles.get(circle);
    let following = false;
    const follow = (act) => {
      following = true;
      try { act(); } finally { following = false; }
    };
    const me = {
      view: (centre, zoom) => follow(() => {
        map.gzHeld = null;
        map.setView(centre, zoom, { animate: false });
      }),
      layer: (name, shown) => follow(() => {
        for (const label of map.getContainer().querySelectorAll(
          ".leaflet-control-layers-overlays label")) {
          const box = label.querySelector("input");
          if (label.textContent.trim() === name && box.checked !== shown) box.click();
        }
      }),
    };
    const tellOthers = (act) => {
      if (following) return;
      for (const other of members) if (other !== me) act(other);
    };
    // While a view is held the frame moves it, not the visitor: each map holds it by itself.
    map.on("move", () => {
      if (map.gzHeld) return;
      const { lat, lng } = map.getCenter();
      tellOthers((other) => other.view([lat, lng], map.getZoom()));
    });
    map.on("overlayadd overlayremove", ({ type, name }) => {
      tellOthers((other) => other.layer(plainText(name), type === "overlayadd"));
    });
    members.add(me);
    window.addEventListener("pagehide", () => members.delete(me));
  }

  // Leaflet holds the name of a layer as markup, in which folium's words are encoded.
  function plainText(markup) {
    return new DOMParser().parseFromString(markup, "text/html").body.textContent.trim();
  }

  function start(map, options) {
    tellClicksApart(map);
    words = options.words;
    L.Icon.Default.imagePath = options.icons;
    document.documentElement.lang = options.language;
    document.documentElement.classList.toggle("gz-dark", options.dark);
    allowMagnifying();
    for (const [name, value] of Object.entries(options.tokens)) {
      document.documentElement.style.setProperty(`--${name}`, value);
    }
    const container = map.getContainer();
    container.style.setProperty("height", "100vh", "important");
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", options.words.map);
    const names = background(map, options);
    redrawWithFonts(map, names, options.sample);
    fetch(`${options.basemap.folder}earth.pmtiles`, { method: "HEAD" }).then((answer) => {
      if (!answer.ok) notice(map, words.nobase);
    }, () => notice(map, words.nobase));
    fullScreenControl(map);
    positionControl(map);
    if (options.names) searchControl(map, options.names);
    if (options.tiles) tilesControl(map, options.tiles);
    if (options.khmer) khmerControl(map, names, options);
    namePopups(map);
    keepOffTab(map);
    if (options.circle) together(map, options.circle);
    hold(map, options.fit, {});
    followFrame(map);
    // What folium adds to the map comes after this.
    setTimeout(() => {
      nameControls(map);
      tellPage(options.words.map);
    }, 0);
  }

  // ---- marks ----------------------------------------------------------------------------

  function card(about) {
    const box = element("div", "gz-card");
    for (const one of about.slice(0, MERGE_LIST)) {
      box.append(element("b", "", one.title));
      for (const line of one.lines) box.append(element("div", "", line));
    }
    if (about.length > MERGE_LIST) {
      box.append(element("i", "", words.more.replace("{count}", about.length - MERGE_LIST)));
    }
    return box;
  }

  // The controls lie over a note: it stays left of them, so that its cross can be pressed.
  function besideControls(map) {
    const margin = 8, controls = 56, frame = 34;
    return {
      className: "gz-popup",
      maxWidth: Math.max(120, Math.min(300, map.getSize().x - controls - margin - frame)),
      autoPanPaddingTopLeft: [margin, margin],
      autoPanPaddingBottomRight: [controls, margin],
    };
  }

  function tell(layer, about, hint) {
    if (!about || about.length === 0) return layer;
    const title = hint || about[0].title;
    layer.bindTooltip(element("span", "", title), { sticky: true, className: "gz-tip" });
    layer.on("click", (event) => {
      if (picking) return;
      const box = card(about);
      L.popup(besideControls(layer._map))
        .setLatLng(event.latlng).setContent(box).openOn(layer._map);
    });
    return layer;
  }

  function stroke(mark) {
    return {
      color: mark.color, weight: mark.weight, dashArray: mark.dash, opacity: mark.opacity,
      fill: mark.fill > 0, fillColor: mark.color, fillOpacity: mark.fill,
      lineCap: "round", bubblingMouseEvents: true,
    };
  }

  function marker(at, node, alt, front) {
    const icon = L.divIcon({ html: node, iconSize: [0, 0], className: "gz" });
    const options = { icon, alt, keyboard: false, bubblingMouseEvents: true };
    return L.marker(at, { ...options, zIndexOffset: front ? 1000 : 0 });
  }

  const draw = {
    disc: (mark) => tell(L.circle(mark.at, { ...stroke(mark), radius: mark.radius_m }), mark.about),
    area: (mark) => tell(L.polygon(mark.at, stroke(mark)), mark.about),
    picture: (mark) => L.imageOverlay(mark.image, mark.at, { opacity: mark.opacity, alt: mark.alt }),
    line: (mark) => {
      const line = L.polyline(mark.at, stroke(mark));
      if (!mark.casing) return tell(line, mark.about);
      const under = { ...stroke(mark), color: mark.casing, weight: mark.weight + 4, dashArray: null };
      return tell(L.featureGroup([L.polyline(mark.at, under), line]), mark.about);
    },
    chip: (mark) => {
      const node = element("div", "gz-in");
      node.append(element("span", `gz-chip ${mark.tone}`, mark.text));
      return tell(marker(mark.at, node, mark.text, mark.front), mark.about);
    },
    symbol: (mark, images) => {
      const node = element("div", "gz-in");
      node.append(image(images[mark.image], mark.size, mark.alt));
      return tell(marker(mark.at, node, mark.alt, mark.front), mark.about);
    },
  };

  // Symbols that would cover each other become one with a count; the strongest one is shown.
  // Each looks only into the squares around its own, as wide as the reach.
  function merged(map, items, reach) {
    const all = items.map((item) => ({ item, point: map.latLngToLayerPoint(item.at), taken: false }));
    all.sort((one, other) => other.item.rank - one.item.rank);
    const squares = new Map();
    const square = (x, y) => x * 1e6 + y;
    const placed = (point) => [Math.floor(point.x / reach), Math.floor(point.y / reach)];
    for (const one of all) {
      const [x, y] = placed(one.point);
      const key = square(x, y);
      if (!squares.has(key)) squares.set(key, []);
      squares.get(key).push(one);
    }
    const groups = [];
    for (const first of all) {
      if (first.taken) continue;
      first.taken = true;
      const group = [first.item];
      const [x, y] = placed(first.point);
      for (let right = x - 1; right <= x + 1; right += 1) {
        for (let down = y - 1; down <= y + 1; down += 1) {
          for (const other of squares.get(square(right, down)) ?? []) {
            if (other.taken || first.point.distanceTo(other.point) > reach) continue;
            other.taken = true;
            group.push(other.item);
          }
        }
      }
      groups.push(group);
    }
    return groups;
  }

  function shift(map, offset) {
    const nearness = Math.min(1, Math.max(0, (13 - map.getZoom()) / 3));
    return [offset[0] * nearness, offset[1] * nearness];
  }

  function pileMarker(map, group, pile, images) {
    const strongest = group[0];
    const node = element("div", `gz-in gz-pile ${pile.style}`);
    const [right, down] = shift(map, pile.offset);
    node.style.marginLeft = `${right}px`;
    node.style.marginTop = `${down}px`;
    node.append(image(images[strongest.image], pile.size, strongest.alt));
    if (pile.style === "count" || group.length > 1) {
      node.append(element("span", "gz-count", String(group.length)));
    }
    const hint = group.length > 1 ? `${strongest.alt} (${group.length})` : undefined;
    const about = group.flatMap((item) => item.about);
    return tell(marker(strongest.at, node, strongest.alt, false), about, hint);
  }

  const Pile = L.LayerGroup.extend({
    initialize(pile, images) {
      L.LayerGroup.prototype.initialize.call(this);
      this.pile = pile;
      this.images = images;
    },
    onAdd(map) {
      this.arrange(map);
      this.isMany = this.pile.items.length > MANY;
      map.on(this.isMany ? "moveend" : "zoomend", this.rearrange, this);
      L.LayerGroup.prototype.onAdd.call(this, map);
    },
    onRemove(map) {
      map.off("zoomend moveend", this.rearrange, this);
      L.LayerGroup.prototype.onRemove.call(this, map);
    },
    rearrange() {
      this.arrange(this._map);
    },
    arrange(map) {
      this.clearLayers();
      const near = map.getZoom() >= this.pile.from_zoom;
      let items = near ? this.pile.items : this.pile.items.filter((item) => item.rank >= 2);
      let reach = this.pile.reach;
      if (this.isMany) {
        const around = map.getBounds().pad(0.2);
        const [south, north] = [around.getSouth(), around.getNorth()];
        const [west, east] = [around.getWest(), around.getEast()];
        items = items.filter(({ at: [lat, lon] }) => (
          lat >= south && lat <= north && lon >= west && lon <= east));
        if (items.length > MANY) reach *= 2.5;
      }
      for (const group of merged(map, items, reach)) {
        this.addLayer(pileMarker(map, group, this.pile, this.images));
      }
    },
  });

  function settle(map, spec) {
    if (spec.pick !== null) {
      picking = spec.pick;
      map.getContainer().classList.toggle("gz-picking", picking);
      if (picking) map.closePopup();
    }
    if (spec.fit) {
      const room = { paddingTopLeft: [28, 28], paddingBottomRight: [60, 28], maxZoom: 12 };
      hold(map, spec.fit, room);
    };
  }

  function marks(spec) {
    const group = L.layerGroup();
    group.once("add", () => settle(group._map, spec));
    for (const mark of spec.marks) {
      try {
        group.addLayer(draw[mark.kind](mark, spec.images));
      } catch (fault) {
        console.error("mark not drawn", mark.kind, fault);
        group.once("add", () => notice(group._map, words.part));
      }
    }
    for (const pile of spec.piles) group.addLayer(new Pile(pile, spec.images));
    return group;
  }

  // A layer is asked for when it is shown first: most wait in the list of layers.
  function layer(address) {
    const group = L.layerGroup();
    group.once("add", () => {
      const asked = fetch(address)
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then((spec) => group.addLayer(marks(spec)))
        .catch(() => notice(group._map, words.part));
      waiting.push(asked);
    });
    return group;
  }

  // A layer of the list whose marks come with every answer: the map itself stays as it is.
  function slot(name) {
    const group = L.layerGroup();
    slots.set(name, group);
    return group;
  }

  function into(name, spec) {
    const group = L.layerGroup(), content = marks(spec);
    // It comes last: its areas go under what the map has drawn before.
    const under = () => content.eachLayer((one) => one.bringToBack && one.bringToBack());
    group.on("add", () => {
      slots.get(name).on("add", under).addLayer(content);
      under();
    });
    group.on("remove", () => slots.get(name).off("add", under).removeLayer(content));
    return group;
  }

  return { start, marks, layer, slot, into };
})();
