/* Means along ε, or along the ridge or N where those vary: what robustness costs, and what it gives. */

const ALONG = { epsilon: "ε, the radius of the attacks", ridge: "ridge β", steps: "N, steps of training" };

const TRADE_OFFS = [
  {
    question: "What does robustness cost people?", axis: "mean cost", range: null, write: numberText,
    series: { cost_nr: ["natural", "natural model's recourse"], cost_r: ["robust", "robust model's recourse"] },
  },
  {
    question: "How many recourses are accepted?", axis: "share of people", range: [-0.03, 1.03], write: percentText,
    series: {
      validity_nr: ["natural", "natural model accepts its own"], validity_r: ["robust", "robust model accepts its own"],
      cross_validity: ["third", "natural model accepts the robust one's"], accepted_r: ["vacuous", "robust model accepts without change"],
    },
  },
  {
    question: "What does robustness cost the model?", axis: "accuracy", range: null, write: percentText,
    series: {
      accuracy_nr: ["natural", "natural model"], accuracy_r: ["robust", "robust model"],
      attacked_nr: ["vacuous", "natural model under attack"], attacked_r: ["third", "robust model under attack"],
    },
  },
];

const CURVE_MARKS = ["circle", "square", "diamond", "triangle"];
const CURVE_DASHES = [[], [8, 4], [2, 3], [8, 3, 2, 3]];

function tradeOffs(store, parent) {
  const { settings } = store.meta.views;
  const along = Object.keys(ALONG).find((name) => new Set(settings.map((entry) => entry[name])).size > 1);
  if (!along) {
    const which = settings.length ? "one setting" : "no setting with rejected people";
    const more = "with several, as by --epsilon 0,0.05,0.1, curves of cost, validity and accuracy stand here.";
    parent.append(el("p", { class: "view-none" }, `The trade-off: this report has ${which}; ${more}`));
    return [];
  }
  return TRADE_OFFS.map((one) => curveChart(store, parent, along, one)).filter(Boolean);
}

/* The settings of one curve: those that differ from the run chosen in nothing but what it runs along. */
function curveSettings(store, along) {
  const { settings } = store.meta.views;
  const run = store.meta.runs[store.currentRun] || settings[settings.length - 1];
  const same = (entry) => ["steps", "ridge", "epsilon"].every((name) => name === along || entry[name] === run[name]);
  return settings.filter(same).sort((a, b) => a[along] - b[along]);
}

function curveChart(store, parent, along, { question, axis, range, write, series }) {
  const names = Object.keys(series).filter((name) => store.meta.views.settings.some((entry) => entry.means[name]));
  if (!names.length) return null;
  const curves = () => names.map((name, place) => curveOf(store, along, name, series[name], place));
  return new ViewChart(parent, question, {
    describe: () => curveWords(along, curves(), write),
    make: () => new CurvePicture(store, { along, axis, range, write, curves }),
  });
}

function curveOf(store, along, name, [colour, words], place) {
  const entries = curveSettings(store, along).filter((entry) => entry.means[name] && entry.means[name][0] !== null);
  const column = (index) => entries.map((entry) => entry.means[name][index] ?? NaN);
  return {
    words, colour, marker: CURVE_MARKS[place], dash: CURVE_DASHES[place],
    xs: entries.map((entry) => entry[along]), mean: column(0), low: column(1), high: column(2),
  };
}

