// Finds what hurts readability: text that is too faint, and content wider than the screen.
() => {
  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), canvas);
  };
  const light = ({ r, g, b }) => {
    const part = (channel) => {
      const c = channel / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const faint = [];
  let texts = 0;
  const look = (element, color, needed, words) => {
    const below = ground(element);
    const ratio = contrast(over(parse(color), below), below);
    texts += 1;
    if (ratio < needed) faint.push(`${words.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    if (!element.checkVisibility() && element.tagName !== "OPTION") continue;
    look(element, getComputedStyle(element).color, 4.5, node.data);
  }
  for (const field of document.querySelectorAll("textarea, select, button")) {
    look(field, getComputedStyle(field).color, 4.5, field.tagName);
  }
  for (const curve of document.querySelectorAll(".curve")) {
    look(curve.closest(".card"), getComputedStyle(curve).stroke, 3, curve.getAttribute("class"));
  }
  const wide = [];
  const width = document.documentElement.clientWidth;
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.right > width + 0.5 && box.left > -100) wide.push(`${element.tagName}.${element.className}`);
  }
  return { faint, wide, texts, overflow: document.documentElement.scrollWidth - width };
};
