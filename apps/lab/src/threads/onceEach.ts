/** Does what has a name once, whoever asks for it: later ones wait for the first. */
export function onceEach(): (name: string, does: () => Promise<unknown>) => Promise<unknown> {
  const begun = new Map<string, Promise<unknown>>();
  return (name, does) => {
    const doing = begun.get(name) ?? does();
    begun.set(name, doing);
    return doing;
  };
}
