/* The table of people: sorted by its headings, filtered, a page at a time. */

const PAGE_ROWS = 25;

function startTable(store) {
  const place = document.getElementById("table");
  if (!store.rows.count) {
    place.append(el("p", {}, "Nobody is rejected, so there is nobody to show."));
    return;
  }
  const table = { sort: null, descending: false, page: 0, own: false, rows: [], store };
  table.columns = () => [...outcomeColumns(store), ...(table.own ? ownColumns(store) : [])];
  table.head = el("tr");
  table.body = el("tbody");
  table.where = el("p", { id: "table-where" });
  table.scroller = el("div", { class: "wide", role: "region", tabindex: "0", "aria-label": "Table of people" },
    el("table", {}, el("caption", {}, "Everybody who passes the filters; choose a person to see everything about them"),
      el("thead", {}, table.head), table.body));
  place.append(filterTools(table), table.scroller, pager(table));
  const again = () => drawTable(table, true);
  store.on("shown", again);
  store.on("case", again);
  store.on("chosen", () => markChosen(table));
  again();
}

function drawTable(table, afresh) {
  const { store } = table;
  const columns = table.columns();
  const sortBy = columns.find((column) => column.id === table.sort);
  if (afresh) {
    table.rows = sortBy ? sorted(store.shown, sortBy, table.descending) : Array.from(store.shown);
    table.page = 0;
  }
  const first = table.page * PAGE_ROWS;
  const rows = table.rows.slice(first, first + PAGE_ROWS);
  table.head.replaceChildren(...columns.map((column) => heading(table, column)));
  table.body.replaceChildren(...rows.map((row) => tableRow(store, columns, row)));
  const last = first + rows.length;
  table.where.textContent = rows.length
    ? `Rows ${(first + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${table.rows.length.toLocaleString("en")}.`
    : "Nobody passes all filters.";
  table.back.disabled = first === 0;
  table.next.disabled = last >= table.rows.length;
  markChosen(table);
}

function heading(table, column) {
  const sortedHere = table.sort === column.id;
  const direction = table.descending ? "descending" : "ascending";
  const arrow = sortedHere ? (table.descending ? " ▼" : " ▲") : "";
  const button = el("button", { type: "button", title: column.name }, el("bdi", {}, column.name), el("span", { "aria-hidden": "true" }, arrow));
  button.addEventListener("click", () => {
    table.descending = sortedHere && !table.descending;
    table.sort = column.id;
    drawTable(table, true);
    table.head.querySelector("[aria-sort] button").focus();
    announce(`Sorted by ${column.name}, ${table.descending ? "descending" : "ascending"}.`);
  });
  return el("th", { scope: "col", "aria-sort": sortedHere ? direction : null }, button);
}

function tableRow(store, columns, row) {
  const line = el("tr", { "data-row": row });
  columns.forEach((column, index) => {
    if (index === 0) {
      line.append(el("th", { scope: "row" }, el("a", { href: linkOf(store, row) }, `Person ${column.text(row)}`)));
    } else {
      const text = column.text(row);
      line.append(el("td", { title: text.length > 30 ? text : null }, el("bdi", {}, text)));
    }
  });
  return line;
}

function markChosen(table) {
  for (const line of table.body.children) {
    if (Number(line.dataset.row) === table.store.chosen) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
}

function pager(table) {
  const turn = (step) => () => {
    table.page += step;
    drawTable(table, false);
    announce(table.where.textContent);
  };
  table.back = el("button", { type: "button", onclick: turn(-1) }, "Previous rows");
  table.next = el("button", { type: "button", onclick: turn(1) }, "Next rows");
  return el("div", { class: "tools" }, table.back, table.next, table.where);
}

function filterTools(table) {
  const { store } = table;
  const all = () => [...outcomeColumns(store), ...ownColumns(store)];
  const choice = el("select", { id: "filter-column" }, ...all().map((column) => el("option", { value: column.id }, column.name)));
  const values = el("span", { class: "tools" });
  const column = () => all().find((one) => one.id === choice.value);
  const ask = () => values.replaceChildren(...(column().kind === "number" ? rangeFields(column()) : [wordField(store, column())]));
  const form = el("form", { class: "tools", "aria-label": "Filter the people" },
    el("label", {}, "Column", choice), values, el("button", { type: "submit" }, "Filter"), ownSwitch(table), search(store));
  choice.addEventListener("change", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    applyFilter(store, column(), values);
  });
  store.on("case", () => {
    if (column().of) ask();
  });
  ask();
  return form;
}

function rangeFields({ percent }) {
  const field = (name, text) => el("label", {}, percent ? `${text} (%)` : text, el("input", { type: "number", step: "any", name }));
  return [field("from", "from"), field("to", "to")];
}

function wordField(store, column) {
  const words = new Set();
  for (let row = 0; row < store.rows.count; row += 1) words.add(column.value(row) ?? UNKNOWN);
  return el("label", {}, "is", el("select", { name: "word" }, ...[...words].sort().map((word) => el("option", {}, word))));
}

/* A filter stays what it was when it was asked for, whatever is chosen afterwards. */
function applyFilter(store, column, values) {
  const asked = values.querySelector("[name=word]") ? wordFilter(column, values) : rangeFilter(column, values);
  const about = column.of ? `${column.name}, ${column.of}:` : column.name;
  store.filter(`column ${column.id}`, asked && asked.predicate, asked ? `${about} ${asked.words}` : "");
}

function wordFilter(column, values) {
  const wanted = values.querySelector("[name=word]").value;
  return { predicate: (row) => (column.value(row) ?? UNKNOWN) === wanted, words: `is ${wanted}` };
}

/* Nothing where neither end is given. Shares are asked for as they are shown, in percent. */
function rangeFilter(column, values) {
  const [from, to] = ["from", "to"].map((name) => values.querySelector(`[name=${name}]`).value);
  if (from === "" && to === "") return null;
  const unit = column.percent ? 100 : 1;
  const low = from === "" ? -Infinity : Number(from) / unit;
  const high = to === "" ? Infinity : Number(to) / unit;
  const sign = column.percent ? " %" : "";
  const words = [from === "" ? "" : `from ${from}${sign}`, to === "" ? "" : `to ${to}${sign}`].filter(Boolean).join(" ");
  return { predicate: (row) => column.value(row) !== null && column.value(row) >= low && column.value(row) <= high, words };
}

function ownSwitch(table) {
  const box = el("input", { type: "checkbox", id: "own-values" });
  box.addEventListener("change", () => {
    table.own = box.checked;
    drawTable(table, false);
  });
  return el("label", { class: "beside" }, box, "show their own values");
}

function search(store) {
  const field = el("input", { type: "number", min: "0", step: "1", id: "go-to" });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const row = rowOfPerson(store, Number(field.value), store.currentRun);
    if (row < 0) announce(`Nobody here is person ${field.value}.`);
    else window.location.hash = linkOf(store, row);
  });
  return el("label", {}, "Go to person (Enter)", field);
}
