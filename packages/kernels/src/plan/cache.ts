/** Keeps the values that were used last, up to a number of them. */
export class Cache<V> {
  private readonly entries = new Map<string, V>();
  private readonly limit: number;
  private readonly release: (value: V) => void;

  constructor(limit: number, release: (value: V) => void = () => {}) {
    this.limit = limit;
    this.release = release;
  }

  get(key: string, make: () => V): V {
    const value = this.entries.get(key) ?? make();
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.limit) {
      const [oldest, unused] = this.entries.entries().next().value!;
      this.entries.delete(oldest);
      this.release(unused);
    }
    return value;
  }

  clear(): void {
    for (const value of this.entries.values()) this.release(value);
    this.entries.clear();
  }
}
