// Follows the editor that the page is shown in: the editor says what is known of the file in front, or
// what the page says now, and hears which links lead out of it.
"use strict";
(() => {
  const editor = globalThis.acquireVsCodeApi?.() ?? { postMessage() {}, getState() {}, setState() {} };
  addEventListener("message", ({ data }) => {
    if (typeof data.here === "string") document.getElementById("here").innerHTML = data.here;
    if (typeof data.page !== "string") return;
    const next = new DOMParser().parseFromString(data.page, "text/html"); // runs nothing
    document.title = next.title;
    document.querySelector("main").replaceWith(next.querySelector("main"));
  });
  // Before the editor's own handling of links, which knows nothing of links in pictures and of folded rows.
  addEventListener("click", (event) => {
    const href = event.target.closest?.("a")?.getAttribute("href");
    if (!href) return;
    event.preventDefault();
    event.stopPropagation();
    if (!href.startsWith("#")) editor.postMessage({ open: href });
    else if (location.hash !== href) location.hash = href;
    else dispatchEvent(new HashChangeEvent("hashchange"));
  }, true);
  // The page is made anew when the history moves on; whoever reads stays where they are.
  scrollTo(0, editor.getState() ?? 0);
  addEventListener("scrollend", () => editor.setState(scrollY));
})();
