/** A colour of the page's heat scale, as the style sheets say it, for what is drawn in a canvas. */
export function heatColours(from: Element): (heat: number) => string {
  const style = getComputedStyle(from);
  const read = (name: string): number => Number.parseFloat(style.getPropertyValue(`--heat-${name}`));
  const [l0, l1, c0, c1, bow, h0, h1] = ['l0', 'l1', 'c0', 'c1', 'bow', 'h0', 'h1'].map(read) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (heat) => {
    const chroma = c0 + c1 * heat + bow * heat * (1 - heat);
    return `oklch(${l0 + l1 * heat}% ${chroma} ${h0 + h1 * heat})`;
  };
}
