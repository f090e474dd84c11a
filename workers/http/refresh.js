"use strict";
(() => {
  const everyMs = 5000;
  const patienceMs = 4500;
  const lost = document.getElementById("lost");
  let timer = 0;

  // Do not replace the page while it is hidden or text is selected.
  const isBusy = () => {
    const selection = getSelection();
    return document.hidden || (selection !== null && !selection.isCollapsed);
  };

  const show = (page) => {
    for (const open of document.querySelectorAll("main details[open]")) {
      page.getElementById(open.id)?.setAttribute("open", "");
    }
    const focused = document.activeElement?.getAttribute("href");
    for (const part of ["main", "#icon"]) {
      const fresh = page.querySelector(part);
      if (fresh !== null) document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
    }
    document.title = page.title;
    if (focused) document.querySelector(`main [href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  const turn = async () => {
    clearTimeout(timer);
    try {
      if (!isBusy()) {
        const answer = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(patienceMs) });
        if (!answer.ok) throw new Error(String(answer.status));
        show(new DOMParser().parseFromString(await answer.text(), "text/html"));
        lost.hidden = true;
      }
    } catch {
      if (lost.hidden) lost.textContent = `No answer since ${new Date().toLocaleTimeString()}; this page is out of date.`;
      lost.hidden = false;
      document.title = "No answer · claims-worker";
    }
    timer = setTimeout(turn, everyMs);
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) turn();
  });
  timer = setTimeout(turn, everyMs);
})();
