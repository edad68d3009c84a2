import { create } from '@bufbuild/protobuf';
import {
  checkOptions,
  GgemError,
  type KnownOptions,
  outputChannels,
  type PoolingSpecInput,
  parseSpec,
} from '@ggem/core';
import { completeSpec } from '../graph/completeSpec.ts';
import { NodeProtoSchema } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { poolingRecord, readRecords } from '../record/poolingRecord.ts';
import { showDims } from '../shapes/shape.ts';
import type { PoolingSite } from '../sites/poolingSite.ts';
import { applyEdit, type Removal } from './applyEdit.ts';
import { type EditedModel, editedModel } from './editedModel.ts';
import { prefixToReplace } from './graphPrefix.ts';
import { type Inspected, inspectModel } from './inspectModel.ts';
import { type LayOptions, layOptions, layPooling } from './layPooling.ts';
import { prepareTokens } from './prepareTokens.ts';
import { choose, recordOf, tokensSource } from './tokensSource.ts';
import { unusedParts } from './unusedParts.ts';
import { takesPrefix, withPrefix } from './withPrefix.ts';

/** Which pooling is replaced. */
export interface ReplaceOptions extends LayOptions {
  /** Name of the pooled value to replace, where the model has several; `listCandidates` has the names. */
  readonly at?: string | undefined;
  /** Channels of the tokens, where the model does not say. */
  readonly channels?: number | undefined;
}

const replaceOptions: KnownOptions<ReplaceOptions> = { at: true, channels: true, ...layOptions };

/**
 * Replaces the pooling that an ONNX model has: a class token or the last token that a mask keeps, a mean, a maximum, a mean
 * of the k largest, a power mean, a log-mean-exp, or several added up or side by side. It is found and removed as a whole,
 * however many nodes it has. If it read a mask, the new one reads it too. The nodes behind it, norm and head, stay, and read
 * the new value under the old name and in the old shape.
 *
 * If the spec does not say `prefixTokens`, the new pooling leaves out a class token that was read, with registers and a
 * distillation token beside it, and tokens that the model sliced off before its mean; the result says so (`prefix`).
 *
 * Throws a `GgemError`: `spec` for a wrong spec, `format` for bytes that are no ONNX model or an operator set out of range,
 * `value` where the model has no pooling, where it has several and none was chosen, and for a mask that is not decided,
 * `shape` where the new pooling does not fit the nodes behind it.
 *
 * ```ts
 * const { toBytes } = replacePooling(model, { type: 'ggem', groups: 12 });
 * ```
 */
