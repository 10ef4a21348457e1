"use strict";
for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll("#" + box.dataset.filter + " tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const said = document.getElementById(box.dataset.filter + "-shown");
  const fields = [...box.querySelectorAll("input, select")];
  const show = () => {
    const wanted = fields.map((field) => field.value.toLowerCase()).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      const fits = wanted.every((word) => texts[i].includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      shown += fits;
    });
    said.textContent = shown + " of " + rows.length + " shown";
  };
  for (const field of fields) field.addEventListener("input", show);
}
const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};
for (const button of document.querySelectorAll("button.copy")) {
  button.addEventListener("click", async () => {
    await copied(document.getElementById(button.dataset.copies).textContent);
    const before = button.textContent;
    button.textContent = "Copied";
    document.getElementById("said").textContent = "Copied";
    setTimeout(() => { button.textContent = before; document.getElementById("said").textContent = ""; }, 1500);
  });
}
