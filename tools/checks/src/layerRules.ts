import type { FileRole } from './fileRole.ts';
import type { Layer } from './layer.ts';

interface LayerRule {
  /** The rule in words, for errors. */
  readonly words: string;
  /** Workspace layers that all of its files may import. */
  readonly mayImport: readonly Layer[];
  /** Further layers that only its tests may import, and further ones that only its configuration may import. */
  readonly testsToo: readonly Layer[];
  readonly configToo: readonly Layer[];
  /** The only packages from outside that its source may import; `undefined` allows all that are declared. */
  readonly outside?: readonly string[];
  /** Whether an entry may import the host that it is named after: `src/node.ts` Node, `src/vitest.ts` vitest. */
  readonly hostEntries?: boolean;
}

const top = { testsToo: ['tool'], configToo: ['tool'] } as const;
const allPackages = ['core', 'conformance', 'compiler', 'adapter', 'images', 'study'] as const;

/** The arrows of the diagram in `docs/architecture.md`. */
export const layerRules: Readonly<Record<Layer, LayerRule>> = {
  core: {
    words: 'core imports no other package of ours, no tensor library, no DOM and no Node',
    mayImport: [],
    testsToo: [],
    configToo: ['tool'],
    // ml-matrix is only in the entry for whitening, see test/treeShaking.test.ts.
    outside: ['leven', 'ml-matrix'],
  },
  conformance: {
    words:
      'conformance imports core only, and in an entry named after it a host (src/node.ts, src/vitest.ts)',
    mayImport: ['core'],
    testsToo: [],
    configToo: ['tool'],
    outside: [],
    hostEntries: true,
  },
  compiler: {
    words: 'kernels imports core only, its tests conformance too, and knows no tensor library',
    mayImport: ['core'],
    testsToo: ['conformance'],
    configToo: ['tool'],
    outside: [],
  },
  adapter: {
    words: 'an adapter imports core and kernels, its tests conformance too, and no adapter imports another',
    mayImport: ['core', 'compiler'],
    testsToo: ['conformance'],
    configToo: ['tool'],
  },
  images: {
    words: 'embed imports core and adapters, and no package for studies',
    mayImport: ['core', 'adapter'],
    testsToo: [],
    configToo: ['tool'],
  },
  study: {
    words: 'a package for studies imports core, adapters and embed, and no other of its kind',
    mayImport: ['core', 'adapter', 'images'],
    testsToo: [],
    configToo: ['tool'],
  },
  app: {
    words: 'an app imports packages and what pages share, and its tests tools too',
    mayImport: [...allPackages, 'page'],
    ...top,
  },
  docs: {
    words: 'the docs import packages and what pages share, and their tests tools too',
    mayImport: [...allPackages, 'page'],
    ...top,
  },
  page: {
    words: 'what pages share imports nothing of ours',
    mayImport: [],
    testsToo: [],
    configToo: ['tool'],
  },
  tool: {
    words: 'a tool imports packages, other tools and what pages share, never apps or docs',
    mayImport: [...allPackages, 'tool', 'page'],
    testsToo: [],
    configToo: [],
  },
};

/** The layers that a file of a layer may import, by the role of the file. */
export function layersWithin(layer: Layer, role: FileRole): readonly Layer[] {
  const { mayImport, testsToo, configToo } = layerRules[layer];
  switch (role) {
    case 'source':
      return mayImport;
    case 'test':
      return [...mayImport, ...testsToo];
    case 'config':
      return [...mayImport, ...configToo];
    default:
      return role satisfies never;
  }
}
