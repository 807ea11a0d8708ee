// A logistic regression as plain JavaScript: score(row) gives probabilities, and needs no library.
//
// row is an object from column names to values.  A value that is missing (null, undefined or NaN)
// gives NaN; a level that the model does not know, or a value for which it is not defined, is an
// Error.  In Node: const { score } = require("./model.js").

const score = (() => {
  "use strict";

  // MODEL

  // The probability of the class that is modelled; of several classes { class: probability }.
  function score(row) {
    const values = new Map();
    let missing = false;
    for (const [name, kind] of COLUMNS) {
      const value = read(row, name, kind);
      missing = missing || value === null;
      values.set(name, value);
    }
    const z = missing ? [NaN] : logOdds(...parts(values));
    if (z.some(Number.isNaN)) return answer([NaN, ...CLASSES.map(() => NaN)]);
    const largest = Math.max(0, ...z);
    const odds = [0, ...z].map((value) => Math.exp(value - largest));
    const all = odds.reduce((a, b) => a + b, 0);
    return answer(odds.map((value) => value / all));
  }

  function answer(shares) {
    if (!CLASSES.length) return shares.length > 1 ? shares[1] : NaN;
    return Object.fromEntries(CLASSES.map((label, k) => [String(label), shares[k]]));
  }

  function read(row, name, kind) {
    if (!Object.prototype.hasOwnProperty.call(row, name)) {
      throw new Error("the row has no column " + JSON.stringify(name));
    }
    const value = row[name];
    if (value === null || value === undefined || Number.isNaN(value)) return null;
    if (kind === "text" || (kind === "any" && typeof value === "string")) return value;
    if (typeof value === "string") {
      throw new Error(JSON.stringify(name) + " holds text, and the model needs numbers: " + value);
    }
    return Number(value);
  }

  function finite(name, value) {
    if (!Number.isFinite(value)) {
      throw new Error(JSON.stringify(name) + " is infinite or not defined for these values");
    }
    return value;
  }

  function place(name, value) {
    const found = LEVELS.get(name).get(value);
    if (found === undefined) {
      throw new Error(JSON.stringify(name) + " holds " + JSON.stringify(value) +
        ", which the model does not know");
    }
    return found;
  }

  // The piece of a spline that holds u, and the place t on it.
  function point(name, u) {
    const { knots, centers, halves, low, high, outside } = BASES.get(name);
    const within = low <= u && u <= high;
    if (outside === "na" && !within) return [0, NaN];
    if ((outside === "raise" && !within) || !Number.isFinite(u)) {
      throw new Error(JSON.stringify(name) + " is not known for " + u);
    }
    let piece = 0;
    while (piece < knots.length && u >= knots[piece]) piece += 1;
    return [piece, (u - centers[piece]) / halves[piece]];
  }

  function polynomial([piece, t], pieces) {
    return pieces[piece].reduceRight((value, coefficient) => value * t + coefficient, 0);
  }

  // A sum that loses no digits of its larger parts (Neumaier 1974).
  function sum(parts) {
    let total = 0, lost = 0;
    for (const part of parts) {
      const next = total + part;
      lost += Math.abs(total) >= Math.abs(part) ? (total - next) + part : (part - next) + total;
      total = next;
    }
    return total + lost;
  }

  // Halves go to the even neighbour.
  function rint(u) {
    const below = Math.floor(u);
    if (u - below === 0.5) return 2 * Math.round(u / 2);
    return u - below < 0.5 ? below : below + 1;
  }

  return score;
})();

if (typeof module !== "undefined") module.exports = { score };
