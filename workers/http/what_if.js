// Ctrl+Enter checks the encounter, and a dropped file becomes the text. The page works without both.
(() => {
  const area = document.getElementById("encounter");
  const keys = document.getElementById("keys");
  const longest = Number(area.dataset.longest);
  keys.hidden = false;
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    area.form.requestSubmit();
  });
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", async (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    if (file.size > 4 * longest) {
      keys.textContent = `The file is larger than ${longest.toLocaleString("en-US")} characters.`;
      return;
    }
    area.value = await file.text();
  });
})();
