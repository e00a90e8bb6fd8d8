/* The matrix of claims and statuses: its numbers are buttons that filter everything below. */

const MATRIX_FILTER = "claim";

function startMatrix(store) {
  const places = new Map(store.meta.cases.map((one, index) => [one.id, index]));
  const cells = [];
  for (const row of document.querySelectorAll("tr[data-case]")) {
    const index = places.get(row.dataset.case);
    if (index === undefined) continue;
    for (const cell of row.querySelectorAll("td[data-status]")) cells.push(makeCell(store, cell, index));
  }
  const refreshCells = () => cells.forEach((cell) => cell.refresh());
  store.on("filters", refreshCells);
  store.on("run", refreshCells);
}

function makeCell(store, cell, index) {
  const everybody = { count: Number(cell.dataset.count), failing: Number(cell.dataset.failing) };
  const status = cell.dataset.status;
  const place = store.STATUS.indexOf(status);
  const key = `${index} ${status}`;
  const name = `${caseName(store.meta.cases[index])}: ${STATUS_WORDS[status]}`;
  const button = el("button", { type: "button", "aria-pressed": "false" });
  const note = el("span", { class: "detail" });
  button.addEventListener("click", () => {
    const pressed = store.matrixKey === key && store.filters.has(MATRIX_FILTER);
    store.matrixKey = key;
    if (!pressed) store.setCase(index);
    const found = store.case(index).status;
    store.filter(MATRIX_FILTER, pressed ? null : (row) => found[row] === place, name);
  });
  const one = {
    refresh() {
      const { count, failing } = store.currentRun < 0 || store.meta.runs.length < 2 ? everybody : inRun(store, index, place);
      if (!count) {
        cell.replaceChildren("0");
        return;
      }
      const words = failing ? failingText(failing, count) : "";
      button.textContent = count.toLocaleString("en");
      note.textContent = words;
      button.setAttribute("aria-label", `${button.textContent}: ${name}${words && `; ${words}`}; show only these`);
      const pressed = store.matrixKey === key && store.filters.has(MATRIX_FILTER);
      button.setAttribute("aria-pressed", String(pressed));
      if (!button.isConnected) cell.replaceChildren(button, note);
    },
  };
  one.refresh();
  return one;
}

/* How many checks of the run chosen have a status; of the bounds that are broken, for how many a premise fails. */
function inRun(store, index, place) {
  const { run, count } = store.rows;
  const { status, unfailed } = store.case(index);
  const found = { count: 0, failing: 0 };
  for (let row = 0; row < count; row += 1) {
    if (run[row] !== store.currentRun || status[row] !== place) continue;
    found.count += 1;
    if (store.STATUS[place] === "violated" && !unfailed[row]) found.failing += 1;
  }
  return found;
}
