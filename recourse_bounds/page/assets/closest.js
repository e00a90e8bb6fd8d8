/* Who is closest to a violation: by tightness, claims that hold, and claims that are broken. */

const CLOSEST = 10;

/* The lists: of which claims, with which status, and what they are called. */
const CLOSEST_LISTS = [
  ["true", "holds", "Proved claims that are tightest: the value lies nearest to an end of its interval (1 is at it)"],
  ["false", "violated", "Printed claims that are broken by most (how many times the way from its origin to the end of its interval the value goes)"],
  ["open", "violated", "Your own claims that are broken by most"],
  ["open", "holds", "Your own claims that hold, the tightest first"],
];

function startClosest(store) {
  const place = document.getElementById("closest-list");
  let waiting = false;
  const own = store.meta.cases.some((one) => one.theory === "open");
  const lists = CLOSEST_LISTS.filter(([theory]) => theory !== "open" || own);
  const draw = () => {
    waiting = false;
    const tables = lists.map(([theory, status, caption]) => closestTable(store, caption, closest(store, theory, status)));
    place.replaceChildren(el("div", { class: "columns" }, ...tables));
  };
  const later = () => {
    if (!waiting) (window.requestIdleCallback || window.setTimeout)(draw);
    waiting = true;
  };
  store.on("shown", later);
  later();
}

/* Of every claim its tightest person, so that one claim does not fill the list; a proved claim is tight only where its
   premises hold. */
function closest(store, theory, status) {
  const list = [];
  store.meta.cases.forEach((one, index) => {
    if (one.theory !== theory) return;
    const found = store.case(index);
    const wanted = store.STATUS.indexOf(status);
    const used = found.tightness;
    let best = -1;
    for (const row of store.shown) {
      if (found.status[row] !== wanted || (theory === "true" && !found.unfailed[row]) || !(used[row] >= 0)) continue;
      if (best < 0 || used[row] > used[best]) best = row;
    }
    if (best >= 0) list.push({ index, row: best, tightness: used[best] });
  });
  return list.sort((a, b) => b.tightness - a.tightness).slice(0, CLOSEST);
}

function closestTable(store, caption, list) {
  if (!list.length) return el("p", {}, `${caption}: none.`);
  const lines = list.map(({ index, row, tightness }) =>
    el("tr", {},
      el("th", { scope: "row" }, el("a", { href: linkOf(store, row) }, `Person ${personNumber(store, row)}`)),
      el("td", { class: "text" }, caseName(store.meta.cases[index])),
      el("td", {}, numberText(tightness))));
  const head = el("tr", {}, el("th", { scope: "col" }, "person"), el("th", { scope: "col" }, "claim"), el("th", { scope: "col" }, "tightness"));
  return el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...lines));
}
