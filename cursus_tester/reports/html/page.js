// Filters, search, and unfolding. The page is whole without any of it.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Printed and linked-to details are unfolded by new browsers; by older ones only here.
  const unfold = (element) => {
    for (let each = element; each; each = each.parentElement) {
      if (each instanceof HTMLDetailsElement) each.open = true;
    }
  };
  addEventListener("beforeprint", () => {
    if (!CSS.supports("selector(::details-content)")) all("details").forEach((each) => (each.open = true));
  });

  const controls = byId("controls");
  if (!controls) return;
  const query = byId("query");
  const status = byId("shown");
  const boxes = all("input[name=outcome]", controls);

  const cards = all("article").map((article) => {
    const details = article.querySelector("details.body");
    return {
      article,
      details,
      wasOpen: details.open,
      rows: all(`tr[data-card="${article.id}"]`),
      groups: all("section.group", article).filter((group) => group.querySelector("[data-outcome]")),
      blocks: all("[data-outcome]", article),
    };
  });

  // Texts are read when the first search needs them: a large report has tens of thousands.
  const texts = new WeakMap();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };

  const lacking = (words, element) => words.filter((word) => !textOf(element).includes(word));

  // A block of many rules, such as those that passed, shows the rules that are searched for.
  const showMatching = (block, words) => {
    const items = all(".ids > li", block);
    if (!items.length) return lacking(words, block).length === 0;
    const reason = block.querySelector(".why");
    const missing = reason ? lacking(words, reason) : words;
    items.forEach((item) => (item.hidden = lacking(missing, item).length > 0));
    return items.some((item) => !item.hidden);
  };

  const applyTo = (card, words, outcomes) => {
    const filtering = words.length > 0 || outcomes.size > 0;
    // Words that the head of the card has count for each of its blocks.
    const missing = lacking(words, card.article.querySelector("header"));
    for (const block of card.blocks) {
      const isAsked = outcomes.size === 0 || outcomes.has(block.dataset.outcome);
      block.hidden = !(isAsked && showMatching(block, missing));
    }
    for (const group of card.groups) {
      group.hidden = all("[data-outcome]", group).every((block) => block.hidden);
      const folded = group.querySelector(":scope > details");
      if (folded) folded.open = !group.hidden && (missing.length > 0 || outcomes.size > 0);
    }
    const isNamed = missing.length === 0 && outcomes.size === 0;
    const isShown = isNamed || card.blocks.some((block) => !block.hidden);
    card.article.hidden = !isShown;
    card.rows.forEach((row) => (row.hidden = !isShown));
    card.details.open = filtering ? isShown : card.wasOpen;
    return isShown;
  };

  const apply = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const filtering = words.length > 0 || outcomes.size > 0;
    const shown = cards.filter((card) => applyTo(card, words, outcomes)).length;
    status.textContent = filtering ? `${shown} of ${cards.length} builders` : "";
    byId("clear").disabled = !filtering;
  };

  const clear = () => {
    query.value = "";
    boxes.forEach((box) => (box.checked = false));
    apply();
  };

  // A link leads to its target also where that is folded or filtered away.
  const reveal = () => {
    const target = document.querySelector(":target");
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    unfold(target.matches("article, tr") ? target.querySelector("details") : target);
    target.scrollIntoView();
  };

  query.addEventListener("input", apply);
  boxes.forEach((box) => box.addEventListener("change", apply));
  byId("clear").addEventListener("click", () => {
    clear();
    query.focus();
  });
  byId("open-all").addEventListener("click", () => cards.forEach((card) => (card.details.open = true)));
  byId("close-all").addEventListener("click", () => cards.forEach((card) => (card.details.open = false)));
  addEventListener("hashchange", reveal);
  // Only then is there a target.
  addEventListener("load", reveal);

  controls.hidden = false;
  // A page that is loaded again may come with its old filters.
  apply();
})();
