import type { Database } from '../../../server/db/database.js';
import { indexRecords } from '../../../server/records/index-store.js';
import { byAddress } from './addresses.js';
import { ada, ben, records, type RecordName } from './company.js';
import { byConversation } from './conversations.js';
import { byDomain } from './domains.js';
import type { LabelledMail } from './label.js';
import { byMachine } from './machines.js';

export const labelledMail: LabelledMail[] = [...byAddress, ...byDomain, ...byConversation, ...byMachine];

const modules = {
  people: { role: 'person', fields: [['email', 'email']] },
  accounts: { role: 'account', fields: [['domain', 'text']] },
  deals: { role: 'deal', fields: [['code', 'text']] },
  projects: { role: 'other', fields: [['code', 'text']] },
} as const;

/** Puts the organisation and its records into a database, as the index would hold them. */
export async function storeCompany(database: Database, tenantId: string): Promise<void> {
  const people = [ada, ben].map((address, i) => ({
    tenant_id: tenantId,
    object_id: `person-${i}`,
    user_principal_name: address,
    address,
    display_name: address,
    scopes: '',
  }));
  await database.kysely.insertInto('connection').values(people).execute();
  for (const [slug, { role, fields }] of Object.entries(modules)) {
    const module = {
      moduleId: slug,
      slug,
      singular: slug,
      plural: slug,
      role,
      fields: fields.map(([name, dataType]) => ({
        id: name,
        slug: name,
        name,
        label: name,
        dataType,
        isRequired: false,
        options: [],
      })),
    };
    await database.kysely
      .insertInto('module')
      .values({
        tenant_id: tenantId,
        module_id: slug,
        slug,
        singular: slug,
        plural: slug,
        role,
        is_enabled: true,
        fields: JSON.stringify(module.fields),
      })
      .execute();
    const own = Object.entries(records).filter(([, it]) => it.module === slug);
    await indexRecords(
      database.kysely,
      tenantId,
      module,
      own.map(([id, it]) => ({
        id,
        moduleSlug: slug,
        displayName: it.name,
        fields: {
          email: 'addresses' in it ? it.addresses.join(', ') : '',
          domain: 'domains' in it ? it.domains.join(', ') : '',
          code: 'code' in it ? it.code : '',
        },
      })),
    );
  }
  const gone = (Object.keys(records) as RecordName[]).filter((it) => 'isGone' in records[it]);
  await database.kysely.updateTable('record_index').set({ is_gone: true }).where('record_id', 'in', gone).execute();
}
