/* What a test reads from a drawn page: words, places, colours, sizes. Given the colours of the bullet, it gives one record. */
(paint) => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !element.closest(".vh, [data-testid=stSkipToContent]") && element.getClientRects().length > 0;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)].filter(shown);
  const name = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""} «${(element.textContent || element.value || "").trim().slice(0, 60)}»`;

  const parse = (colour) => {
    const parts = (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return parts.length === 3 ? [...parts, 1] : parts;
  };
  const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at && at.nodeType === 1; at = at.parentElement) {
      const layer = parse(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const styleOf = (element, what) => parse(getComputedStyle(element)[what]);

  /* Text against what lies behind it. */
  const pale = [];
  const words = document.createTreeWalker(document.querySelector("[data-testid=stApp]"), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const holder = words.currentNode.parentElement;
    if (!words.currentNode.nodeValue.trim() || !shown(holder) || holder.closest("option, style, script, .modebar")) continue;
    const isDrawn = holder instanceof SVGElement;
    const cell = isDrawn && holder.closest("svg.cells") ? holder.previousElementSibling : null;
    const shape = isDrawn && holder.closest("svg.areas") ? document.querySelector(`#o-${holder.closest("[data-of]").dataset.of} path`) : null;
    const fill = cell || shape ? styleOf(cell || shape, "fill") : ground(holder);
    const behind = fill[3] === 1 && fill.every(Number.isFinite) ? fill : ground(holder);
    const ink = styleOf(holder, isDrawn ? "fill" : "color");
    const found = ratio(over(ink, behind), behind);
    if (found < 4.5) pale.push(`${found.toFixed(2)} ${name(holder)}`);
  }
  for (const field of all("input[placeholder]")) {
    const found = ratio(parse(getComputedStyle(field, "::placeholder").color), ground(field));
    if (found < 4.5) pale.push(`${found.toFixed(2)} placeholder ${field.placeholder}`);
  }

  /* Edges of controls, and what charts draw, against what lies beside them. */
  const faint = [];
  const weigh = (what, ...pairs) => {
    const best = Math.max(...pairs.map(([one, other]) => ratio(over(one, other), other)));
    if (best < 3) faint.push(`${best.toFixed(2)} ${what}`);
  };
  for (const control of all(".ct input, .ct select, .ct .btn, .ct .card, .ct .pill")) {
    const outside = ground(control.parentElement);
    weigh(name(control), [styleOf(control, "borderTopColor"), outside], [styleOf(control, "backgroundColor"), outside]);
  }
  for (const cell of all("svg.cells rect")) {
    const edge = getComputedStyle(cell).stroke;
    const outside = ground(cell.closest("svg"));
    weigh("a status cell", [styleOf(cell, "fill"), outside], ...(edge === "none" ? [] : [[parse(edge), outside]]));
  }
  const hex = (element, what) => (element.getAttribute(what) || "").toUpperCase();
  for (const bullet of all(".ct svg[role=img]")) {
    const bands = all("rect", bullet).filter((rect) => paint.bands.includes(hex(rect, "fill")));
    for (const rect of bands.length ? all("rect", bullet) : []) {
      const drawn = [["fill", styleOf(rect, "fill")], ["stroke", styleOf(rect, "stroke")]].filter(([what]) => paint.marks.includes(hex(rect, what)));
      for (const [, colour] of drawn) for (const band of bands) weigh("a mark of the bullet", [colour, styleOf(band, "fill")]);
    }
  }
  for (const line of all(".ct svg polyline, .js-plotly-plot .js-line")) weigh("a line", [styleOf(line, "stroke"), ground(line.closest("div"))]);
  for (const dot of all(".ct svg circle, .js-plotly-plot .point")) {
    const outside = ground(dot.closest("div"));
    weigh("a point", [styleOf(dot, "fill"), outside], [styleOf(dot, "stroke"), outside]);
  }

  /* Text that runs out of its place. A text may end in «…» where its whole is the title. */
  const cut = [];
  for (const box of all(".ct *")) {
    const style = getComputedStyle(box);
    if (box instanceof SVGElement || box.tagName === "SELECT" || style.display === "inline") continue;
    const isFrame = box.classList.contains("scroll");
    if (["hidden", "clip"].includes(style.overflowX) || isFrame) {
      const isOver = box.scrollWidth > box.clientWidth + 1 || (!isFrame && box.scrollHeight > box.clientHeight + 1);
      if (isOver && box.title.trim() !== box.textContent.trim()) cut.push(name(box));
    }
  }
  for (const box of all(".ct td, .ct th, .ct .card, .ct .tag, .ct .btn, .ct .pill, .ct dt, .ct dd, .ct h1, .ct h2, .ct p, .ct .st")) {
    const range = document.createRange();
    range.selectNodeContents(box);
    const inside = range.getBoundingClientRect();
    const outside = box.getBoundingClientRect();
    if (inside.width && getComputedStyle(box).display !== "inline" && (inside.right > outside.right + 1 || inside.left < outside.left - 1)) {
      cut.push(`${name(box)}: ${Math.round(inside.left)}–${Math.round(inside.right)} in ${Math.round(outside.left)}–${Math.round(outside.right)}`);
    }
  }
  for (const list of all(".ct select")) if (list.title !== list.selectedOptions[0].textContent) cut.push(`no title: ${name(list)}`);

  /* Places to click. A link inside a running sentence is as high as its line. */
  const small = [];
  for (const target of all("a[href], button, input, select, summary, [tabindex='0']")) {
    const box = target.getBoundingClientRect();
    const isInSentence = getComputedStyle(target).display === "inline" && target.closest("p") && target.closest("p").textContent.trim() !== target.textContent.trim();
    if (!isInSentence && Math.min(box.width, box.height) < 24) small.push(`${box.width.toFixed(1)}×${box.height.toFixed(1)} ${name(target)}`);
  }

  const rows = (table) => [...table.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  const charts = [...document.querySelectorAll(".js-plotly-plot")].map((plot) => ({
    alt: plot.closest("[data-testid=stPlotlyChart]").getAttribute("aria-label"),
    drawn: plot.data.map((trace) => ({ name: trace.name, x: [...trace.x], y: [...trace.y] })),
    rows: rows([...document.querySelectorAll("table")].find((table) => table.caption.textContent.startsWith("Số liệu của biểu đồ"))),
  }));
  const texts = [document.querySelector("[data-testid=stApp]").innerText];
  for (const field of all("input")) texts.push(field.value);
  for (const attribute of ["aria-label", "title", "placeholder"]) {
    for (const element of document.querySelectorAll(`.ct [${attribute}], [data-testid=stPlotlyChart][${attribute}]`)) texts.push(element.getAttribute(attribute));
  }
  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();
  return {
    texts, pale, faint, cut, small, charts,
    lang: document.documentElement.lang,
    badges: [...document.querySelectorAll(".ct .st")].map((badge) => [badge.querySelector(".mk")?.textContent ?? "", plain(badge)]),
    cells: [...document.querySelectorAll(".ct td, .ct th, .ct dd, .ct b")].filter((cell) => !cell.querySelector(".mk") && !cell.closest(".page-frame")).map(plain),
    pictures: [...document.querySelectorAll(".ct svg:not([aria-hidden])")].map((svg) => [svg.getAttribute("role"), svg.getAttribute("aria-label") || "", svg.classList.contains("cells") ? [...svg.querySelectorAll("text")].length - [...svg.querySelectorAll("rect")].length : 0]),
    untitled: [...document.querySelectorAll(".ct thead th")].filter((cell) => !plain(cell)).length,
    grids: document.querySelectorAll("[data-testid=stDataFrame], [data-testid=stTable]").length,
    faults: document.querySelectorAll("[data-testid=stException], [data-testid=stAlert]").length,
  };
}
