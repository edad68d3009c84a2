/** Gives every name once: a hint, the prefix before it, a number after it. */
export function uniqueNames(prefix: string, isTaken: (name: string) => boolean): (hint: string) => string {
  const given = new Set<string>();
  // Counted on for each hint: large graphs have thousands of one operator.
  const numbers = new Map<string, number>();
  return (hint) => {
    for (let number = (numbers.get(hint) ?? 0) + 1; ; number++) {
      const name = `${prefix}${hint}_${number}`;
      if (given.has(name) || isTaken(name)) continue;
      numbers.set(hint, number);
      given.add(name);
      return name;
    }
  };
}
