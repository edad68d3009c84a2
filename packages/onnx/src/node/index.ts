export {
  type FolderPooling,
  readSentenceTransformers,
  writeSentenceTransformers,
} from './sentenceTransformersFolder.ts';
