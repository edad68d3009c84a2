/** Names of classes from a JSON file: a list of them, or a `config.json` with `id2label`; absent where it has neither. */
export function classNames(text: string): readonly string[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isNames(parsed)) return parsed;
  const { id2label } = (parsed ?? {}) as { readonly id2label?: Readonly<Record<string, string>> };
  if (id2label === undefined) return undefined;
  const names = Object.entries(id2label)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, name]) => name);
  return isNames(names) ? names : undefined;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 1 && value.every((one) => typeof one === 'string');
}
