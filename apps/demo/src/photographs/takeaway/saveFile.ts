/** Hands a file to the browser's downloads. */
export function saveFile(name: string, content: BlobPart): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  // The download reads the address after this; a minute is more than enough for that.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
