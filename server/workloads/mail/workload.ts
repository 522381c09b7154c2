import { sql } from 'kysely';
import { renewStatistics } from '../../db/upkeep.js';
import { logSync } from '../../sync/log.js';
import type { Scope, Workload } from '../../sync/workload.js';
import { applyChanges, type ApplyNeeds } from './apply.js';
import { wantWhatIsKnownNow } from './known-now.js';
import { readItems, readMessages, readWanted, rootOf, type MailChange, type ReadNeeds } from './read.js';
import { readAgainDone, wantedIn } from './rematch.js';
import { idQuery, messageQuery } from './select.js';
import { instant } from './translate.js';
import { countMessages, dropUnseen, forgetFolder } from './store.js';

const readAgainAtOnce = 500;

/** Mail of one folder: a stream of changes with everything we keep, and lists of its history by time. */
export function createMailWorkload(needs: ReadNeeds & ApplyNeeds): Workload<MailChange> {
  const { database } = needs;
  const folderOf = (scope: Scope) => `${rootOf(scope)}/mailFolders/${encodeURIComponent(scope.resource)}`;
  return {
    // No filter: with one, Microsoft ends after 5,000 messages without saying so.
    start: (scope) => ({ path: `${folderOf(scope)}/messages/delta`, query: { ...messageQuery } }),
    history: (scope, { from, to, isCheck }) => ({
      path: `${folderOf(scope)}/messages`,
      query: {
        ...(isCheck ? idQuery : messageQuery),
        $filter: `receivedDateTime ge ${from} and receivedDateTime le ${to}`,
        $orderby: 'receivedDateTime desc',
      },
    }),
    timeOf(item) {
      const at = instant(typeof item.receivedDateTime === 'string' ? item.receivedDateTime : undefined);
      return at === undefined ? undefined : Date.parse(at);
    },
    read: (scope, items, reading) => readItems(needs, scope, items, reading),
    idOf: (change) => change.graphId,
    async again(scope) {
      const wanted = await wantedIn(database.kysely, scope, readAgainAtOnce);
      if (wanted.length === 0) return undefined;
      const read = await readWanted(needs, scope, wanted);
      await readAgainDone(
        database.kysely,
        scope.mailbox,
        read.broken.map((it) => it.graphId),
      );
      return read;
    },
    async historyRead({ mailbox }) {
      await renewStatistics(database, ['mail_message', 'mail_participant', 'mail_link', 'followed_thread']);
      return wantWhatIsKnownNow(needs, mailbox);
    },
    apply: (tx, scope, changes) => applyChanges(needs, tx, scope, changes),

    async unseen(scope, isWhole) {
      const { mailbox, resource, generation } = scope;
      for (;;) {
        const left = await database.transaction((tx) =>
          dropUnseen(tx, mailbox, resource, generation, isWhole ? undefined : mailbox),
        );
        if (left.length === 0) return;
        const { changes } = await readMessages(needs, scope, left);
        await database.transaction((tx) => applyChanges(needs, tx, scope, changes));
        // What could not be read is not dropped either; the next whole reading looks again.
        if (changes.length === 0) return;
      }
    },
    count: ({ mailbox, resource }) => countMessages(database.kysely, mailbox, resource),

    // Exchange lets nobody be told about folders of others, only about their own.
    subscription: ({ mailbox, resource }) =>
      mailbox.kind === 'own' ? `me/mailFolders('${resource}')/messages` : undefined,

    async gone(tx, { stateId, mailbox, resource }) {
      const folder = await tx
        .updateTable('mail_folder')
        .set({ is_gone: true, is_selected: false })
        .where('mailbox_id', '=', mailbox.id)
        .where('graph_id', '=', resource)
        .returning('id')
        .executeTakeFirst();
      await tx
        .updateTable('sync_state')
        .set({ stage: 'stopped', cursor: null, history: '[]', wished_at: null, updated_at: sql`now()` })
        .where('id', '=', stateId)
        .execute();
      await forgetFolder(tx, mailbox.id, [resource]);
      await logSync(tx, {
        tenantId: mailbox.tenantId,
        mailboxId: mailbox.id,
        kind: 'folder',
        code: 'N5',
        ...(folder ? { folderId: folder.id } : {}),
      });
    },
  };
}
