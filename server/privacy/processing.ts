import type { Principal } from '../base/principal.js';
import { requireAdministrator } from '../identity/administrators.js';
import { graphScopes, permissionScopes } from '../identity/scopes.js';
import { keptKinds } from './kept.js';
import type { PrivacyNeeds } from './privacy.js';

/** The record of processing (Article 30 GDPR) as a draft of facts: what this installation does today, for the organisation to complete. */
export async function processingRecord(needs: PrivacyNeeds, viewer: Principal): Promise<{ text: string }> {
  await requireAdministrator(needs, viewer);
  const { kysely } = needs.database;
  const { tenantId } = viewer;
  const kinds = await keptKinds(kysely, tenantId);
  const count = async (table: 'connection' | 'mailbox' | 'mail_message' | 'filing' | 'record_index') =>
    Number(
      (
        await kysely
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('tenant_id', '=', tenantId)
          .executeTakeFirst()
      )?.count ?? 0,
    );
  const [people, mailboxes, mails, filings, records] = await Promise.all(
    (['connection', 'mailbox', 'mail_message', 'filing', 'record_index'] as const).map(count),
  );
  const scopes = [...new Set([...Object.keys(graphScopes), ...Object.values(permissionScopes).flat()])].sort();
  return {
    text: `# Record of processing: Coherence for Microsoft 365

Made ${new Date().toISOString().slice(0, 10)} from the running system. What only the organisation knows stands in [brackets].

Controller: [name, address, representative, data protection officer]
Purpose: emails, meetings and files on the records of Coherence, for the people who work with these records
Lawful basis: [to be named by the controller]

## Who it is about
- ${people} people who sign in, with name, address and id in Microsoft Entra
- people who write with the connected mailboxes (${mailboxes}), as far as they are on a record

## What is kept
${kinds.map((it) => `- ${it.what}: ${it.here}`).join('\n')}
- bodies and attachments of emails, and files, are not kept: they stay in Microsoft 365
- today: ${mails} emails of followed mailboxes, ${filings} emails filed by hand, ${records} records of Coherence in the index

## Where it goes
- Microsoft 365 (Graph), with these permissions, each only where a person gave it: ${scopes.join(', ')}
- Coherence, with the organisation's own key
- nobody else. Whose certificates these services hold is for them to say; this project claims none

## For how long
${kinds.map((it) => `- ${it.what}: ${it.howLong}`).join('\n')}

## How it is protected
- sealed secrets (AES-256-GCM, keys outside the database), https only, least permissions, each viewer's own right decides
- an audit that shows tampering; export and erasure on the page Data & privacy
- [measures of whoever runs the server: backups, access, updates]
`,
  };
}
