/** The folders that experiments read from and write to. */
export interface Folders {
  readonly data: string;
  readonly models: string;
  readonly work: string;
}

/** Writes the files of a data set into a folder. */
export type Make = (folder: string, folders: Folders) => Promise<void>;
