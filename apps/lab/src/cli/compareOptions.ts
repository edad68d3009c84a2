import { vectorMeasures } from '../measure/measures.ts';
import { usualCandidates } from '../pool/listCandidates.ts';
import { dataOptions, machineOptions } from './dataOptions.ts';

const { model, images, csv, ...reading } = dataOptions;

/** The options of a comparison, in the order of the help. */
export const compareOptions = {
  ...{ model, images, csv },
  out: {
    kind: 'text',
    value: 'RUN',
    help: 'the folder of the run: result.json, report.html\nand pooling.json; default: ggem-lab-run',
  },
  ...reading,

  poolings: {
    heading: 'What is compared',
    kind: 'texts',
    value: 'LIST',
    help: `default: ${usualCandidates.poolings.join(',')} (how the model pools now)`,
  },
  p: {
    kind: 'exponents',
    value: 'LIST',
    help: `exponents of gem, 3 or inf; of ggem one a group, 2/3/5\ndefault: ${usualCandidates.p.join(',')}`,
  },
  negatives: {
    kind: 'texts',
    value: 'LIST',
    help: `rules for negative tokens; default: ${usualCandidates.negatives.join(',')}`,
  },
  groups: { kind: 'counts', value: 'LIST', help: 'groups of ggem; default: the heads of the model' },
  after: { kind: 'texts', value: 'LIST', help: 'none (default), l2, or none,l2: scaled to length 1 or not' },
  spec: { kind: 'text', value: 'JSON', isRepeated: true, help: 'a further pooling, any of @ggem/core' },
  baseline: { kind: 'text', value: 'NAME', help: 'what the others are compared with; default: mean' },
  by: {
    kind: 'texts',
    value: 'LIST',
    help: `measures, the one that decides first\ndefault: ${vectorMeasures.join(',')}`,
  },
  parts: { kind: 'count', value: 'N', help: 'parts of which each is predicted from the others; default: 5' },
  seed: { kind: 'natural', value: 'N', help: 'of parts and draws; default: 1' },
  draws: { kind: 'count', value: 'N', help: 'draws of an interval; default: 2000' },
  ...machineOptions,
} as const;
