import type { Look } from '../contract.ts';
import { poolingTexts } from './poolingTexts.ts';

/** The text for screen readers once the maps have settled. */
export function summary({ name }: { readonly name: string }, looks: readonly Look[]): string {
  const uses = looks
    .filter(({ shares }) => shares !== undefined)
    .map(({ pooling, inUse }) => `${poolingTexts[pooling].name} ${inUse.toFixed(1)}`);
  return `${name}. Patches a channel: ${uses.join(', ')}.`;
}
