import type { Kept } from '../../contract/what-works.js';
import type { Reply } from '../../contract/api.js';
import { auditDays } from '../audit/kept-for.js';
import type { Principal } from '../base/principal.js';
import { readPolicy } from '../connections/policy.js';
import type { Database, Sql } from '../db/database.js';

/** A kind of what is kept, and the tables that hold it. */
export interface KeptKind extends Kept {
  tables: readonly string[];
}
const days = (it: number | null, otherwise = 'as long as it is needed for what it is for') =>
  it === null ? otherwise : `${it} days`;

/** What is kept where and for how long, with what the organisation decided: the one list the pages and the record of processing tell. */
export async function keptKinds(on: Sql, tenantId: string): Promise<KeptKind[]> {
  const [{ retention }, audit] = await Promise.all([readPolicy(on, tenantId), auditDays(on, tenantId)]);
  return [
    {
      what: 'Emails on records',
      microsoft: 'The email itself, with text and attachments',
      coherence: '',
      here: 'Subject, people, time, beginning of the text, who filed it, and to which records',
      howLong: `What came by itself: ${days(retention.mail)}. What somebody filed: until it is unfiled`,
      tables: [
        'mail_message',
        'mail_participant',
        'mail_link',
        'mail_choice',
        'link_decision',
        'followed_thread',
        'filing',
        'organise_due',
        'organised_folder',
        'organised_mail',
        'expected_mail',
      ],
    },
    {
      what: 'Emails on no record',
      microsoft: 'The email itself',
      coherence: '',
      here: 'Ids, times and keyed hashes of addresses; no text, no names',
      howLong: 'While the mailbox is followed',
      tables: ['mail_message', 'tenant_key', 'fresh_address'],
    },
    {
      what: 'Emails being written',
      microsoft: 'A draft, until it is sent',
      coherence: '',
      here: 'What you wrote and attached, sealed',
      howLong: 'Until it is sent or discarded',
      tables: ['outgoing_mail', 'outgoing_file', 'outgoing_part'],
    },
    {
      what: 'Events of calendars that are followed',
      microsoft: 'The event itself',
      coherence: '',
      here: 'Title, text, people, time, place, and changes on their way',
      howLong: 'While the calendar is followed, from six months back to thirteen ahead; longer on records',
      tables: [
        'calendar',
        'calendar_event',
        'calendar_copy',
        'calendar_attendee',
        'calendar_link',
        'calendar_change',
        'booking',
        'meeting_log',
      ],
    },
    {
      what: 'Notes about meetings',
      microsoft: '',
      coherence: '',
      here: 'The notes, and who wrote them',
      howLong: 'Until their author deletes them',
      tables: ['meeting_note'],
    },
    {
      what: 'Files and folders of records',
      microsoft: 'The files, in OneDrive or SharePoint, and who may open them',
      coherence: '',
      here: 'Names, ids and addresses of them, and which permissions we gave',
      howLong: 'Until they are unlinked or deleted',
      tables: [
        'file_link',
        'filing_file',
        'stored_file',
        'record_folder',
        'folder_question',
        'folder_name',
        'folder_place',
        'folder_question',
        'folder_run',
        'folder_run_item',
        'access_plan',
        'access_grant',
        'drive_stream',
      ],
    },
    {
      what: 'Records',
      microsoft: '',
      coherence: 'The record itself',
      here: 'Names, codes, addresses and owners, as an index; records that wait to be made; users of Coherence',
      howLong: 'Until they are deleted in Coherence',
      tables: [
        'module',
        'record_index',
        'record_address',
        'record_domain',
        'changed_record',
        'intent',
        'coherence_user',
      ],
    },
    {
      what: 'Your sign-in',
      microsoft: 'Your account and password, and what you allowed',
      coherence: '',
      here: 'Name and address; tokens, sealed; how the last attempt to connect ended. Never a password',
      howLong: 'Tokens until you disconnect, or access is removed at Microsoft',
      tables: ['connection', 'token_cache', 'connect_attempt', 'hand_over'],
    },
    {
      what: 'Settings and rules',
      microsoft: '',
      coherence: '',
      here: 'What you and your organisation chose, and the key to Coherence, sealed',
      howLong: 'Until they are changed or deleted when disconnecting',
      tables: [
        'mailbox',
        'mailbox_member',
        'mail_folder',
        'calendar_setting',
        'file_setting',
        'sharepoint_switch',
        'policy',
        'audit_setting',
        'team_mapping',
        'access_schedule',
        'coherence_connection',
        'coherence_webhook',
        'suppression',
      ],
    },
    {
      what: 'How syncing went',
      microsoft: '',
      coherence: '',
      here: 'How far each folder and calendar is read, notices of Microsoft, and what was met, as ids, codes and times',
      howLong: `Log: ${days(retention.syncLog)}. Looks beforehand: ${days(retention.previews)}`,
      tables: ['sync_state', 'sync_log', 'mail_preview', 'subscription', 'early_notification'],
    },
    {
      what: 'Audit',
      microsoft: 'Its own log of sign-ins, where it is licensed',
      coherence: 'Its own audit',
      here: 'Who did what, as ids, counts and times, chained so that tampering shows',
      howLong: days(audit, 'without end'),
      tables: ['audit_entry', 'activity', 'audit_head', 'privacy_request'],
    },
  ];
}

/** The same for everybody of the organisation to read (M118). */
export async function whereThingsAre(
  { database }: { database: Database },
  { tenantId }: Principal,
): Promise<Reply<'GET /where-things-are'>> {
  const kinds = await keptKinds(database.kysely, tenantId);
  return { kinds: kinds.map(({ tables: _, ...kind }) => kind) };
}