function curveWords(along, curves, write) {
  const symbol = { epsilon: "ε", ridge: "β", steps: "N" }[along];
  const told = curves.filter((curve) => curve.xs.length).map(({ words, xs, mean }) => {
    const last = xs.length - 1;
    if (last && mean.every((value) => write(value) === write(mean[0]))) return `${words} ${write(mean[0])} at every ${symbol}`;
    const first = `${words} ${write(mean[0])} at ${symbol} = ${numberText(xs[0])}`;
    return last ? `${first} and ${write(mean[last])} at ${symbol} = ${numberText(xs[last])}` : `${first} only`;
  });
  const bars = curves.some(({ low }) => low.some((value) => !Number.isNaN(value)));
  const text = `${told.join("; ")}.${bars ? " Bars are 95 % intervals over the seeds." : ""}`;
  return {
    label: `Curves along ${ALONG[along]}: ${text}`,
    caption: `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    empty: !told.length,
    legend: curves.filter((curve) => curve.xs.length),
  };
}

/* A picture of curves with intervals, and an upright line at the run that is chosen. */
class CurvePicture {
  constructor(store, { along, axis, range, write, curves }) {
    Object.assign(this, { store, along, range, write, curves });
    this.figure = bareFigure(ALONG[along], axis);
    this.lines = curves().map(({ words, marker, dash }) => this.layers(words, marker, dash));
    const source = new Bokeh.ColumnDataSource({ data: { x: [], y: [] } });
    this.now = this.figure.line({ field: "x" }, { field: "y" }, { source, line_width: 6, line_alpha: 0.5, level: "underlay" });
  }

  update(colours) {
    const curves = this.curves();
    const logarithmic = this.along !== "epsilon";
    const at = logarithmic ? Math.log10 : (value) => value;
    const places = curves.flatMap((curve) => curve.xs.map(at));
    const heights = curves.flatMap((curve) => [...curve.mean, ...curve.low, ...curve.high]);
    const x = { ...scaleFor(places), ticks: logarithmic ? ticksOf(curves, at) : null };
    const y = this.range ? { start: this.range[0], end: this.range[1] } : scaleFor(heights);
    setAxis(this.figure, this.figure.below[0], this.figure.x_range, x);
    setAxis(this.figure, this.figure.left[0], this.figure.y_range, { ...y, ticks: null });
    curves.forEach((curve, place) => this.draw({ ...curve, places: curve.xs.map(at) }, place, colours));
    const run = this.store.meta.runs[this.store.currentRun];
    this.now.glyph.line_color = colours.line;
    const here = run ? at(run[this.along]) : NaN;
    this.now.data_source.data = { x: [here, here], y: [y.start, y.end] };
  }

  draw({ colour, places, xs, mean, low, high }, place, colours) {
    const { source, bars, glyphs } = this.lines[place];
    for (const glyph of glyphs) glyph.line_color = colours[colour];
    glyphs[0].fill_color = colours[colour];
    source.data = { x: places, y: mean, along: xs, low, high };
    bars.data = gapped(places, low, high);
  }

  layers(words, marker, dash) {
    const source = new Bokeh.ColumnDataSource({ data: { x: [], y: [], along: [], low: [], high: [] } });
    const bars = new Bokeh.ColumnDataSource({ data: { x: [], y: [] } });
    const [x, y] = [{ field: "x" }, { field: "y" }];
    const line = this.figure.line(x, y, { source, line_width: 2, line_dash: dash });
    const bar = this.figure.line(x, y, { source: bars, line_width: 2 });
    const marks = this.figure.scatter(x, y, { source, marker, size: 9 });
    const tooltips = ({ data }, { index }) => el("div", TIP,
      `${words}: ${this.write(data.y[index])} at ${numberText(data.along[index])}${withInterval(data.low[index], data.high[index])}`);
    this.figure.add_tools(new Bokeh.HoverTool({ renderers: [marks], tooltips, limit: 1 }));
    return { source, bars, glyphs: [marks.glyph, line.glyph, bar.glyph] };
  }
}

function ticksOf(curves, at) {
  const numbers = [...new Set(curves.flatMap((curve) => curve.xs))];
  return numbers.map((number) => ({ place: at(number), text: numberText(number) }));
}

function gapped(places, low, high) {
  return {
    x: places.flatMap((place) => [place, place, NaN]),
    y: places.flatMap((_, index) => [low[index], high[index], NaN]),
  };
}

function withInterval(low, high) {
  return Number.isNaN(low) || Number.isNaN(high) ? "" : `, 95 % interval ${intervalText(low, high)}`;
}
