import { poolArray, poolingWeightsArray } from '@ggem/core';
import { channels, exampleTokens, side } from '../.vitepress/theme/figures/exampleTokens.ts';
import { ink, muted, paper, ramp } from './colors.ts';

const p = [1.5, 3, 8, 'inf'] as const;
const [cell, width, height] = [9, 880, 336];
const map = cell * side;

/** One picture of what GGeM does to the tokens of a vision transformer. Core computes the numbers in it. */
export function poolingPicture(): string {
  const spec = { type: 'ggem', groups: channels, p } as const;
  const weights = poolingWeightsArray(exampleTokens, spec);
  const pooled = poolArray(exampleTokens, spec);
  const rows = p.map((exponent, c) => {
    const y = 58 + c * (map + 4);
    const own = column(weights, c);
    const strongest = Math.max(...own);
    const name = exponent === 'inf' ? 'p = ∞' : `p = ${exponent}`;
    return [
      grid(
        own.map((w) => Math.sqrt(w / strongest)),
        452,
        y,
      ),
      text(name, 432, y + map / 2 + 5, { anchor: 'end', weight: 600 }),
      arrow(532, y + map / 2, 640),
      `<rect x="652" y="${y + 6}" width="26" height="${map - 12}" fill="${ramp(pooled[c]!)}" stroke="${muted}" stroke-width="0.5"/>`,
      text(pooled[c]!.toFixed(2), 690, y + map / 2 + 5, {}),
    ].join('');
  });
  const stack = p.map((_, c) => grid(column(exampleTokens.data, c), 196 + c * 16, 118 + c * 16)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Hanken Grotesk, Segoe UI, Helvetica, Arial, sans-serif" font-size="15" fill="${ink}" role="img">
<title>Tokens of a vision transformer, four groups of channels, each pooled with a p of its own into one vector</title>
<rect width="${width}" height="${height}" rx="10" fill="${paper}"/>
${text('image', 84, 36, { anchor: 'middle', color: muted })}${picture(40, 136)}
${arrow(136, 180, 184)}${text('ViT', 160, 170, { anchor: 'middle', color: muted })}
${text('tokens', 252, 36, { anchor: 'middle', color: muted })}${stack}
${arrow(318, 180, 366)}
${text('weights of each group', 484, 36, { anchor: 'middle', color: muted })}
${text('image vector', 682, 36, { anchor: 'middle', color: muted })}
${rows.join('\n')}
${text('p = 1: average', 752, 96, { color: muted })}
${text('p = ∞: max', 752, 296, { color: muted })}
<path d="M790 112V270" stroke="${muted}" marker-end="url(#tip)" marker-start="url(#tip)"/>
${text('learnt', 802, 196, { weight: 600 })}
<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="${muted}"/></marker></defs>
</svg>
`;
}

function grid(strengths: readonly number[], x: number, y: number): string {
  const cells = strengths.map((strength, i) => {
    const [row, columnAt] = [Math.floor(i / side), i % side];
    return `<rect x="${x + columnAt * cell}" y="${y + row * cell}" width="${cell - 0.6}" height="${cell - 0.6}" fill="${ramp(strength)}"/>`;
  });
  return `<rect x="${x - 1}" y="${y - 1}" width="${map + 1.4}" height="${map + 1.4}" fill="${paper}" stroke="${muted}" stroke-width="0.5"/>${cells.join('')}`;
}

/** A scene, cut into patches. */
function picture(x: number, y: number): string {
  const size = 88;
  const cuts = [1, 2, 3].flatMap((i) => {
    const at = (i * size) / 4;
    return [`M${x + at} ${y}v${size}`, `M${x} ${y + at}h${size}`];
  });
  return [
    `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="#f6d9a8"/>`,
    `<circle cx="${x + 62}" cy="${y + 24}" r="11" fill="#e07b39"/>`,
    `<path d="M${x} ${y + 70}L${x + 30} ${y + 36}L${x + 52} ${y + 62}L${x + 66} ${y + 48}L${x + size} ${y + 72}V${y + size}H${x}z" fill="#7a2048"/>`,
    `<path d="${cuts.join('')}" stroke="${paper}" stroke-width="1.5"/>`,
  ].join('');
}

interface TextStyle {
  readonly anchor?: 'middle' | 'end';
  readonly weight?: number;
  readonly color?: string;
}

function text(words: string, x: number, y: number, { anchor, weight, color }: TextStyle): string {
  const style = [
    anchor ? ` text-anchor="${anchor}"` : '',
    weight ? ` font-weight="${weight}"` : '',
    color ? ` fill="${color}"` : '',
  ];
  return `<text x="${x}" y="${y}"${style.join('')}>${words}</text>`;
}

function arrow(from: number, y: number, to: number): string {
  return `<path d="M${from} ${y}H${to}" stroke="${muted}" marker-end="url(#tip)"/>`;
}

function column(values: ArrayLike<number>, c: number): number[] {
  return Array.from({ length: side ** 2 }, (_, i) => values[i * channels + c]!);
}
