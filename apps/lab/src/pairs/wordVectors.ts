import type { Rows } from '../read/readNpy.ts';
import { refuse } from '../refuse.ts';

/** Words of texts become vectors. */
export interface WordVectors {
  readonly words: readonly string[];
  /** `[texts, words]`, each of length 1; zeros where a text has no known word. */
  readonly of: (texts: readonly string[]) => Rows;
}

/** Rarer words are left out beyond so many: the map is learnt for each of them. */
const most = 512;

/**
 * Texts as their words, where no text encoder is at hand: counts times `ln((1 + n) / (1 + n_w)) + 1`, `n_w` of `n` texts having the
 * word, scaled to length 1 (scikit-learn's `TfidfVectorizer`). Known are the words of two texts or more, the most frequent ones.
 */
export function wordVectors(texts: readonly string[]): WordVectors {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const known = [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most);
  if (known.length === 0) {
    refuse('value', {
      rule: 'captions must share words',
      came: 'no word is in two of them',
      fix: 'Give vectors of an encoder: --texts FILE.',
    });
  }
  const places = new Map(known.map(([word], place) => [word, place]));
  const rarity = known.map(([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1);
  return {
    words: known.map(([word]) => word),
    of: (asked) => {
      const data = new Float64Array(asked.length * known.length);
      for (const [i, text] of asked.entries()) {
        const row = data.subarray(i * known.length, (i + 1) * known.length);
        for (const word of wordsOf(text)) {
          const place = places.get(word);
          if (place !== undefined) row[place]! += rarity[place]!;
        }
        const length = Math.hypot(...row);
        if (length > 0) for (const place of row.keys()) row[place]! /= length;
      }
      return { data, shape: [asked.length, known.length] };
    },
  };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}
