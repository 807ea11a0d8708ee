"use strict";
const FIXED = { displayModeBar: false, responsive: true };
const NOW = { mode: "immediate", frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
const WHOLE = 8000, SHORTEST = 160, LONGEST = 800; // milliseconds: all steps, and one

for (const root of document.querySelectorAll(".figure")) show(root);

function show(root) {
  const figure = JSON.parse(root.querySelector("script").textContent);
  const plots = [...root.querySelectorAll(".plot")];
  figure.plots.forEach((plot, k) => Plotly.newPlot(plots[k], plot.data, plot.layout, FIXED));
  if (figure.steps.length > 1) control(root, figure, plots);
}

function control(root, figure, plots) {
  const [slider, button, example] = [".step", ".play", ".example"].map((c) => root.querySelector(c));
  const name = root.querySelector(".where-we-are");
  const changes = [...root.querySelectorAll(".changes")];
  const each = Math.min(LONGEST, Math.max(SHORTEST, WHOLE / figure.steps.length));
  let timer = null;

  function go() {
    const step = Number(slider.value);
    const row = example ? Number(example.value) : 0;
    name.textContent = figure.steps[step];
    slider.setAttribute("aria-valuetext", figure.steps[step]);
    figure.texts[row][step].forEach((text, k) => { changes[k].textContent = text; });
    figure.plots.forEach(({ frames }, k) => {
      if (frames.length) Plotly.animate(plots[k], frames[row % frames.length][step], NOW).catch(() => {});
    });
  }

  function pause() {
    clearTimeout(timer);
    timer = null;
    button.textContent = "Play";
  }

  function next() {
    if (slider.value === slider.max) return pause();
    slider.value = Number(slider.value) + 1;
    go();
    timer = setTimeout(next, each);
  }

  button.addEventListener("click", () => {
    if (timer !== null) return pause();
    if (slider.value === slider.max) slider.value = 0;
    button.textContent = "Pause";
    go();
    timer = setTimeout(next, each);
  });
  slider.addEventListener("input", () => { pause(); go(); });
  if (example) example.addEventListener("change", go);
  slider.value = 0; // a reloaded page may keep the old place
  go();
}
