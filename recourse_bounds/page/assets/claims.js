/* What the claims say of one person, in words: interval, value, Δ, and every premise with its numbers. */

const CLAIM_ORDER = ["violated", "holds", "vacuous", "nonfinite", "inapplicable", "not checked"];

function claimsOf(store, row) {
  const groups = new Map();
  store.meta.cases.forEach((one, index) => {
    const status = statusOf(store, index, row);
    if (status === "not checked") return;
    if (!groups.has(one.claim)) groups.set(one.claim, []);
    groups.get(one.claim).push([CLAIM_ORDER.indexOf(status), index]);
  });
  const claims = [...groups.values()].map((pairs) => pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
  const of = (theory) => ([[, index]]) => store.meta.cases[index].theory === theory;
  const [proved, own] = [of("true"), of("open")];
  const silent = (claim) => CLAIM_ORDER[claim[0][0]] === "inapplicable";
  const section = el("div", {}, el("h3", {}, `Every claim about this person (${claims.length})`));
  for (const [title, wanted] of [
    ["Your own claims", own],
    ["Proved, and what they say", (claim) => proved(claim) && !silent(claim)],
    ["As printed, and false in general", of("false")],
    ["Proved, but a premise fails for this person, or a number is not known", (claim) => proved(claim) && silent(claim)],
  ]) {
    const list = claims.filter(wanted);
    if (list.length) section.append(el("h4", {}, `${title} (${list.length})`), ...list.map((claim) => claimDetails(store, claim, row)));
  }
  return section;
}

function statusOf(store, index, row) {
  return store.STATUS[store.case(index).status[row]];
}

/* The status in words; a proved bound can be broken only where a premise fails, and then that is said. */
function statusText(store, index, row) {
  const status = statusOf(store, index, row);
  const { failed } = store.case(index).outcome(row);
  return status === "violated" && failed.length ? "bound broken, as a premise fails" : STATUS_WORDS[status];
}

/* A claim with all its cases: one for each Δ and each cost. */
function claimDetails(store, pairs, row) {
  const [, first] = pairs[0];
  const details = el("details", { class: "claim" },
    el("summary", {}, el("span", {}, store.meta.cases[first].title), tag(store, first, row)));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const claim = store.meta.claims[store.meta.cases[first].claim];
    if (claim.statement) details.append(el("p", {}, mathNode(store, claim.statement), ` (${claim.source}; ${claim.theory})`));
    if (claim.remark) details.append(el("p", {}, "Remark: ", mathNode(store, claim.remark)));
    for (const [, index] of pairs) details.append(caseBody(store, index, row));
  });
  return details;
}

function tag(store, index, row) {
  return el("span", { class: `tag ${statusOf(store, index, row)}` }, statusText(store, index, row));
}

function caseBody(store, index, row) {
  const one = store.meta.cases[index];
  const found = store.case(index);
  const outcome = found.outcome(row);
  const parts = [];
  if (one.detail) parts.push(el("p", {}, el("strong", {}, `With ${one.detail} `), tag(store, index, row)));
  parts.push(el("p", {}, claimSentence(store, index, row)));
  parts.push(el("p", {}, `Measured: ${numberText(settled(found.value[row]))}; interval: ${intervalText(found.lower[row], found.upper[row])}.`));
  const exact = exactText(outcome);
  if (exact) parts.push(el("p", {}, exact));
  parts.push(premiseList(store, index, row));
  return el("div", { class: "case" }, ...parts);
}

/* What the interval means for the person. */
function claimSentence(store, index, row) {
  const found = store.case(index);
  const { quantity } = store.meta.claims[store.meta.cases[index].claim];
  const outcome = found.outcome(row);
  if (store.STATUS[outcome.status] === "inapplicable") return "It says nothing about this person: a premise fails, or a number is not known.";
  const [lower, upper] = [found.lower[row], found.upper[row]];
  if (!quantity) return lower > upper ? "It allows no value at all." : `It allows values: ${intervalText(lower, upper)}.`;
  return intervalSentence(quantity, { lower, upper, lowerInforms: outcome.lowerInformative, upperInforms: outcome.upperInformative });
}

