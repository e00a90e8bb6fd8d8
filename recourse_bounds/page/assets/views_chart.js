/* The frame of a chart: a question, the picture, its legend, and a caption that answers in words. */

const SVG = "http://www.w3.org/2000/svg";

/* A chart. make() gives its picture {figure, update}, once somebody is about to see it; describe() gives {label,
   caption, legend, empty}, which stand in words whether it is seen or not. */
class ViewChart {
  constructor(parent, question, { describe, make }) {
    this.describe = describe;
    this.make = make;
    this.picture = null;
    this.host = el("div", { class: "view-picture", role: "img", "aria-label": question });
    this.extra = el("div", { class: "view-extra" });
    this.legend = el("ul", { class: "view-legend" });
    this.caption = el("figcaption", {});
    const heading = el("h3", {}, question);
    this.element = el("figure", { class: "view" }, heading, this.extra, this.host, this.legend, this.caption);
    parent.append(this.element);
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.draw();
    }, { rootMargin: "300px" });
    this.seen.observe(this.element);
  }

  async draw() {
    this.seen.disconnect();
    if (this.picture) return;
    this.picture = this.make(this.host);
    this.update();
    await Bokeh.Plotting.show(this.picture.figure, this.host);
    for (const view of Object.values(Bokeh.index)) if (view.model === this.picture.figure) stayUnfocused(view);
    this.update(); /* now the size of the frame is known */
  }

  /* Everything anew in other colours. */
  recolour() {
    this.colours = null;
    this.update();
  }

  update() {
    const colours = this.colours || (this.colours = coloursUnder(this.element));
    const words = this.describe();
    if (this.picture && !words.empty) {
      if (this.dressed !== colours) dressFigure(this.picture.figure, colours);
      this.dressed = colours;
      this.picture.update(colours);
    }
    this.say(words, colours);
  }

  say({ label, caption, legend = [], empty = false }, colours) {
    this.host.setAttribute("aria-label", label);
    this.host.hidden = empty;
    this.caption.textContent = caption;
    this.legend.replaceChildren(...(empty ? [] : legend.map((one) => legendItem(one, colours))));
  }
}

/* A picture is read as one thing, so nothing in it takes the focus; all that it does can be done in the table. */
function stayUnfocused(view) {
  const canvas = view.canvas_view || view.canvas;
  if (canvas && canvas.events_el) canvas.events_el.removeAttribute("tabindex");
}

function legendItem({ marker, colour, filled = true, words, line = "" }, colours) {
  return el("li", {}, markIcon(marker, colours[colour], filled, line), words);
}

const ICON_PATHS = {
  circle: "M11 3a5 5 0 1 0 .01 0z", square: "M6.5 3.5h9v9h-9z", diamond: "M11 2l4 6-4 6-4-6z", x: "M6 3l10 10M16 3L6 13",
  triangle: "M11 3l5 9H6z", dash: "M4 8h14", line: "M1 8h20", ring: "M11 2a6 6 0 1 0 .01 0z",
};

function markIcon(marker, colour, filled, dashes) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ width: 22, height: 16, "aria-hidden": "true" })) svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, "path");
  const shape = { d: ICON_PATHS[marker], stroke: colour, "stroke-width": 2, fill: filled && marker !== "x" ? colour : "none" };
  if (dashes) shape["stroke-dasharray"] = dashes;
  for (const [name, value] of Object.entries(shape)) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

/* Of a tip by the pointer; it lies within Bokeh's shadow, where no style sheet of the page reaches. */
const TIP = { class: "view-tip", style: "max-width: 18rem; white-space: normal; color: #1f1d1a" };

function chartHeight() {
  return Math.round(Math.max(240, Math.min(380, 0.55 * window.innerHeight)));
}

/* An empty figure of Bokeh, as wide as its place. */
function bareFigure(xLabel, yLabel, attributes = {}) {
  const figure = Bokeh.Plotting.figure({
    height: chartHeight(), sizing_mode: "stretch_width", toolbar_location: null, tools: [], min_border_right: 14,
    x_range: new Bokeh.Range1d({ start: 0, end: 1 }), y_range: new Bokeh.Range1d({ start: 0, end: 1 }),
    x_axis_label: plainLabel(xLabel), y_axis_label: plainLabel(yLabel), ...attributes,
  });
  figure.toolbar.logo = null;
  return figure;
}

/* A text that is drawn as it is: names in data may look like formulas. */
function plainLabel(text) {
  return new Bokeh.PlainText({ text });
}

function setLabel(axis, text) {
  if (axis.axis_label.text !== text) axis.axis_label = plainLabel(text);
}

function setAxis(figure, axis, range, scale) {
  range.setv({ start: scale.start, end: scale.end });
  if (scale.ticks) {
    axis.major_label_overrides = new Map(scale.ticks.map((tick) => [tick.place, plainLabel(tick.text)]));
    axis.ticker = new Bokeh.FixedTicker({ ticks: scale.ticks.map((tick) => tick.place) });
  } else if (!(axis.ticker instanceof Bokeh.BasicTicker)) {
    axis.major_label_overrides = new Map();
    axis.ticker = new Bokeh.BasicTicker();
  }
}
