/** The most numbers that a list may have before it counts as outcomes of images. */
const few = 64;

/**
 * A result of the laboratory as it is kept here: without names and hashes of images, without paths of one machine, outcomes of 0, 1
 * and none as one text of `0`, `1` and `-`, other outcomes with three digits.
 */
export function digest(value: unknown, folders: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return withoutFolders(value, folders);
  if (Array.isArray(value))
    return value.length > few ? outcomes(value) : value.map((one) => digest(one, folders));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'hashes' && key !== 'names');
  return Object.fromEntries(kept.map(([key, one]) => [key, digest(one, folders)]));
}

function outcomes(values: readonly unknown[]): unknown {
  if (values.every((one) => one === 0 || one === 1 || one === null)) {
    return values.map((one) => one ?? '-').join('');
  }
  if (values.every((one) => typeof one === 'number' || one === null)) {
    return values.map((one) => (typeof one === 'number' ? Number(one.toPrecision(3)) : one));
  }
  // Classes of images and the like: how often each comes.
  const counts: Record<string, number> = {};
  for (const one of values) counts[String(one)] = (counts[String(one)] ?? 0) + 1;
  return counts;
}

function withoutFolders(text: string, folders: Readonly<Record<string, string>>): string {
  return Object.entries(folders).reduce((short, [name, path]) => short.replaceAll(path, `{${name}}`), text);
}
