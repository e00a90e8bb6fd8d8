/* The charts of the page: of people, along the settings of training, and of groups. */

function startViews(store, element) {
  Bokeh.set_log_level("error");
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  const state = { order: "value", drag: coarse ? "off" : "box", validity: "" };
  element.setAttribute("tabindex", "-1");
  const [people, means] = [el("div", { class: "view-grid view-people" }), el("div", { class: "view-grid" })];
  element.append(el("h2", {}, "Charts"));
  const ofPeople = [];
  lookAtFirst(store);
  viewControls(store, element, state, ofPeople);
  element.append(people, means);
  const { cases } = store.meta;
  if (cases.length) {
    const charts = [boundsChart, costsChart, validityChart].map((chart) => chart(store, people, state));
    ofPeople.push(...charts.filter(Boolean));
  }
  const others = [...tradeOffs(store, means), groupsChart(store, means)];
  followStore(store, ofPeople, others.filter(Boolean));
}

/* The claim that the report's picture begins with is the first to be looked at. */
function lookAtFirst(store) {
  const { cases, views } = store.meta;
  const place = cases.findIndex((one) => one.claim === views.first);
  if (place >= 0) store.setCase(place);
}

/* Charts follow the store: at most once a frame, however much happens in it. */
function followStore(store, ofPeople, others) {
  const waiting = new Set();
  const soon = (charts) => () => {
    if (!waiting.size) requestAnimationFrame(() => {
      const now = [...waiting];
      waiting.clear();
      for (const chart of now) chart.update();
    });
    for (const chart of charts) waiting.add(chart);
  };
  const recolour = (charts) => () => {
    for (const chart of charts) chart.recolour();
  };
  store.on("shown", soon(ofPeople));
  store.on("case", soon(ofPeople));
  store.on("run", soon(others));
  store.on("theme", recolour([...ofPeople, ...others]));
  store.on("chosen", () => {
    for (const { picture } of ofPeople) if (picture) picture.choose();
  });
  for (const chart of [...ofPeople, ...others]) chart.update();
}
