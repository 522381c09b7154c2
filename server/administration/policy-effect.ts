import { sql, type RawBuilder } from 'kysely';
import type { Reply } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import type { Policy } from '../connections/policy.js';
import type { Sql } from '../db/database.js';
import type { Visibility } from '../db/schema-mail.js';
import { narrowed } from '../records/module-limits.js';
import { grantedBy } from '../workloads/mail/visibility.js';
import { limitsOf, type Limits } from './policy-modules.js';

type Effect = Reply<'POST /admin/policy/preview'>;
type ByModules = Pick<Effect, 'hidden' | 'shownAgain' | 'emailsLess' | 'emailsMore' | 'noLongerFiled'>;
type Decided = Pick<Policy, 'visibility' | 'modules'>;
const order: Visibility[] = ['people', 'subject', 'everything'];
const lately = sql`now() - interval '30 days'`;

/** What limits of modules would change, counted; nothing is written. */
export async function effectByModules(on: Sql, tenantId: string, before: Decided, after: Decided): Promise<ByModules> {
  const [left, back] = [turned(before.modules, after.modules), turned(after.modules, before.modules)];
  const [hidden, shownAgain, seen, noLongerFiled] = await Promise.all([
    countOn(on, tenantId, left),
    countOn(on, tenantId, back),
    countSeen(on, tenantId, before, after),
    countByRule(on, tenantId, left),
  ]);
  return { hidden, shownAgain, ...seen, noLongerFiled };
}

/** The modules that allow something before and not after. */
function turned(before: Limits, after: Limits): (what: Coming) => string[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (what) => ids.filter((id) => limitsOf(before, id)[what] && !limitsOf(after, id)[what]);
}

async function countOn(on: Sql, tenantId: string, of: (what: Coming) => string[]): Promise<Effect['hidden']> {
  const inModules = (what: Coming) => sql`tenant_id = ${tenantId} and module_id = any(${of(what)}::text[])`;
  const { rows } = await sql<{ emails: string; meetings: string; files: string }>`select
    (select count(*) from (select internet_message_id from mail_link where ${inModules('mail')} and state = 'linked'
      union select internet_message_id from filing where ${inModules('mail')} and state <> 'unfiled') m) as emails,
    (select count(*) from (select distinct ical_uid, occurrence from calendar_link
      where ${inModules('meetings')} and state = 'linked') e) as meetings,
    (select count(*) from file_link where ${inModules('files')} and state <> 'unlinked')
      + (select count(*) from filing_file x where x.state = 'stored' and x.filing_id in (
        select id from filing where ${inModules('files')} and state <> 'unfiled')) as files`.execute(on);
  const [row] = rows;
  return { emails: Number(row?.emails), meetings: Number(row?.meetings), files: Number(row?.files) };
}

/** Emails of whose copies colleagues would see less or more on a record, by what their mailboxes say and what is decided. */
async function countSeen(
  on: Sql,
  tenantId: string,
  before: Decided,
  after: Decided,
): Promise<Pick<Effect, 'emailsLess' | 'emailsMore'>> {
  const { rows } = await sql<{ module_id: string; visibility: Visibility; emails: string }>`
    select l.module_id, b.visibility, count(distinct l.internet_message_id) as emails from mail_link l
    join mail_message m on m.tenant_id = l.tenant_id and m.internet_message_id = l.internet_message_id and m.excluded_by is null
      and coalesce(m.sensitivity, 'normal') = 'normal'
    join mailbox b on b.id = m.mailbox_id
    where l.tenant_id = ${tenantId} and l.state = 'linked' group by 1, 2`.execute(on);
  const seenIn = ({ visibility, modules }: Decided, { module_id: id, visibility: wished }: (typeof rows)[number]) =>
    limitsOf(modules, id).mail ? order.indexOf(grantedBy(wished, false, narrowed(visibility, modules[id]))) : undefined;
  const change = { emailsLess: 0, emailsMore: 0 };
  for (const row of rows) {
    const [was, is] = [seenIn(before, row), seenIn(after, row)];
    if (was === undefined || is === undefined || was === is) continue; // what is hidden whole is counted elsewhere
    change[is < was ? 'emailsLess' : 'emailsMore'] += Number(row.emails);
  }
  return change;
}

async function countByRule(on: Sql, tenantId: string, left: (what: Coming) => string[]): Promise<number> {
  const byRule = (what: Coming): RawBuilder<unknown> =>
    sql`tenant_id = ${tenantId} and module_id = any(${left(what)}::text[]) and state = 'linked' and decided_by is null and created_at > ${lately}`;
  const { rows } = await sql<{ n: string }>`select (select count(*) from mail_link where ${byRule('mail')})
    + (select count(*) from calendar_link where ${byRule('meetings')}) as n`.execute(on);
  return Number(rows[0]?.n ?? 0);
}
