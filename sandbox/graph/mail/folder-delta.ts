import type { Answer } from '../../base/exchange.js';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { ok, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { select } from '../query.js';
import { toFolder, type } from './folder-view.js';
import { ownerOf } from './message-delta.js';
import { linkOf, nextRound, stateGone, unpackState, type SyncState } from './sync-state.js';

const pageSize = 10;

/**
 * GET /mailFolders/delta: every folder of the mailbox, flat, whatever its depth; afterwards those that were made, renamed, moved
 * or ended. New mail in a folder is no change of the folder.
 */
export function answerFolderDelta(call: Call, box: Mailbox): Answer {
  const token = call.query.get('$skiptoken') ?? call.query.get('$deltatoken');
  const state = token === null ? begin(call, box) : resume(box, token);
  const { delta } = call.behaviour;
  if (delta.goneAfterPages > 0 && state.pages >= delta.goneAfterPages)
    throw stateGone(state.generation, state.generation + 4);
  const query = new URLSearchParams(state.options);
  const entries = changesOf(box, state);
  const size = call.maxPageSize ?? pageSize;
  const page = entries.slice(0, size);
  const value = page.map(({ id, isGone }) => {
    const folder = box.folder(id);
    return isGone || !folder
      ? { '@odata.type': `#${type}`, id, '@removed': { reason: 'deleted' } }
      : { '@odata.type': `#${type}`, ...select(toFolder(box, folder), query, { type, always: ['id'] }) };
  });
  const base = `${call.baseUrl}/v1.0${ownerOf(call)}/mailfolders/delta`;
  const last = page.at(-1);
  return ok(
    {
      '@odata.context': `${call.baseUrl}/v1.0/$metadata#Collection(mailFolder)`,
      value,
      ...(last && entries.length > size
        ? {
            '@odata.nextLink': linkOf(base, box, 'skip', {
              ...state,
              at: last.at,
              id: last.id,
              pages: state.pages + 1,
            }),
          }
        : { '@odata.deltaLink': linkOf(base, box, 'delta', nextRound(state)) }),
    },
    200,
    { 'preference-applied': [...call.preferences, 'odata.track-changes'].join(', ') },
  );
}

function begin(call: Call, box: Mailbox): SyncState {
  for (const name of call.query.keys())
    if (!['$select', 'includeHiddenFolders', '$format'].includes(name))
      throw badRequest(
        `The following parameters are not supported with change tracking over the 'MailFolders' resource: '${name}'.`,
        'ErrorInvalidUrlQuery',
      );
  return {
    of: 'folders',
    generation: box.generation,
    options: call.query.toString(),
    since: 0,
    until: box.at,
    told: 0,
    pages: 0,
  };
}
function resume(box: Mailbox, token: string): SyncState {
  const state = unpackState(box, 'folders', token);
  return state.until === 0 ? { ...state, until: box.at } : state;
}

/** What this round has still to tell, in the order in which it happened. */
function changesOf(
  box: Mailbox,
  { since, until, options, at = 0, id: after = '' }: SyncState,
): { id: string; isGone: boolean; at: number }[] {
  const withHidden = new URLSearchParams(options).get('includeHiddenFolders') === 'true';
  const there = box.folders
    .filter((it) => it.parentFolderId && (withHidden || !it.isHidden))
    .map((it) => ({ id: it.id, isGone: false, at: box.folderChanges.get(it.id) ?? 1 }));
  const gone = since === 0 ? [] : [...box.foldersGone].map(([id, at]) => ({ id, isGone: true, at }));
  return [...there, ...gone]
    .filter((it) => it.at > since && (it.at <= until || !it.isGone))
    .filter((it) => it.at > at || (it.at === at && it.id > after))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}
