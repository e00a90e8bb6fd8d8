/* Groups of people: means with their intervals, one row a group. */

/* What can be compared, by the names of the means. */
const GROUP_MEANS = {
  cost: { words: "cost of recourse", names: { cost_nr: "natural model", cost_r: "robust model" } },
  probability: { words: "probability after recourse", names: { probability_nr: "natural model", probability_r: "robust model" } },
  validity: { words: "share whose recourse is accepted", names: { validity_nr: "natural model, its own", validity_r: "robust model, its own", cross_validity: "natural model, the robust one's" } },
  accepted: { words: "share whom the robust model accepts without change", names: { accepted_r: "robust model" } },
  infeasible: { words: "share whose recourse breaks a constraint", names: { infeasible_nr: "natural model", infeasible_r: "robust model" } },
};

const GROUP_COLOURS = ["natural", "robust", "third"];

function groupsChart(store, parent) {
  const { groups } = store.meta.views;
  if (!groups.length) {
    parent.append(el("p", { class: "view-none" }, "Groups: no protected feature is known or named; --group names some."));
    return null;
  }
  const choices = groupChoices(groups);
  let chosen = "cost";
  const found = () => groupRows(store, choices[chosen]);
  const chart = new ViewChart(parent, "Is recourse dearer for some groups?", {
    describe: () => groupWords(choices[chosen], found()),
    make: (host) => new GroupPicture(host, () => ({ choice: choices[chosen], rows: found() })),
  });
  const select = el("select", { onchange: (event) => {
    chosen = event.target.value;
    chart.update();
  } }, ...Object.entries(choices).map(([value, { words }]) => el("option", { value }, words)));
  chart.extra.append(el("label", {}, "Compare ", select));
  return chart;
}

/* What can be compared: the usual quantities, and how often each printed statement is violated. */
function groupChoices(groups) {
  const known = new Set(groups.flatMap((group) => Object.keys(group.means)));
  const usual = Object.entries(GROUP_MEANS).filter(([, { names }]) => Object.keys(names).some((name) => known.has(name)));
  const told = new Set(usual.flatMap(([, { names }]) => Object.keys(names)));
  const broken = [...known].filter((name) => name.includes(".") && !told.has(name));
  return {
    ...Object.fromEntries(usual),
    ...Object.fromEntries(broken.map((name) => [name, { words: `share for whom ${name} is violated`, names: { [name]: name } }])),
  };
}

/* The groups at the setting of the run chosen, or at the last one. */
function groupRows(store, { names }) {
  const { groups } = store.meta.views;
  const settings = ["steps", "ridge", "epsilon"];
  const run = store.meta.runs[store.currentRun] || groups[groups.length - 1];
  const same = groups.filter((group) => settings.every((name) => group[name] === run[name]));
  return same.map((group) => ({
    name: `${group.feature}: ${group.group}`,
    instances: group.instances,
    setting: run,
    means: Object.keys(names).map((name) => (group.means[name] || [null, null, null]).slice(0, 3).map((value) => value ?? NaN)),
  }));
}

function groupWords({ words, names }, rows) {
  const known = rows.filter(({ means }) => means.some(([mean]) => !Number.isNaN(mean)));
  if (!known.length) return { label: `Nothing is known of the ${words}.`, caption: `Nothing is known of the ${words}.`, empty: true };
  const last = known.some(({ means }) => means.length > 1 && !Number.isNaN(means[1][0])) ? 1 : 0;
  const sorted = known.filter(({ means }) => !Number.isNaN(means[last][0])).sort((a, b) => a.means[last][0] - b.means[last][0]);
  const end = ({ name, means, instances }) => `${numberText(means[last][0])} for ${name} (${peopleText(instances)})`;
  const at = rows[0].setting.epsilon === null ? "" : ` at ε = ${numberText(rows[0].setting.epsilon)}`;
  const which = Object.values(names)[last];
  const told = `Mean ${words}${at}, ${which}: from ${end(sorted[0])} to ${end(sorted[sorted.length - 1])}.`;
  const bars = "Bars are 95 % intervals of each mean by itself; where they overlap, the groups may not differ.";
  return {
    label: `Chart of groups. ${told}`,
    caption: `${told} ${bars}`,
    legend: Object.values(names).map((name, place) => ({ marker: CURVE_MARKS[place], colour: GROUP_COLOURS[place], words: name })),
  };
}

/* A picture of means with intervals, the groups one below the other. */
class GroupPicture {
  constructor(host, found) {
    host.style.minHeight = "0";
    this.found = found;
    this.figure = bareFigure("", "");
    this.layers = GROUP_COLOURS.map((_, place) => this.layer(place));
  }

  update(colours) {
    const { choice, rows } = this.found();
    const count = Object.keys(choice.names).length;
    const scale = scaleFor(rows.flatMap(({ means }) => means.flat()));
    const ticks = rows.map(({ name }, place) => ({ place: -place, text: shortened(name) }));
    this.figure.height = Math.max(200, 90 + rows.length * (18 + 14 * count));
    setLabel(this.figure.below[0], choice.words);
    setAxis(this.figure, this.figure.below[0], this.figure.x_range, { ...scale, ticks: null });
    setAxis(this.figure, this.figure.left[0], this.figure.y_range, { start: 0.6 - rows.length, end: 0.6, ticks });
    for (let place = 0; place < GROUP_COLOURS.length; place += 1) this.draw(rows, place, count, colours);
  }

  draw(rows, place, count, colours) {
    const { source, bars, glyphs } = this.layers[place];
    for (const glyph of glyphs) glyph.line_color = colours[GROUP_COLOURS[place]];
    glyphs[0].fill_color = colours[GROUP_COLOURS[place]];
    const there = place < count ? rows : [];
    const ys = there.map((_, row) => -row + 0.22 * ((count - 1) / 2 - place));
    const means = there.map((row) => row.means[place]);
    source.data = { x: means.map(([mean]) => mean), y: ys, row: there };
    bars.data = {
      x: means.flatMap(([, low, high]) => [low, high, NaN]),
      y: ys.flatMap((y) => [y, y, NaN]),
    };
  }

  layer(place) {
    const source = new Bokeh.ColumnDataSource({ data: { x: [], y: [], row: [] } });
    const bars = new Bokeh.ColumnDataSource({ data: { x: [], y: [] } });
    const [x, y] = [{ field: "x" }, { field: "y" }];
    const bar = this.figure.line(x, y, { source: bars, line_width: 2 });
    const marks = this.figure.scatter(x, y, { source, marker: CURVE_MARKS[place], size: 9 });
    const tooltips = ({ data }, { index }) => {
      const { name, instances, means } = data.row[index];
      const [mean, low, high] = means[place];
      return el("div", TIP, `${name}, ${peopleText(instances)}: ${numberText(mean)}${withInterval(low, high)}`);
    };
    this.figure.add_tools(new Bokeh.HoverTool({ renderers: [marks], tooltips, limit: 1 }));
    return { source, bars, glyphs: [marks.glyph, bar.glyph] };
  }
}

/* A name that leaves room for the picture on a phone. */
function shortened(name) {
  const most = window.innerWidth < 600 ? 18 : 40;
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
