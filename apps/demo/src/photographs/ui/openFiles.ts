import { byId } from '@ggem/page/element';
import { chosenFiles, droppedFiles, type FoundFile } from '../images/droppedFiles.ts';

/** Lets files in: by buttons, and dropped anywhere on the page. */
export function openFiles(onFiles: (files: readonly FoundFile[]) => void): void {
  const inputs = { 'add-files': 'files', 'add-folder': 'folder', 'open-model': 'model-file' } as const;
  for (const [button, input] of Object.entries(inputs)) {
    const chooser = byId(input, HTMLInputElement);
    byId(button, HTMLButtonElement).addEventListener('click', () => chooser.click());
    chooser.addEventListener('change', () => {
      onFiles(chosenFiles(chooser.files ?? []));
      // The same file may be chosen again.
      chooser.value = '';
    });
  }
  const { body } = document;
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    body.classList.remove('dropping');
    if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(onFiles);
  });
}
