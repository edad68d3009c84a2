/** What is wrong with a file of the weights folder. */
export type WrongFile = (what: string) => Error;

/** The object in a JSON file of the weights folder, which must say this format. Throws what `wrong` makes of it. */
export function readJson<T extends { readonly format: string }>(
  text: string,
  format: T['format'],
  wrong: WrongFile,
): Partial<T> {
  let content: Partial<T>;
  try {
    content = JSON.parse(text) as Partial<T>;
  } catch {
    throw wrong(`it is no JSON: ${JSON.stringify(text.slice(0, 40))}`);
  }
  if (content?.format !== format) throw wrong(`its format is ${JSON.stringify(content?.format)}`);
  return content;
}
