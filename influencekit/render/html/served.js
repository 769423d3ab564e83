// Follows the editor, what is known of the file that is open there; and the history, by the whole page.
"use strict";
(() => {
  const here = document.getElementById("here");
  const show = async () => {
    const answer = await fetch("here", { cache: "no-store" });
    if (answer.ok) here.innerHTML = await answer.text();
  };
  const events = new EventSource("events");
  events.onmessage = ({ data }) => (data === "changed" ? location.reload() : show());
  events.onerror = () => { document.title = `(not live) ${document.title.replace(/^\(not live\) /, "")}`; };
  events.onopen = () => { document.title = document.title.replace(/^\(not live\) /, ""); };
})();
