// Larger, smaller and back to fit for the drawings of processes. Without this script the whole
// drawing stands on the page, and a link opens it on its own.
"use strict";

(() => {
  const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]; // times the size that it was drawn in

  function zoomable(figure) {
    const view = figure.querySelector(".diagram-view");
    const drawing = view.firstElementChild;
    const natural = Number(view.dataset.natural);
    if (!drawing || !natural) return;
    const scale = () => drawing.getBoundingClientRect().width / natural;
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "bron";

    const show = (wanted) => {
      const before = scale();
      const isFirst = !figure.classList.contains("zoomed"); // then it opens where it starts
      const middle = [view.scrollLeft + view.clientWidth / 2, view.scrollTop + view.clientHeight / 2];
      drawing.style.width = wanted ? `${Math.round(wanted * natural)}px` : "";
      figure.classList.toggle("zoomed", Boolean(wanted));
      const grown = scale() / before;
      view.scrollLeft = isFirst ? 0 : middle[0] * grown - view.clientWidth / 2;
      view.scrollTop = isFirst ? 0 : middle[1] * grown - view.clientHeight / 2;
      said.textContent = wanted ? `${Math.round(wanted * 100)}%` : "past op de pagina";
    };
    const fit = () => show(0);
    const larger = () => {
      const next = STEPS.find((step) => step > scale() * 1.05);
      if (next) show(next);
    };
    const smaller = () => {
      const now = scale();
      fit();
      const smallest = scale();
      const next = STEPS.findLast((step) => step < now * 0.95);
      if (next && next > smallest * 1.02) show(next);
    };

    const row = document.createElement("div");
    row.className = "diagram-zoom";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "Grootte van het schema");
    for (const [word, act] of [["Groter", larger], ["Kleiner", smaller], ["Passend", fit]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = word;
      button.addEventListener("click", act);
      row.append(button);
    }
    row.append(said);
    view.before(row);
    drag(view);
  }

  // With a mouse the drawing can be dragged; a finger scrolls it as any other page.
  function drag(view) {
    let from = null;
    view.addEventListener("pointerdown", (event) => {
      const room = view.scrollWidth > view.clientWidth || view.scrollHeight > view.clientHeight;
      if (event.pointerType !== "mouse" || event.button !== 0 || !room) return;
      from = [event.clientX + view.scrollLeft, event.clientY + view.scrollTop];
      view.setPointerCapture(event.pointerId);
    });
    view.addEventListener("pointermove", (event) => {
      if (!from) return;
      view.scrollLeft = from[0] - event.clientX;
      view.scrollTop = from[1] - event.clientY;
    });
    for (const end of ["pointerup", "pointercancel"]) {
      view.addEventListener(end, () => { from = null; });
    }
  }

  document.querySelectorAll(".diagram-figure").forEach(zoomable);
})();
