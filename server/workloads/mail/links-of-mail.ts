import { sql } from 'kysely';
import type { Followed, MailQuestion, Participant, RuleLink } from '../../../contract/api.js';
import type { Principal } from '../../base/principal.js';
import { keyOf } from '../../records/view.js';
import { ofLink, refOf, type LinkRow, type ReviewNeeds } from './review.js';
import { noPolicy, reasonFor, seenLevel } from './visibility.js';

interface OpenMail {
  internetMessageId: string;
  conversationId?: string | undefined;
  subject?: string;
  participants?: Participant[];
}
/** For the mail that is open: the records it is on by rule, what is asked about it, and how its conversation is followed. */
export async function linksOfMail(
  { database, records }: ReviewNeeds,
  viewer: Principal,
  { internetMessageId, conversationId, subject = '', participants = [] }: OpenMail,
): Promise<{ links: RuleLink[]; questions: MailQuestion[]; followed?: Followed }> {
  const { tenantId, objectId } = viewer;
  const on = database.kysely;
  const [{ rows }, threads] = await Promise.all([
    sql<LinkRow & { decided_at: Date | null; object_id: string | null; level: number }>`
      select l.*, ${seenLevel(viewer, ofLink, noPolicy, sql.ref('l.internet_message_id'))} as level from mail_link l where l.tenant_id = ${tenantId} and l.internet_message_id = ${internetMessageId}
        and l.state in ('linked', 'suggested') and not exists (select 1 from filing f where f.tenant_id = l.tenant_id
          and f.internet_message_id = l.internet_message_id and f.module_id = l.module_id and f.record_id = l.record_id
          and f.state <> 'unfiled')
      order by l.confidence, l.created_at, l.id`.execute(on),
    conversationId
      ? on
          .selectFrom('followed_thread')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', conversationId)
          .orderBy('created_at')
          .execute()
      : [],
  ]);
  const views = await records.views(
    on,
    tenantId,
    [...rows.map(refOf), ...threads.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }))],
    'mail',
  );
  const said = [subject, ...participants.map((it) => it.address)].join(' ').toLowerCase();
  const links: RuleLink[] = [];
  const questions = new Map<string, MailQuestion>();
  for (const row of rows) {
    const record = views.get(keyOf(refOf(row)));
    if (!record) continue;
    if (row.state === 'linked')
      links.push({
        id: row.id,
        record,
        confidence: row.confidence,
        reason: reasonFor(row.reason, row.level, said),
        isDecided: row.decided_at !== null,
      });
    else if (row.object_id === objectId && row.reason.kind !== 'thread') {
      const reason = { kind: row.reason.kind, value: row.reason.value };
      const key = `${reason.kind} ${reason.value}`;
      const known = questions.get(key) ?? { reason, choices: [] };
      known.choices.push({ id: row.id, record });
      questions.set(key, known);
    }
  }
  const seen = threads.flatMap((it) => {
    const record = views.get(`${it.module_id} ${it.record_id}`);
    return record ? [{ ...it, record }] : [];
  });
  const asked = seen.find((it) => it.state === 'paused' && it.object_id === objectId && it.question);
  const main = asked ?? seen.find((it) => it.state === 'following') ?? seen[0];
  return {
    links,
    questions: [...questions.values()],
    ...(main
      ? {
          followed: {
            id: main.id,
            state: main.state,
            records: seen.filter((it) => it.state === main.state).map((it) => it.record),
            ...(asked?.question ? { question: asked.question } : {}),
          },
        }
      : {}),
  };
}
