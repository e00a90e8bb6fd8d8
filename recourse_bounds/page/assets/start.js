/* The beginning: the data are read, and every part of the page starts. */

async function start() {
  const data = document.getElementById("data");
  const store = makeStore(await readData(data.textContent));
  data.remove();
  startTheme(store);
  startMatrix(store);
  startFilters(store);
  startTable(store);
  startPerson(store);
  startClosest(store);
  startGroups(store);
  await startViews(store, document.getElementById("views"));
  startLinks(store);
  document.documentElement.dataset.ready = "true";
}

function failed(error) {
  const place = document.getElementById("failed");
  place.textContent = `This browser cannot show the interactive parts (${error.message}); the rest of the page can be read.`;
  place.hidden = false;
  throw error;
}

start().catch(failed);