export function replacePooling(
  model: Uint8Array,
  spec: PoolingSpecInput,
  options: ReplaceOptions = {},
): EditedModel {
  checkOptions('replace', options, replaceOptions);
  // Throws for a wrong spec before the model is read.
  parseSpec(spec);
  const inspected = inspectModel(model);
  const site = chooseSite(inspected, options.at);
  if (site.weighedBy !== undefined && options.mask === undefined && options.tokenWeights !== true) {
    const by = quote(site.weighedBy);
    throw new GgemError(
      'value',
      `replace: mask must be decided where the pooling weighs its tokens, and it does by ${by}, but nothing came. Use mask { value: ${by} } (--mask ${site.weighedBy}) if that is 0 or 1, or "none" (--no-mask) to pool all tokens alike.`,
    );
  }
  const { channels } = options;
  const prepared = prepareTokens(inspected, site);
  const source = tokensSource('replace', prepared.inspected, prepared.tokens, {
    channels,
    dataFormat: site.dataFormat,
  });
  const prefix =
    source.rank === 3 && source.dataFormat === 'channelsLast' && takesPrefix(spec)
      ? prefixToReplace(inspected, site)
      : undefined;
  const parsed = completeSpec(parseSpec(withPrefix(spec, prefix?.tokens ?? 0)), {
    ...options,
    grid: options.grid ?? source.grid,
  });
  const channelsOut = outputChannels(parsed, source.channels);
  const wanted = site.channels ?? source.channels;
  if (channelsOut !== wanted) {
    throw new GgemError(
      'shape',
      `replace: the pooling must keep the ${wanted} channels that follow, but ${parsed.type} gives ${channelsOut}. Attach it as an output instead.`,
    );
  }
  // The new pooling drops the tokens that the old one dropped.
  const mask = options.mask ?? (site.mask === undefined ? undefined : { value: site.mask });
  const laid = layPooling(prepared.inspected, {
    operation: 'replace',
    spec: parsed,
    source,
    output: prepared.output,
    kept: site.kept,
    options: { ...options, mask },
  });
  const { poolingWeights, reads } = laid;
  const edit = {
    ...laid.edit,
    nodes: [...prepared.before, ...laid.edit.nodes, ...prepared.after],
    initializers: [...prepared.initializers, ...laid.edit.initializers],
  };
  const about = {
    output: site.name,
    tokens: source.name,
    poolingWeights: poolingWeights?.name,
    inputs: edit.inputs.map(({ name }) => name),
    channels: channelsOut,
    prefix,
    mask: options.mask === undefined ? site.mask : undefined,
  };
  const remove: Removal = unusedParts(
    inspected,
    site.node,
    edit.nodes.map((one) => create(NodeProtoSchema, one)),
  );
  const outputs = poolingWeights === undefined ? [] : [poolingWeights];
  const record = { ...recordOf(source), spec: parsed, output: site.name, reads, replaced: true };
  const metadata = poolingRecord(record, options.values, edit);
  return editedModel(
    about,
    applyEdit(inspected.model, { ...edit, outputs, metadata, before: site.node, remove }),
  );
}

function chooseSite(inspected: Inspected, at: string | undefined): PoolingSite {
  const { sites } = inspected;
  const listed = sites.map(describe).join('; ');
  if (sites.length === 0) {
    const [built] = readRecords(inspected.model);
    if (built !== undefined) {
      throw new GgemError(
        'value',
        `replace: model must have its own pooling, but it has ${built.spec.type} built in as ${quote(built.output)}. Start from the model as it was.`,
      );
    }
    // The last value that looked like one says most.
    const [nearest] = inspected.noSites.keys();
    const name = at ?? nearest;
    const seen = name === undefined ? '' : `: ${quote(name)} is none${whyNot(inspected, name)}`;
    throw new GgemError(
      'value',
      `replace: model must pool its tokens, but no pooling was found (a token, a mean, a maximum, a power mean or the like over tokens)${seen}. Attach one instead. ${choose(inspected)}`,
    );
  }
  if (at !== undefined) {
    const site = sites.find(({ name }) => name === at);
    if (site !== undefined) return site;
    throw new GgemError(
      'value',
      `replace: at must name the value that a pooling gives, but ${quote(at)} came${whyNot(inspected, at)}. The model has ${listed}.`,
    );
  }
  if (sites.length === 1) return sites[0]!;
  throw new GgemError(
    'value',
    `replace: model must pool its tokens in one place, but it does in ${sites.length}: ${listed}. Choose one with at.`,
  );
}

/** Why a value is no pooling; empty for a name that no value has. */
function whyNot({ noSites, infos, names, model }: Inspected, name: string): string {
  const why = noSites.get(name);
  if (why !== undefined) return ` (${why})`;
  const producer = names.producer.get(name);
  if (producer === undefined) {
    return infos.has(name) ? ' (no node gives it)' : '';
  }
  const { opType } = model.graph.node[producer]!;
  return ` (${opType} gives it, ${showDims(infos.get(name)?.dims)}, and nothing before it becomes one vector an image there)`;
}

/** A site in a message: `clsout = token 0 of tokens [N, 197, 192] (Gather)`. */
function describe(site: Pick<PoolingSite, 'name' | 'words' | 'tokens' | 'tokenDims' | 'operator'>): string {
  return `${site.name} = ${site.words} of ${site.tokens} ${showDims(site.tokenDims)} (${site.operator})`;
}
