import { sql } from 'kysely';
import type { Reply } from '../../contract/api.js';
import type { Principal } from '../base/principal.js';
import type { Diagnosis, MailboxTable } from '../db/schema-mail.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { AdministrationNeeds } from './needs.js';

interface Row {
  address: string;
  display_name: string;
  kind: MailboxTable['kind'];
  state: MailboxTable['state'];
  by: string | null;
  newest: Date | null;
  lag: number | null;
  failures: number;
  problem: Diagnosis | null;
  stream_problem: Diagnosis | null;
}

/** Every mailbox of the organisation, those in trouble first. */
export async function mailboxHealth(
  needs: AdministrationNeeds,
  viewer: Principal,
): Promise<Reply<'GET /admin/mailboxes'>> {
  await requireAdministrator(needs, viewer);
  const { rows } = await sql<Row>`select m.address, m.display_name, m.kind, m.state, c.display_name as by, m.problem,
      max(s.newest_at) as newest, max(extract(epoch from now() - s.last_run_at))::int as lag,
      (select count(*)::int from sync_log l where l.mailbox_id = m.id and l.state = 'open') as failures,
      (array_agg(s.problem) filter (where s.problem is not null))[1] as stream_problem
    from mailbox m left join sync_state s on s.mailbox_id = m.id and s.stage <> 'stopped'
    left join connection c on c.tenant_id = m.tenant_id and c.object_id = m.object_id
    where m.tenant_id = ${viewer.tenantId} group by m.id, c.display_name
    order by m.state not in ('needs_sign_in', 'unsupported'), m.address limit 2000`.execute(needs.database.kysely);
  return {
    mailboxes: rows.map((it) => {
      const problem = it.problem ?? it.stream_problem;
      return {
        address: it.address,
        displayName: it.display_name,
        kind: it.kind,
        state: it.state,
        connectedBy: it.by ?? '',
        ...(it.newest ? { lastItemDateTime: new Date(it.newest).toISOString() } : {}),
        ...(it.lag === null || it.state !== 'following' ? {} : { lagSeconds: Math.max(0, it.lag) }),
        failures: it.failures,
        ...(problem ? { problem: problem.sentence } : {}),
      };
    }),
  };
}
