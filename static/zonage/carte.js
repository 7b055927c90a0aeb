/* The map of the zonings. Outlines come quantised and gzipped, once per region; levels come per profession and day.
   One shape per level is drawn, filled with the pattern that the legend shows; a click finds the commune. */
"use strict";

(function () {
  const root = document.getElementById("zonage-map");
  if (!root || !root.dataset.outlines || !window.L) return;

  const json = (url) => (url ? fetch(url).then((answer) => (answer.ok ? answer.json() : null)) : Promise.resolve(null));
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-'’ ]+/g, " ").trim();

  /* Each ring is a first point on the grid then steps; the first ring of a polygon goes with its holes: even-odd fill. */
  function decode(outlines) {
    const grid = outlines.grid;
    return outlines.places.map(([code, name, population, rings]) => {
      const place = { code, name, population, rings: [], west: 180, east: -180, south: 90, north: -90 };
      for (const steps of rings) {
        const ring = [];
        let x = 0;
        let y = 0;
        for (let index = 0; index < steps.length; index += 2) {
          x += steps[index];
          y += steps[index + 1];
          const point = [y * grid, x * grid];
          ring.push(point);
          if (point[1] < place.west) place.west = point[1];
          if (point[1] > place.east) place.east = point[1];
          if (point[0] < place.south) place.south = point[0];
          if (point[0] > place.north) place.north = point[0];
        }
        place.rings.push(ring);
      }
      return place;
    });
  }

  function holds(place, lat, lng) {
    if (lng < place.west || lng > place.east || lat < place.south || lat > place.north) return false;
    let inside = false;
    for (const ring of place.rings) {
      for (let index = 0, last = ring.length - 1; index < ring.length; last = index++) {
        const [y1, x1] = ring[index];
        const [y2, x2] = ring[last];
        if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
      }
    }
    return inside;
  }

  function levelOf(answer) {
    const found = new Map();
    if (answer) for (const level of answer.levels) for (const code of level.places.split(" ")) found.set(code, level);
    return found;
  }

  function draw(box, places, levels, bounds) {
    const map = L.map(box, { attributionControl: false, zoomSnap: 0.25, renderer: L.svg({ padding: 0.2 }), preferCanvas: false });
    map.fitBounds(bounds, { animate: false });
    const groups = new Map();
    for (const place of places) {
      const level = levels.get(place.code) || null;
      if (!groups.has(level)) groups.set(level, []);
      for (const ring of place.rings) groups.get(level).push(ring);
    }
    for (const [level, rings] of groups) {
      const shape = L.polygon(rings, {
        color: "#3a3a3a", weight: 0.4, fillOpacity: 1, fillRule: "evenodd", interactive: false, smoothFactor: 0.7,
        fillColor: level ? `url(#motif-${level.code})` : "#ffffff",
        noClip: true,
      }).addTo(map);
      /* The first view holds the whole region: cutting it at the edges is half of the drawing, for nothing. */
      shape.options.noClip = false;
    }
    return map;
  }

  /* Counts of the steering map, by commune: people with a project (ring), people with a place (disc). */
  const counts = JSON.parse(document.getElementById("zonage-points")?.textContent || "{}");
  const size = (people) => 3 + 2.5 * Math.sqrt(people);

  function mark(map, places) {
    for (const place of places) {
      const [projects, decided] = counts[place.code] || [0, 0];
      const centre = [(place.south + place.north) / 2, (place.west + place.east) / 2];
      const circle = (people, style) => people && L.circleMarker(centre, { radius: size(people), interactive: false, ...style }).addTo(map);
      circle(projects, { color: "#ffffff", weight: 6, fill: false });
      circle(projects, { color: "#000091", weight: 3, fill: false });
      circle(decided, { color: "#ffffff", weight: 1.5, fillColor: "#000091", fillOpacity: 1 });
    }
  }

  Promise.all([json(root.dataset.outlines), json(root.dataset.levels), json(root.dataset.otherLevels)]).then(([outlines, main, other]) => {
    if (!outlines) return;
    root.hidden = false;
    performance.mark("zonage-data");
    const places = decode(outlines);
    performance.mark("zonage-decoded");
    const [west, south, east, north] = outlines.bounds;
    const bounds = [[south, west], [north, east]];
    const panes = [...root.querySelectorAll(".zonage-canvas")].map((box) => {
      const levels = levelOf(box.dataset.pane === "main" ? main : other);
      const map = draw(box, places, levels, bounds);
      mark(map, places);
      return { levels, map, mark: null, day: box.parentElement.querySelector("h2, h3").textContent };
    });
    const said = document.getElementById("zonage-said");

    function tell(place) {
      const words = panes.map(({ levels, day }) => {
        const level = levels.get(place.code);
        const eligible = !level || level.eligible === undefined ? "" : level.eligible === true ? ", éligible" : level.eligible === false ? ", non éligible" : ", à confirmer";
        return `${day.toLowerCase()} : ${level ? level.name : root.dataset.none || "pas de niveau"}${eligible}`;
      });
      const link = document.createElement("a");
      link.href = `${root.dataset.place}lieu/${place.code}/?profession=${root.dataset.profession}&le=${root.dataset.day}`;
      link.textContent = `${place.name} (${place.code})`;
      const [projects, decided] = counts[place.code] || [0, 0];
      if (projects) words.push(`projets : ${projects}`);
      if (decided) words.push(`${root.dataset.counted || "lieux décidés"} : ${decided}`);
      said.replaceChildren(link, ` – ${place.population.toLocaleString("fr-FR")} habitants – ${words.join(" ; ")}.`);
      for (const pane of panes) {
        if (pane.mark) pane.mark.remove();
        pane.mark = L.polygon(place.rings, { color: "#000091", weight: 3, fill: false, interactive: false }).addTo(pane.map);
      }
    }

    let following = false;
    for (const pane of panes) {
      pane.map.on("click", ({ latlng }) => {
        const place = places.find((item) => holds(item, latlng.lat, latlng.lng));
        if (place) tell(place);
      });
      pane.map.on("moveend", () => {
        if (following) return;
        following = true;
        for (const twin of panes) if (twin !== pane) twin.map.setView(pane.map.getCenter(), pane.map.getZoom(), { animate: false });
        following = false;
      });
    }

    const field = document.getElementById("commune");
    const list = document.getElementById("communes");
    let named = null;
    function search(go) {
      const wanted = fold(field.value.replace(/\s*\(.*$/, ""));
      if (wanted.length < 2) return;
      named ??= places.map((place) => [fold(place.name), place]);
      const found = named.filter(([name]) => name.startsWith(wanted)).sort((a, b) => b[1].population - a[1].population);
      list.replaceChildren(...found.slice(0, 10).map(([, place]) => new Option(place.code, place.name)));
      if (!go) return;
      const exact = found.find(([name]) => name === wanted) || found[0];
      if (!exact) { said.textContent = `Aucune commune de la région ne commence par « ${field.value} ».`; return; }
      const place = exact[1];
      tell(place);
      panes[0].map.fitBounds([[place.south, place.west], [place.north, place.east]], { maxZoom: 11, animate: false });
    }
    field.addEventListener("input", () => search(false));
    field.addEventListener("change", () => search(true));
    field.parentElement.querySelector("button").addEventListener("click", () => search(true));
    root.dataset.ready = "true";
    performance.mark("zonage-ready");
  });
})();
