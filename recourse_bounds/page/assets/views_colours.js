/* Colours and shapes of the charts, on light and on dark paper: colours never tell anything alone. */

const LIGHT_COLOURS = {
  ink: "#1f1d1a", faint: "#5d584f", line: "#ddd8cc", paper: "#ffffff",
  natural: "#1f77b4", robust: "#b85a00", third: "#2a7d2a",
  lower: "#1f77b4", upper: "#2a7d2a", holds: "#b85a00", vacuous: "#6b665d", violated: "#c62026", silent: "#8a857a",
};
const DARK_COLOURS = {
  ink: "#e4e0d8", faint: "#b0a99c", line: "#3a3731", paper: "#171614",
  natural: "#6ab4ee", robust: "#ffa653", third: "#66cc66",
  lower: "#6ab4ee", upper: "#66cc66", holds: "#ffa653", vacuous: "#a8a297", violated: "#ff7d80", silent: "#857f75",
};

/* What a status looks like: its shape, and whether the shape is filled. */
const STATUS_MARKS = {
  silent: { marker: "square", filled: false, words: "the statement does not apply" },
  vacuous: { marker: "diamond", filled: false, words: STATUS_WORDS.vacuous },
  holds: { marker: "circle", filled: true, words: STATUS_WORDS.holds },
  violated: { marker: "x", filled: false, words: STATUS_WORDS.violated },
};

function markOf(status) {
  return status in STATUS_MARKS ? status : "silent";
}

/* The colours for the paper that lies under an element. */
function coloursUnder(element) {
  const style = getComputedStyle(element);
  const [red, green, blue] = (style.color.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
  const dark = 0.3 * red + 0.6 * green + 0.1 * blue > 128; /* light ink lies on dark paper */
  const colours = { ...(dark ? DARK_COLOURS : LIGHT_COLOURS), font: style.fontFamily };
  const paper = style.getPropertyValue("--paper").trim();
  return paper ? { ...colours, paper } : colours;
}

/* Give a figure of Bokeh the colours of the page. */
function dressFigure(figure, colours) {
  figure.setv({
    background_fill_color: colours.paper, border_fill_color: colours.paper, outline_line_color: colours.line,
  });
  for (const axis of [...figure.below, ...figure.left]) {
    axis.setv({
      axis_line_color: colours.faint, major_tick_line_color: colours.faint, minor_tick_line_color: null,
      axis_label_text_color: colours.ink, major_label_text_color: colours.ink,
      axis_label_text_font: colours.font, major_label_text_font: colours.font,
      axis_label_text_font_style: "normal", axis_label_text_font_size: "13px", major_label_text_font_size: "12px",
    });
  }
  for (const grid of figure.center) if (grid instanceof Bokeh.Grid) grid.grid_line_color = colours.line;
}
