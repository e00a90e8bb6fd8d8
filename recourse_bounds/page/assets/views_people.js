/* Charts of people: a mark for everybody who is shown; marks are hovered over, tapped and selected. */

const DRAGS = { box: "selects in a box", lasso: "selects with a lasso", zoom: "zooms", off: "scrolls the page" };

const MOST_LINES = 4; /* of a picture of people */

/* A picture of people. points() gives {rows, xs, ys, status, scales: {x, y}, lines: [{xs, ys, colour, width, alpha}],
   labels: {x, y}}, in the units of the axes; NaN is not drawn. */
class PeoplePicture {
  constructor(store, host, drag, points) {
    this.store = store;
    this.width = 800;
    new ResizeObserver(([entry]) => { /* asking the host for its width would lay the page out again */
      this.width = Math.max(200, entry.contentRect.width - 80);
      this.thinSoon();
    }).observe(host);
    this.points = points;
    this.figure = bareFigure("", "");
    this.lines = Array.from({ length: MOST_LINES }, () => this.line());
    this.layers = Object.fromEntries(Object.keys(STATUS_MARKS).map((name) => [name, this.layer(name)]));
    this.ring = this.marks({ marker: "circle", size: 18, fill_color: null, line_width: 3, level: "annotation" });
    this.tools = {
      box: new Bokeh.BoxSelectTool({ renderers: [], persistent: false }),
      lasso: new Bokeh.LassoSelectTool({ renderers: [], persistent: false, continuous: false }),
      zoom: new Bokeh.BoxZoomTool(),
    };
    const tooltips = (source, { index }) => personTip(this.store, source.data.row[index], source.data.count[index]);
    const hover = new Bokeh.HoverTool({ renderers: Object.values(this.layers), tooltips, limit: 1 });
    this.figure.add_tools(...Object.values(this.tools), hover); /* all at once: later ones would be registered twice */
    this.drag(drag);
    this.figure.on_event("selectiongeometry", (event) => this.select(event));
    this.figure.on_event("tap", (event) => this.tap(event));
    for (const range of [this.figure.x_range, this.figure.y_range]) {
      range.properties.start.change.connect(() => this.thinSoon());
    }
  }

  drag(mode) {
    this.figure.toolbar.active_drag = this.tools[mode] || null;
  }

  update(colours) {
    const shown = this.points();
    this.shown = shown;
    this.colours = colours;
    setAxis(this.figure, this.figure.below[0], this.figure.x_range, shown.scales.x);
    setAxis(this.figure, this.figure.left[0], this.figure.y_range, shown.scales.y);
    setLabel(this.figure.below[0], shown.labels.x);
    setLabel(this.figure.left[0], shown.labels.y);
    shown.lines.forEach((line, place) => this.setLine(line, place));
    this.thin();
    this.choose();
  }

  line() {
    const source = new Bokeh.ColumnDataSource({ data: { x: [], y: [] } });
    return this.figure.line({ field: "x" }, { field: "y" }, { source, level: "underlay" });
  }

  marks(style) {
    const source = new Bokeh.ColumnDataSource({ data: { x: [], y: [], row: [], count: [] } });
    return this.figure.scatter({ field: "x" }, { field: "y" }, { source, ...style });
  }

  layer(name) {
    return this.marks({ marker: STATUS_MARKS[name].marker, fill_alpha: 0.7, line_width: name === "violated" ? 2 : 1 });
  }

  setLine({ xs, ys, colour, width = 1, alpha = 1, dash = [] }, place) {
    const { glyph, data_source: source } = this.lines[place];
    glyph.setv({ line_color: this.colours[colour], line_width: width, line_alpha: alpha, line_dash: dash });
    source.data = { x: xs, y: ys };
  }

  frame() {
    const { x_range: x, y_range: y, height } = this.figure;
    return { x0: x.start, x1: x.end, y0: y.start, y1: y.end, width: this.width, height: height - 60 };
  }

  thinSoon() {
    if (this.thinning || !this.shown) return;
    this.thinning = true;
    requestAnimationFrame(() => this.thin());
  }

  /* Draw the marks, of each status by itself: so are they fast, and broken bounds lie on top. */
  thin() {
    this.thinning = false;
    const { rows, xs, ys, status } = this.shown;
    const frame = this.frame();
    for (const name of Object.keys(STATUS_MARKS)) {
      const places = [];
      for (let i = 0; i < rows.length; i += 1) if (status[i] === name) places.push(i);
      const marks = thinned(places.map((i) => xs[i]), places.map((i) => ys[i]), frame);
      const drawn = marks.index.map((place) => places[place]);
      const { glyph, data_source: source } = this.layers[name];
      const { filled } = STATUS_MARKS[name];
      glyph.setv({
        line_color: this.colours[name], fill_color: filled ? this.colours[name] : null, size: rows.length > 500 ? 6 : 8,
      });
      source.data = {
        x: drawn.map((i) => xs[i]), y: drawn.map((i) => ys[i]), row: drawn.map((i) => rows[i]), count: marks.count,
      };
    }
  }

  /* A ring about the person who is chosen. */
  choose() {
    if (!this.shown) return;
    const place = this.shown.rows.indexOf(this.store.chosen);
    const there = place >= 0 && !Number.isNaN(this.shown.xs[place] + this.shown.ys[place]);
    this.ring.glyph.line_color = this.colours.ink;
    this.ring.data_source.data = there ? { x: [this.shown.xs[place]], y: [this.shown.ys[place]] } : { x: [], y: [] };
  }

  tap({ x, y }) {
    const { rows, xs, ys } = this.shown;
    const place = nearestPoint(xs, ys, this.frame(), x, y);
    if (place >= 0) this.store.choose(rows[place]);
  }

  select({ geometry, final }) {
    if (!final || !["rect", "poly"].includes(geometry.type)) return;
    const { rows, xs, ys } = this.shown;
    const inside = liesIn(geometry);
    keepOnly(this.store, rows.filter((_, place) => inside(xs[place], ys[place])));
  }
}

/* Keep only the people of some rows, in every run: they stay the same people when ε moves. */
function keepOnly(store, rows) {
  if (!rows.length) {
    announce("Nobody lies there.");
    return;
  }
  const { person } = store.rows;
  const people = new Set(Array.from(rows, (row) => person[row]));
  store.filter("charts", (row) => people.has(person[row]), `${peopleText(people.size)} selected in a chart`);
}

/* A person in words, for a pointer that rests on a mark. */
function personTip(store, row, count) {
  return el("div", TIP, ...personLines(store, row, count).map((line) => el("div", {}, line)));
}

function personLines(store, row, count) {
  const { columns, run } = store.rows;
  const found = store.case(store.currentCase);
  const where = store.meta.runs.length > 1 ? `, ${store.meta.runs[run[row]].label}` : "";
  const lines = [`Person ${personNumber(store, row)}${where}`];
  lines.push(`cost: ${numberText(columns.cost_nr[row])} natural, ${numberText(columns.cost_r[row])} robust`);
  lines.push(`probability: ${numberText(columns.probability_nr[row])} natural, ${numberText(columns.probability_r[row])} robust`);
  const status = store.STATUS[found.status[row]];
  const value = numberText(found.value[row]);
  lines.push(`${caseName(store.meta.cases[store.currentCase])}: ${STATUS_WORDS[status]}`);
  if (!["inapplicable", "not checked"].includes(status)) {
    lines.push(`measured ${value}, bound: ${intervalText(found.lower[row], found.upper[row])}`);
  }
  if (count > 1) lines.push(`and ${(count - 1).toLocaleString("en")} more at this place`);
  return lines;
}
