import certainty from './data/certainty.json?raw';
import classify from './data/classify.json?raw';
import heads from './data/heads.json?raw';
import retrieval from './data/retrieval.json?raw';

type File = 'certainty' | 'classify' | 'heads' | 'retrieval';

const files: Readonly<Record<File, string>> = { certainty, classify, heads, retrieval };

/** Cases of a file of expected values; `origin` there says what computed them. */
export function expectedCases<C>(file: File, id?: RegExp): readonly C[] {
  const { cases } = JSON.parse(files[file]) as { readonly cases: readonly { readonly id: string }[] };
  const found = cases.filter((one) => id === undefined || id.test(one.id));
  if (found.length === 0) throw new Error(`No case of ${file} is like ${id}.`);
  return found as unknown as readonly C[];
}

export type Rows = readonly (readonly number[])[];
