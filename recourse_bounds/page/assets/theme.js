/* Light or dark: as the system has it, until somebody chooses. */

function startTheme(store) {
  const button = document.getElementById("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  const show = () => {
    store.theme = chosen || (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = store.theme;
    button.textContent = store.theme === "dark" ? "Light colours" : "Dark colours";
    store.emit("theme");
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    chosen = store.theme === "dark" ? "light" : "dark";
    show();
  });
  system.addEventListener("change", show);
  show();
}
