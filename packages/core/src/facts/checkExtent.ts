import { GgemError } from '../errors.ts';
import { mostRegions, regionsAtMost } from '../pooling/composite/regions.ts';
import { mapParts } from '../spec/parts.ts';

/** How deep specs may stand in each other, the outermost counted. */
const deepest = 64;

/**
 * Throws where a spec, however it came about, would run more poolings than any use has: nested too deep or within itself,
 * of too many parts, over too many regions. It is asked before anything else, and costs no more than those limits.
 */
export function checkExtent(input: unknown): void {
  const refuse = (rule: string): never => {
    throw new GgemError('spec', `pooling: a spec must ${rule}. Use fewer parts, regions or levels.`);
  };
  let poolings = 0;
  const visit = (spec: unknown, depth: number, times: number): void => {
    if (depth > deepest) {
      refuse(`be nested at most ${deepest} deep, but specs deeper than that, or a spec within itself, came`);
    }
    poolings += times;
    if (poolings > mostRegions) {
      refuse(`run at most ${mostRegions} poolings, those in every region counted, but more came`);
    }
    if (typeof spec !== 'object' || spec === null) return;
    const regions = regionsAtMost(spec);
    const inside = times * regions;
    // Without a part it has the default one.
    if (regions > 1 && !('part' in spec)) visit(undefined, depth + 1, inside);
    mapParts(spec, (part) => {
      visit(part, depth + 1, inside);
      return part;
    });
  };
  visit(input, 1, 1);
}
