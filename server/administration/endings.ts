import tls from 'node:tls';
import { sql } from 'kysely';
import type { AdminSetup } from '../../contract/admin-setup.js';
import type { Database } from '../db/database.js';

type Warning = AdminSetup['warnings'][number];
const dayMs = 86_400_000;
/** Microsoft lets a refresh token go that was not used for so long. */
const signInDays = 90;

/** What ends within sixty days: told at sixty, at thirty and at seven. */
export function warn(what: string, ends: Date, remedy: string, now = Date.now()): Warning[] {
  const days = Math.floor((ends.getTime() - now) / dayMs);
  if (days > 60) return [];
  const level = days <= 7 ? 'urgent' : days <= 30 ? 'soon' : 'notice';
  return [{ what, endsDateTime: ends.toISOString(), days, level, remedy }];
}

/** Certificate, sign-ins nobody used for long, subscriptions that are not renewed; the soonest first. */
export async function endings(database: Database, tenantId: string, publicUrl: string): Promise<Warning[]> {
  const [certificate, idle, subscriptions] = await Promise.all([
    certificateEnd(publicUrl),
    database.kysely
      .selectFrom('token_cache as t')
      .innerJoin('connection as c', (on) =>
        on.onRef('c.tenant_id', '=', 't.tenant_id').onRef('c.object_id', '=', 't.object_id'),
      )
      .select(['c.display_name', 't.updated_at'])
      .where('t.tenant_id', '=', tenantId)
      .where('t.updated_at', '<', new Date(Date.now() - 30 * dayMs))
      .orderBy('t.updated_at')
      .limit(50)
      .execute(),
    // Renewed at half of their life: one in its last quarter is one that cannot be renewed.
    sql<{
      address: string;
      expires_at: Date;
    }>`select m.address, s.expires_at from subscription s join mailbox m on m.id = s.mailbox_id
      where s.tenant_id = ${tenantId} and m.state = 'following' and s.expires_at - now() < (s.expires_at - s.created_at) / 8
      and s.created_at < now() - interval '1 hour' order by s.expires_at limit 50`.execute(database.kysely),
  ]);
  return [
    ...(certificate
      ? warn('The certificate of this server', certificate, 'Renew it at the proxy in front of the server.')
      : []),
    ...idle.flatMap((it) =>
      warn(
        `The sign-in of ${it.display_name}`,
        new Date(new Date(it.updated_at).getTime() + signInDays * dayMs),
        'Ask them to open Outlook with Coherence once.',
      ),
    ),
    ...subscriptions.rows.flatMap((it) =>
      warn(
        `Notifications about ${it.address}`,
        new Date(it.expires_at),
        'Look at the mailbox: it is not renewed. Mail still comes, by looking every few minutes.',
      ),
    ),
  ].sort((a, b) => (a.endsDateTime < b.endsDateTime ? -1 : 1));
}

/** When the certificate under our own address ends; nothing where nobody answers. */
function certificateEnd(publicUrl: string): Promise<Date | undefined> {
  const { hostname, port } = new URL(publicUrl);
  return new Promise((resolve) => {
    // Only its date is read: whether it is trusted is for browsers to say.
    const socket = tls.connect({
      host: hostname,
      port: Number(port || 443),
      servername: hostname,
      rejectUnauthorized: false,
    });
    const end = (date?: Date) => {
      socket.destroy();
      resolve(date);
    };
    socket.setTimeout(3_000, () => end());
    socket.once('error', () => end());
    socket.once('secureConnect', () => {
      const { valid_to: until } = socket.getPeerCertificate();
      const date = new Date(until);
      end(Number.isNaN(date.getTime()) ? undefined : date);
    });
  });
}