/* The sentence of interval_sentence in wording/quantities.py; a test compares the two. */
function intervalSentence(quantity, { lower, upper, lowerInforms, upperInforms }) {
  const [low, high] = [settled(lower), settled(upper)];
  if (low > high) {
    if (high < 0 && !quantity.noun.startsWith("difference")) return `The bound is negative here, which no ${quantity.noun} can be.`;
    return `The ends exclude each other here: no ${quantity.noun} lies between them.`;
  }
  const says = [];
  for (const [end, words, informs] of [[low, quantity.lower, lowerInforms], [high, quantity.upper, upperInforms]]) {
    if (informs && Number.isFinite(end)) says.push(endText(end, words, quantity));
  }
  if (!says.length) return `This says nothing about the ${quantity.noun}.`;
  return `${[quantity.opening, says.join(" and "), quantity.closing].filter(Boolean).join(" ")}.`;
}

function endText(end, words, quantity) {
  const template = end === 0 ? words.zero : end < 0 ? words.negative : words.positive;
  const size = Math.abs(end);
  return template.replace("{}", quantity.percent ? `${numberText(100 * size)} percentage points` : numberText(size));
}

function exactText(outcome) {
  if (outcome.refutes) return "Exact arithmetic confirms that the bound is broken although every premise holds.";
  if (outcome.certified) return "Exact arithmetic confirms that the bound is broken; of some premise it is not certain that it holds.";
  if (outcome.certified === false) return "Exact arithmetic was asked, and does not confirm that the bound is broken.";
  return outcome.withinRounding ? "It holds thanks to the allowance for rounding alone." : "";
}

function premiseList(store, index, row) {
  const one = store.meta.cases[index];
  const { premises } = store.meta.claims[one.claim];
  const outcome = store.case(index).outcome(row);
  const items = Object.entries(premises).map(([name, premise]) => {
    const state = outcome.failed.includes(name) ? "fails" : outcome.unchecked.includes(name) ? "not known" : "holds";
    const reasons = outcome.failed.some((reason) => !(reason in premises));
    return premiseItem(store, one, row, name, premise, reasons ? "not looked at" : state);
  });
  const reasons = outcome.failed.filter((name) => !(name in premises)).map((name) => el("li", {}, el("strong", {}, name)));
  const wrong = outcome.failed.length + outcome.unchecked.length;
  if (one.theory === "open" && !wrong) return el("p", {}, "A report does not hold the premises of your own claims; none is said to fail.");
  const summary = wrong ? `Premises (${items.length}), not all of which are known to hold` : `Premises (${items.length}), which all hold`;
  return el("details", { open: wrong > 0 }, el("summary", {}, summary), el("ul", {}, ...reasons, ...items));
}

function premiseItem(store, one, row, name, premise, state) {
  const item = el("li", {}, el("strong", {}, `${state}: `), premise.words === name ? "" : `${premise.words}: `, mathNode(store, name));
  const numbers = premise.fields.map((field) => fieldText(store, one, row, field)).filter(Boolean);
  if (numbers.length) item.append(` (${numbers.join("; ")})`);
  return item;
}

function fieldText(store, one, row, field) {
  const name = one.columns[field] ?? field;
  const column = name && store.rows.columns[name];
  const meaning = (store.meta.fields[field] || field).split(/[,;]/)[0];
  return column ? `${meaning}: ${numberText(column[row])}` : "";
}

function claimTexts(store, row) {
  const texts = [];
  store.meta.cases.forEach((one, index) => {
    const found = store.case(index);
    const status = store.STATUS[found.status[row]];
    if (status === "inapplicable" || status === "not checked") return;
    const says = `measured ${numberText(settled(found.value[row]))}, interval ${intervalText(found.lower[row], found.upper[row])}`;
    const { failed } = found.outcome(row);
    const premises = failed.length ? `; premises that fail: ${failed.join(", ")}` : "";
    texts.push(`${caseName(one)}: ${STATUS_WORDS[status]}; ${says}${premises}`);
  });
  return texts;
}
