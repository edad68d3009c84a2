import { heatGradient } from './heatColour.ts';

/** The style of heat maps, beside that of reports. Printers leave backgrounds out unless they are told. */
export const heatStyle: string = `
.maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: 0.9rem 0.6rem; margin: 0.6rem 0 1.2rem; }
@media (min-width: 40rem) { .maps { grid-template-columns: repeat(auto-fill, minmax(7.6rem, 1fr)); } }
.maps figure { margin: 0; }
.maps figcaption { font-size: 0.78rem; line-height: 1.3; margin-top: 0.3rem; overflow-wrap: anywhere; }
.maps figcaption b { color: var(--ink); font-weight: 600; display: block; }
.heat { background: var(--photo) 0 0 / 100% 100%; aspect-ratio: var(--shape); border-radius: 0.35rem; overflow: hidden; print-color-adjust: exact; }
.heat img { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
.maps .photo { display: block; width: 100%; border-radius: 0.35rem; }
.three .heat img { border: 0; border-radius: 0; aspect-ratio: auto; }
.image { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 1.5rem; }
h3 { font-size: 1.05rem; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
h4 { font-size: 0.92rem; font-weight: 600; margin: 1rem 0 0; }
.scale { display: flex; gap: 0.6rem; align-items: center; color: var(--muted); font-size: 0.85rem; }
.scale i { height: 0.7rem; width: min(14rem, 40vw); border-radius: 0.35rem; background: ${heatGradient}; print-color-adjust: exact; }
summary { padding: 0.35rem 0; }
`;
