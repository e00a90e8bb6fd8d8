/* Links to people: #person-1234, with several pairs of models #person-1234&run=2. */

const LINK = /^#person-(\d+)(?:&run=(\d+))?$/;

function linkOf(store, row) {
  const run = store.meta.runs.length > 1 ? `&run=${store.rows.run[row] + 1}` : "";
  return `#person-${personNumber(store, row)}${run}`;
}

function rowOfPerson(store, number, run) {
  const { rows } = store;
  for (let row = 0; row < rows.count; row += 1) {
    if ((run < 0 || rows.run[row] === run) && personNumber(store, row) === number) return row;
  }
  return -1;
}

/* Every entry of the browser's history knows whose card was open: open, a link, "" for nobody's. */
function startLinks(store) {
  let following = false;
  const linkNow = () => (store.chosen < 0 ? "" : linkOf(store, store.chosen));
  const note = (address) => history.replaceState({ open: linkNow() }, "", address);
  const follow = () => {
    following = true;
    const { hash } = window.location;
    if (LINK.test(hash)) {
      if (openLink(store, hash)) showPerson();
    } else if (history.state) openLink(store, history.state.open);
    following = false;
    note(LINK.test(hash) ? linkNow() || hash : undefined);
  };
  store.on("chosen", () => {
    if (following) return;
    const [link, { hash }] = [linkNow(), window.location];
    if (!LINK.test(hash) && !link) note(); /* a card is closed beside another part of the page */
    else if (personOf(link) === personOf(hash)) note(link); /* the same person with other models */
    else history.pushState({ open: link }, "", link || "#people");
  });
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  follow();
}

function personOf(link) {
  const found = LINK.exec(link);
  return found ? Number(found[1]) : null;
}

/* Opens the card that a link leads to, or closes it; whether one is open now. */
function openLink(store, link) {
  const [, number, pair] = LINK.exec(link) || [];
  const row = number === undefined ? -1 : rowOfLink(store, Number(number), pair ? Number(pair) - 1 : -1);
  if (number !== undefined && row < 0) {
    store.missing = number;
    store.emit("missing");
    announce(`Person ${number} is not on this page.`);
  }
  if (row >= 0 && store.currentRun >= 0) store.setRun(store.rows.run[row]);
  store.choose(row);
  return row >= 0;
}

/* A link without a pair of models leads to the pair that is shown, if it knows the person. */
function rowOfLink(store, number, run) {
  if (run >= 0) return rowOfPerson(store, number, run);
  const here = rowOfPerson(store, number, store.currentRun);
  return here < 0 ? rowOfPerson(store, number, -1) : here;
}

/* Brings the person into view, and whoever reads by ear to its heading. */
function showPerson() {
  const heading = document.getElementById("person-title");
  heading.focus({ preventScroll: true });
  document.getElementById("person").scrollIntoView({ block: "start" });
}
