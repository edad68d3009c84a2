/** Whether every photograph has a class, there are two or more, and one has two photographs: then retrieval can be measured. */
export function hasClasses(photographs: readonly { readonly label: string | undefined }[]): boolean {
  const counts = new Map<string, number>();
  for (const { label } of photographs) {
    if (label === undefined) return false;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts.size > 1 && Math.max(...counts.values()) > 1;
}
