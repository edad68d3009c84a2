/** Texts become ids of their words, as a text encoder takes them. */
export interface WordIds {
  /** How many ids there are: 0 is padding, 1 any word that is not known, then the known ones. */
  readonly count: number;
  /** How many ids a text has, padding included. */
  readonly tokens: number;
  /** The known words, from id 2 on. */
  readonly words: readonly string[];
  readonly of: (text: string) => readonly number[];
}

/** Longer texts are cut: attention takes time by the square. */
const most = 32;

/**
 * A tokenizer by the words of some texts, in lower case, each punctuation mark a word. Known are those of two texts or more, the
 * most frequent ones first; the others have one id together, which is so trained too. Texts are filled up, or cut, to the longest of
 * these, 32 words at most.
 */
export function wordIds(texts: readonly string[]): WordIds {
  const all = texts.map(wordsOf);
  const counts = new Map<string, number>();
  for (const words of all) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([word]) => word);
  const ids = new Map(words.map((word, i) => [word, i + 2]));
  const longest = all.reduce((length, one) => Math.max(length, one.length), 1);
  const tokens = Math.min(most, longest);
  return {
    ...{ count: words.length + 2, tokens, words },
    of: (text) => {
      const known = wordsOf(text).map((word) => ids.get(word) ?? 1);
      return Array.from({ length: tokens }, (_, i) => known[i] ?? 0);
    },
  };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
}
