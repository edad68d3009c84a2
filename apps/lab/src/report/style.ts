/** The style of a report: light and dark, from a phone to a desk. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(oklch(97.2% 0.009 85), oklch(17.5% 0.018 300));
  --card: light-dark(oklch(99.2% 0.005 85), oklch(21.5% 0.02 300));
  --ink: light-dark(oklch(26% 0.03 300), oklch(93.5% 0.012 85));
  --muted: light-dark(oklch(47% 0.025 300), oklch(74% 0.02 300));
  --line: light-dark(oklch(88.5% 0.014 85), oklch(32% 0.022 300));
  --accent: light-dark(oklch(47% 0.14 355), oklch(80% 0.12 60));
  --second: light-dark(oklch(48% 0.1 250), oklch(78% 0.09 240));
  --third: light-dark(oklch(50% 0.1 150), oklch(80% 0.11 150));
  --warn-soft: light-dark(oklch(95% 0.03 40), oklch(28% 0.05 35));
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--muted); margin: 0 0 0.75rem; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 0.5rem; line-height: 1.25; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.4rem; }
.answer { font-size: clamp(1.2rem, 1rem + 1.2vw, 1.6rem); line-height: 1.35; margin: 0 0 1.5rem; max-width: 46rem; text-wrap: pretty; }
p, li, dd { max-width: 44rem; }
.note { color: var(--muted); margin: 0.25rem 0 0.75rem; }
.warnings { background: var(--warn-soft); border-radius: 0.6rem; padding: 0.9rem 1.1rem; margin: 0; list-style-position: outside; padding-left: 2rem; }
.warnings li + li { margin-top: 0.45rem; }
.scroll + .note { margin-top: 0.75rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
tr:last-child > * { border-bottom: 0; }
th:first-child { text-align: left; position: sticky; left: 0; background: var(--card); }
thead th { font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
td small { display: block; color: var(--muted); font-size: 0.78rem; font-weight: 400; }
.best { font-weight: 700; color: var(--accent); }
figure { margin: 0.5rem 0 0; }
figcaption { color: var(--muted); max-width: 44rem; }
.titled figcaption { color: inherit; font-weight: 600; margin: 1.5rem 0 0.25rem; }
.plot svg { display: block; width: 100%; height: auto; overflow: visible; }
.narrow { display: none; }
@media (max-width: 40rem) { .narrow { display: block; } .wide { display: none; } }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0.75rem; padding: 0; list-style: none; }
.sheet li { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.6rem; }
.three { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.4rem; }
.three figure { margin: 0; }
.three img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 0.35rem; display: block; border: 3px solid transparent; }
.three .hit img { border-color: var(--third); }
.three figcaption { font-size: 0.78rem; line-height: 1.25; overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: 0.7rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.7rem 0.9rem; }
code { font: 0.9em/1.5 ui-monospace, monospace; }
summary { cursor: pointer; font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media print { .scroll { overflow: visible; } }
`;
