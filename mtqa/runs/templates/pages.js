"use strict";
// Long tables: the rows are data, and only those on the present page become elements.
for (const table of document.querySelectorAll("table[data-rows]")) {
  const data = JSON.parse(document.getElementById(table.dataset.rows).textContent);
  const body = table.tBodies[0], page = 100;
  const controls = document.createElement("div");
  controls.className = "controls";
  const search = document.createElement("input");
  search.type = "search";
  search.setAttribute("aria-label", "Search the rows");
  search.placeholder = "Search";
  const filter = document.createElement("select");
  filter.setAttribute("aria-label", "Show one " + (data.columns[data.filter] || "group"));
  const back = document.createElement("button"), next = document.createElement("button");
  back.type = next.type = "button";
  back.textContent = "← Previous";
  next.textContent = "Next →";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  controls.append(search);
  if (data.filter !== null) {
    const kinds = [...new Set(data.rows.map((row) => row[data.filter]))].sort();
    for (const kind of ["", ...kinds]) {
      const option = document.createElement("option");
      option.value = kind;
      option.textContent = kind === "" ? "every " + data.columns[data.filter] : kind;
      filter.append(option);
    }
    if (kinds.length > 1) controls.append(filter);
  }
  controls.append(back, next, status);
  table.closest(".scroll").before(controls);
  const haystack = data.rows.map((row) => row.join("\n").toLocaleLowerCase());
  let shown = [], start = 0, sorted = null, descending = false;
  const draw = () => {
    body.textContent = "";
    for (const index of shown.slice(start, start + page)) {
      const line = body.insertRow();
      data.rows[index].forEach((value, column) => {
        if (column >= data.columns.length) return;
        const cell = line.insertCell();
        if (typeof value === "number") cell.className = "number";
        else cell.dir = "auto";
        const text = typeof value === "number" ? String(Math.round(value * 1e4) / 1e4) : value ?? "";
        const link = column === 0 && data.links ? data.links[index] : null;
        if (link) {
          const anchor = document.createElement("a");
          anchor.href = link;
          anchor.textContent = text;
          cell.append(anchor);
        } else cell.textContent = text;
      });
    }
    const last = Math.min(start + page, shown.length);
    status.textContent = shown.length
      ? `${start + 1}–${last} of ${shown.length}` : "no row fits";
    back.disabled = start === 0;
    next.disabled = last >= shown.length;
  };
  const choose = () => {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    shown = data.rows.map((_, index) => index).filter((index) =>
      words.every((word) => haystack[index].includes(word)) &&
      (filter.value === "" || String(data.rows[index][data.filter]) === filter.value));
    if (sorted !== null) {
      const rank = (index) => data.rows[index][sorted] ?? "";
      shown.sort((a, b) => {
        const x = rank(a), y = rank(b);
        const order = typeof x === "number" && typeof y === "number"
          ? x - y : String(x).localeCompare(String(y));
        return descending ? -order : order;
      });
    }
    start = 0;
    draw();
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.append(button);
    button.addEventListener("click", () => {
      descending = sorted === column ? !descending : false;
      sorted = column;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      choose();
    });
  });
  search.addEventListener("input", choose);
  filter.addEventListener("change", choose);
  back.addEventListener("click", () => { start -= page; draw(); });
  next.addEventListener("click", () => { start += page; draw(); });
  if (location.hash.startsWith("#q=")) search.value = decodeURIComponent(location.hash.slice(3));
  choose();
}
