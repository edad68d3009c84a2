import { agreementOf, agreements } from '../agreement.ts';
import type { Effect } from '../effects.ts';
import { counted, listed, signed } from '../words.ts';

/** What came out of some differences, in sentences: which have the paper's direction, which the other one, which cannot be told. */
export function summary(effects: readonly Effect[]): string {
  const lines = agreements.flatMap((agreement) => {
    const those = effects.filter((effect) => agreementOf(effect) === agreement);
    const said = those.map(({ name, where, ours }) => `${name} ${signed(ours.difference)} (${where})`);
    return those.length === 0 ? [] : [`- **${capital(agreement)}**: ${listed(said)}.`];
  });
  const open = effects.filter(({ verdict }) => verdict === 'neither').length;
  if (open > 0) {
    lines.push(`- **Not resolved**: ${open === effects.length ? `all ${open}` : `the other ${open}`}.`);
  }
  const chance = Math.round(effects.length / 20);
  const count =
    `${counted(effects.length, 'difference was', 'differences were')} looked at, each by itself: ` +
    `where there is nothing to find, about ${chance < 1 ? 'one in twenty' : `${chance} of so many`} would still exclude 0 by chance, in each kind of interval.`;
  return `${lines.join('\n')}\n\n${count}`;
}

function capital(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
}
