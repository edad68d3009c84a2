import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { isAssembly } from './isAssembly.ts';
import type { Problem } from './problem.ts';
import { allFiles, sourceFiles } from './sourceFiles.ts';
import type { Workspace } from './workspace.ts';

/** A piece of prose: a page, or a comment in code. */
interface Prose {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Checks that the files that pages and comments name exist, and hold what is said of them: links, paths and file names
 * between backticks, and each name that stands before `in` and a path.
 */
export function checkReferences(workspace: Workspace): Problem[] {
  const { root } = workspace;
  const files = new Files(root, allFiles(root));
  const pages = files.all
    .filter((file) => file.endsWith('.md') && !/(^|\/)(CHANGELOG\.md|\.changeset\/)/.test(file))
    .map((file): Prose => ({ file, line: 1, text: withoutCode(readFileSync(join(root, file), 'utf8')) }));
  const sources = workspace.packages.flatMap(({ folder }) => sourceFiles(root, folder));
  return [...pages, ...sources.flatMap((file) => commentsOf(root, file))].flatMap((prose) =>
    problemsOf(prose, files),
  );
}

/** A path to a file, or the name of a file of code. Files that a program writes for its user are named without a path. */
const named = /`((?:[\w@.-]+\/)+[\w@.-]+\.(?:ts|js|md|json|py|c|html|css|svg)|\w[\w.-]*\.(?:ts|py))`/g;
const folders = /`((?:packages|apps|tools|docs)(?:\/[\w@-]+)+)`/g;
/** Pages that the site's build writes; a test of the built site follows the links to them. */
const generatedPages = 'docs/reference/api/';

const links = /\]\(([^)#\s]+)[^)]*\)/g;
const within = /((?:`[^`\n]+`(?:, | and |\s+and\s+)?)+)\s+in\s+`([^`\s]+\.(?:ts|py|md))`/g;

function problemsOf(prose: Prose, files: Files): Problem[] {
  const { file, text } = prose;
  const problems: Problem[] = [];
  const refuse = (at: number, message: string): void => {
    const line = prose.line + text.slice(0, at).split('\n').length - 1;
    problems.push({ file, line, rule: 'reference', text: message });
  };
  for (const { 1: path, index } of [...text.matchAll(named), ...text.matchAll(folders)]) {
    if (files.isOurs(path!) && files.find(path!, file) === undefined)
      refuse(index, `names ${path}, which is not there. Name what is.`);
  }
  if (file.endsWith('.md')) {
    for (const { 1: target, index } of text.matchAll(links)) {
      if (/^([a-z]+:|\/)/.test(target!)) continue;
      const path = posix.join(posix.dirname(file), target!);
      if (!path.startsWith(generatedPages) && !files.exists(path)) {
        refuse(index, `links to ${target}, which is not there. Link to what is.`);
      }
    }
  }
  for (const { 1: names, 2: path, index } of text.matchAll(within)) {
    const target = files.find(path!, file);
    if (target === undefined || !files.isFile(target)) continue;
    for (const [, name] of names!.matchAll(/`([A-Za-z_]\w*)(?:\([^`]*)?`/g)) {
      if (!files.holds(target, name!)) refuse(index, `says that ${path} has ${name}, which is not in it.`);
    }
  }
  return problems;
}

/** The files of a repository, to look names up in. */
class Files {
  readonly all: readonly string[];
  private readonly root: string;
  private readonly known: ReadonlySet<string>;
  private readonly folders: ReadonlySet<string>;
  private readonly folderNames: ReadonlySet<string>;

  constructor(root: string, all: readonly string[]) {
    this.root = root;
    this.all = all;
    this.known = new Set(all);
    this.folders = new Set(
      all.flatMap((file) => {
        const parts = file.split('/');
        return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
      }),
    );
    this.folderNames = new Set([...this.folders].map((path) => posix.basename(path)));
  }

  exists(path: string): boolean {
    const plain = path.replace(/\/$/, '');
    return plain === '.' || this.known.has(plain) || this.folders.has(plain);
  }

  /** Whether a path may mean a file of this repository: it begins with a folder of it, and holds no placeholder. */
  isOurs(path: string): boolean {
    const [first, ...rest] = path.split('/');
    if (/\b[A-Z]{3,}\./.test(path)) return false;
    return rest.length === 0 || this.folderNames.has(first!);
  }

  isFile(path: string): boolean {
    return this.known.has(path);
  }

  /** A path from the top, from the file's own folder or its package, or the end of a path. */
  find(path: string, from: string): string | undefined {
    const home = from.split('/').slice(0, 2).join('/');
    const tried = [path, posix.join(posix.dirname(from), path), posix.join(home, path)];
    const direct = tried.find((one) => this.exists(one));
    return direct ?? this.all.find((file) => file.endsWith(`/${path}`));
  }

  holds(file: string, name: string): boolean {
    return new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(readFileSync(join(this.root, file), 'utf8'));
  }
}

function commentsOf(root: string, file: string): readonly Prose[] {
  if (isAssembly(file)) return [];
  const text = readFileSync(join(root, file), 'utf8');
  return parseSync(file, text).comments.map(({ value, start }) => ({
    file,
    line: text.slice(0, start).split('\n').length,
    text: value,
  }));
}

/** Blocks of code are programs and output, not prose; their lines stay so that the count is right. */
function withoutCode(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, (block) => block.replaceAll(/[^\n]/g, ''));
}
