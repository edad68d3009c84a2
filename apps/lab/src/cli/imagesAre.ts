/** `1 image is`, `3 images are`. */
export function imagesAre(count: number): string {
  return count === 1 ? '1 image is' : `${count} images are`;
}
