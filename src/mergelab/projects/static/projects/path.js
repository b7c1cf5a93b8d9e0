// Proposes an address from the name, until the address is typed by hand.

const slug = (name) =>
  name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 100);

for (const form of document.querySelectorAll("[data-path-from]")) {
  const name = form.elements[form.dataset.pathFrom];
  const path = form.querySelector("[data-path]");
  let follows = path.value === "" || path.value === slug(name.value);
  name.addEventListener("input", () => {
    if (follows) path.value = slug(name.value);
  });
  path.addEventListener("input", () => {
    follows = path.value === "";
  });
}
