// Looks at a page as it stands: what is too wide, how large the targets are, how well texts stand out.
() => {
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  const parse = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const light = ({ red, green, blue }) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.alpha > 0) return color;
    }
    return parse("rgb(255, 255, 255)");
  };
  const contrast = (element) => {
    const pair = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  const named = (element) =>
    element.textContent.trim() || element.labels?.[0]?.textContent.trim() || element.ariaLabel;
  const fields = "button, select, input:not([type=hidden])";
  const all = [...document.querySelectorAll("body *")];
  const width = document.documentElement.clientWidth;
  const usable = all.filter((each) => each.matches(`${fields}, summary, nav a, a.button, a.row`) && visible(each));
  return {
    too_wide: document.documentElement.scrollWidth > width ? [document.documentElement.scrollWidth] : [],
    targets: usable.map((each) => {
      const box = (each.matches("[type=checkbox]") ? each.closest("label") : each).getBoundingClientRect();
      return { what: named(each), size: [Math.round(box.width), Math.round(box.height)] };
    }),
    texts: all
      .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((each) => visible(each) && !each.closest(".skip"))
      .map((each) => ({ text: each.textContent.trim().slice(0, 40), contrast: contrast(each) })),
    nameless: all.filter((each) => each.matches(fields) && !named(each)).map((each) => each.outerHTML),
    headings: document.querySelectorAll("h1").length,
  };
}
