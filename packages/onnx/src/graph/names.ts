/** Gives every name once: a hint, the prefix before it, a number after it. */
export function uniqueNames(prefix: string, isTaken: (name: string) => boolean): (hint: string) => string {
  const given = new Set<string>();
  return (hint) => {
    for (let number = 1; ; number++) {
      const name = `${prefix}${hint}_${number}`;
      if (given.has(name) || isTaken(name)) continue;
      given.add(name);
      return name;
    }
  };
}
