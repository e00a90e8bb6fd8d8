/* Numbers and elements as the page writes them. Texts of the data become text nodes, and nothing else. */

const UNKNOWN = "unknown";

/* The statuses in words, as wording/verdicts.py has them. */
const STATUS_WORDS = WORDS.statuses;

/* Below this, what a claim bounds is rounding and nothing else, as wording/quantities.py has it. */
const NEGLIGIBLE = WORDS.negligible;

function settled(value) {
  return Math.abs(value) < NEGLIGIBLE ? 0 : value;
}

function numberText(value, digits = 3) {
  if (value === null || Number.isNaN(value)) return UNKNOWN;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e6 || size < 1e-4) ? value.toExponential(digits - 1) : plainText(value, digits);
  return text.replaceAll("-", "−");
}

function plainText(value, digits) {
  const size = Math.abs(value);
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = value.toFixed(Math.min(decimals, 20));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function percentText(share) {
  return share === null || Number.isNaN(share) ? UNKNOWN : `${(100 * share).toFixed(0)} %`;
}

/* A cell of a table of people: all decimals that the page knows. */
function cellText(value) {
  if (value === null) return UNKNOWN;
  return typeof value === "number" ? String(value).replace("-", "−") : String(value);
}

function intervalText(lower, upper) {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return UNKNOWN;
  if (lower === -Infinity && upper === Infinity) return "anything";
  if (lower === -Infinity) return `at most ${numberText(settled(upper))}`;
  if (upper === Infinity) return `at least ${numberText(settled(lower))}`;
  return `${numberText(settled(lower))} to ${numberText(settled(upper))}`;
}

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/* Say something to who cannot see that the page has changed. */
function announce(text) {
  document.getElementById("said").textContent = text;
}

function peopleText(count) {
  return `${count.toLocaleString("en")} ${count === 1 ? "person" : "people"}`;
}

/* How many of the bounds that are broken are broken where a premise fails, so that the statement is not. */
function failingText(failing, broken) {
  return `a premise fails for ${failing === broken ? "all" : failing.toLocaleString("en")} of them`;
}

function caseName(one) {
  return one.detail ? `${one.title} (${one.detail})` : one.title;
}

/* A formula as it is typeset; a text that is none stays as it is. */
function mathNode(store, text) {
  const place = store.meta.formulas[text];
  const template = document.querySelector(`template[data-formula="${Number(place)}"]`);
  return template ? template.content.cloneNode(true) : document.createTextNode(text);
}
