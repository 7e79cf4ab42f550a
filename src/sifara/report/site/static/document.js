// The card beside the text: hovering, focusing or choosing a mention shows its entity.
"use strict";
(() => {
  const card = document.getElementById("card");
  const text = document.querySelector(".text");
  let pinned = null;

  const mentionOf = (target) => (target instanceof Element ? target.closest(".text .m") : null);
  const show = (mention) => {
    const entry = document.getElementById(`e-${mention.dataset.e}`);
    if (!entry) return;
    const copy = [...entry.cloneNode(true).childNodes];
    const head = sifara.make("p", { class: "small" },
      `${mention.dataset.t} · ${mention.id} · `, sifara.make("a", { href: `#${mention.id}` }, "link"));
    card.replaceChildren(...copy, head);
    for (const part of card.querySelectorAll("[id]")) part.removeAttribute("id");
    card.hidden = false;
    for (const other of text.querySelectorAll(".same")) other.classList.remove("same");
    for (const other of text.querySelectorAll(".m")) {
      if (other.dataset.e === mention.dataset.e) other.classList.add("same");
    }
  };
  const unpin = () => {
    pinned = null;
    card.hidden = true;
    for (const other of text.querySelectorAll(".same")) other.classList.remove("same");
  };
  text.addEventListener("mouseover", (event) => {
    const mention = mentionOf(event.target);
    if (mention && !pinned) show(mention);
  });
  text.addEventListener("focusin", (event) => {
    const mention = mentionOf(event.target);
    if (mention) { pinned = null; show(mention); }
  });
  text.addEventListener("click", (event) => {
    const mention = mentionOf(event.target);
    if (!mention) return;
    pinned = mention;
    show(mention);
    history.replaceState(null, "", `#${mention.id}`);
  });
  addEventListener("keydown", (event) => {
    const mention = mentionOf(document.activeElement);
    if (event.key === "Enter" && mention) {
      document.getElementById(`e-${mention.dataset.e}`)?.querySelector("a").click();
    } else if (event.key === "Escape") unpin();
  });

  // A link to a mention shows its card; `:target` marks it.
  const follow = () => {
    const mention = mentionOf(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    if (mention) { show(mention); mention.scrollIntoView({ block: "center" }); }
  };
  addEventListener("hashchange", follow);
  follow();

  const tags = document.getElementById("tags");
  tags.addEventListener("change", () => text.classList.toggle("tagged", tags.checked));
})();
