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
  // What is large is text until it is opened: a page of 300 builders would take seconds otherwise.
  const fill = (place) => {
    for (const each of all("noscript.later", place)) each.outerHTML = each.textContent;
  };
  addEventListener("beforeprint", () => {
    all("article, #heat-map").forEach(fill);
    if (!CSS.supports("selector(::details-content)")) all("details").forEach((each) => (each.open = true));
  });

  const controls = byId("controls");
  if (!controls) return;
  const query = byId("query");
  const status = byId("shown");
  const boxes = all("input[name=outcome]", controls);

  const stepType = byId("step-type");

  const rows = new Map();
  const findRows = () => {
    rows.clear();
    for (const row of all("tr[data-card]")) rows.set(row.dataset.card, [...(rows.get(row.dataset.card) || []), row]);
  };
  findRows();

  const cards = all("article").map((article) => {
    const details = article.querySelector("details.body");
    const card = { article, details, wasOpen: details.open, later: article.querySelector("noscript.later") };
    card.read = () => {
      fill(article);
      card.later = null;
      card.groups = all("section.group", article).filter((group) => group.querySelector("[data-outcome]"));
      card.blocks = all("[data-outcome]", article);
    };
    if (card.later) details.addEventListener("toggle", () => details.open && card.later && card.read());
    else card.read();
    return card;
  });

  // The map of many builders is filled in where it is looked at.
  const map = byId("heat-map");
  const fillMap = () => {
    if (!map || !map.querySelector("noscript.later")) return;
    fill(map);
    findRows();
    cards.forEach((card) => show(card, !card.article.hidden));
  };
  if (map && map.querySelector("noscript.later")) {
    new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && fillMap()).observe(map);
  }

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

  // Whether a card that is still text may have what is looked for; one that may is read.
  const mayHave = (card, words, outcomes) => {
    const source = card.later.textContent;
    if (outcomes.size && ![...outcomes].some((each) => source.includes(`data-outcome="${each}"`))) return false;
    if (!card.text) card.text = Object.assign(document.createElement("p"), { innerHTML: source.replace(/<[^>]*>/g, " ") });
    return lacking(words, card.text).length === 0;
  };

  const show = (card, isShown) => {
    card.article.hidden = !isShown;
    (rows.get(card.article.id) || []).forEach((row) => (row.hidden = !isShown));
    return isShown;
  };

  const applyTo = (card, words, outcomes) => {
    if (stepType && stepType.value && card.article.dataset.stepType !== stepType.value) return show(card, false);
    const filtering = words.length > 0 || outcomes.size > 0;
    if (card.later) {
      const rest = lacking(words, card.article.querySelector("header"));
      if (!rest.length && !outcomes.size) return show(card, true);
      if (!mayHave(card, rest, outcomes)) return show(card, false);
      card.read();
    }
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
    card.details.open = filtering ? isShown : card.wasOpen;
    return show(card, isShown);
  };

  const apply = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const filtering = words.length > 0 || outcomes.size > 0 || (stepType && stepType.value !== "");
    const shown = cards.filter((card) => applyTo(card, words, outcomes)).length;
    status.textContent = filtering ? `${shown} of ${cards.length} builders` : "";
    byId("clear").disabled = !filtering;
  };

  const clear = () => {
    query.value = "";
    boxes.forEach((box) => (box.checked = false));
    if (stepType) stepType.value = "";
    apply();
  };

  // A link leads to its target also where that is folded or filtered away.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const within = cards.find((card) => card.later && id.startsWith(`${card.article.id}-`));
    if (within) within.read();
    const target = byId(id);
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    unfold(target.matches("article, tr") ? target.querySelector("details") : target);
    target.scrollIntoView();
  };

  query.addEventListener("input", apply);
  boxes.forEach((box) => box.addEventListener("change", apply));
  if (stepType) stepType.addEventListener("change", apply);
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
