import type { CoherenceRecord } from '../../contract/coherence.js';
import { AppError } from '../base/errors.js';
import { addressesIn } from './addresses.js';
import type { CoherenceClient } from './coherence/client.js';
import { valueOf } from './coherence/decode.js';
import { emailOf } from './forms.js';
import type { ModuleRow } from './workspaces.js';

interface Wanted {
  displayName: string;
  fields: Record<string, string>;
  /** The record an earlier wish of this kind led to. */
  knownId: string | null;
  /** Although Coherence warned that there is one like it. */
  isAnyway: boolean;
}
/** Coherence was asked to create and gave no answer: it may have done so, or still be at it. */
export class LostAnswer extends AppError {}

/**
 * The record as wished: the one that is there, or a new one. Coherence knows no idempotent create, so it is looked for
 * first, and again when Coherence says that there is one already.
 */
export async function findOrCreate(
  client: Pick<CoherenceClient, 'get' | 'find' | 'create'>,
  module: ModuleRow,
  { displayName, fields, knownId, isAnyway }: Wanted,
): Promise<{ record: CoherenceRecord; existed: boolean }> {
  const known = knownId ? await client.get(module.slug, knownId).catch(ignoreMissing) : undefined;
  const found = known ?? (await findSame());
  if (found) return { record: found, existed: true };
  try {
    return { record: await client.create(module.slug, displayName, fields, isAnyway), existed: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'coherence_unavailable')
      throw new LostAnswer(error.code, error.message, { source: error.source, cause: error });
    if (error.code !== 'conflict') throw atField(error);
    const there = await findSame();
    if (there) return { record: there, existed: true };
    throw await withNamesakes(error);
  }

  /** Coherence knows one like it by something else than we do: a person says whether it is the one they mean. */
  async function withNamesakes(error: AppError): Promise<AppError> {
    const namesakes = (await client.find(module.slug, displayName)).filter(
      (it) => it.displayName.toLowerCase() === displayName.toLowerCase(),
    );
    if (!error.diagnosis || namesakes.length === 0) return error;
    const records = namesakes
      .slice(0, 3)
      .map((it) => ({ module: module.slug, id: it.id, displayName: it.displayName }));
    return new AppError('conflict', error.message, {
      source: error.source,
      cause: error,
      diagnosis: { ...error.diagnosis, records },
    });
  }

  /** Coherence names the value it does not take; said so that the form finds it. */
  function atField(error: AppError): AppError {
    if (!error.field) return error;
    const { message, code, source, diagnosis } = error;
    const found = module.fields.find((it) => [it.id, it.slug, it.name, it.label].includes(error.field ?? ''));
    return new AppError(code, message, {
      source,
      cause: error,
      ...(diagnosis ? { diagnosis } : {}),
      ...(found ? { field: `fields.${found.id}` } : {}),
    });
  }

  async function findSame(): Promise<CoherenceRecord | undefined> {
    const email = emailOf(module);
    const [address] = email ? addressesIn(fields[email.id] ?? '') : [];
    const candidates = await client.find(module.slug, address ?? displayName);
    return candidates.find((it) =>
      address && email
        ? addressesIn(valueOf(it, email)).includes(address)
        : it.displayName.toLowerCase() === displayName.toLowerCase() && (module.role !== 'task' || hasSameValues(it)),
    );
  }
  /** Tasks of one title are different tasks, unless all else is the same too. */
  function hasSameValues(it: CoherenceRecord): boolean {
    return module.fields.every((field) => !fields[field.id] || valueOf(it, field) === fields[field.id]);
  }
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}
