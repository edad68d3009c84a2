import { closestMatch } from 'leven';

/** No name of ours is longer than this. */
const longest = 64;

/** ` Did you mean "groups"?` for a word that is nearly one of those that are known, or the beginning of one, with its space; else nothing. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  if (typeof word !== 'string' || word.length > longest) return '';
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, '');
  const spelled = new Map(known.map((one) => [plain(one), one]));
  const wanted = plain(word);
  const maxDistance = wanted.length < 4 ? 1 : Math.ceil(wanted.length / 4);
  const words = [...spelled.keys()];
  const near =
    words.find((one) => one === wanted || (wanted.length > 2 && one.startsWith(wanted))) ??
    closestMatch(wanted, words, { maxDistance });
  return near === undefined ? '' : ` Did you mean ${JSON.stringify(spelled.get(near))}?`;
}
