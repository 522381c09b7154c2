import type { WhatWorks } from '../../../contract/what-works.js';
import { inWords, tell } from '../../../contract/diagnoses.js';
import { writeScope } from '../coherence.js';
import { signInLogScopes } from '../scopes.js';
import { backgroundShare } from '../../records/coherence/quota.js';
import type { Facts } from './facts.js';
import { allowedAt, byAdministrator, limited, off, works } from './words.js';

export const ofCoherence = (it: Facts): WhatWorks[] => [
  connection(it),
  search(it),
  changes(it),
  createRecords(it),
  timeline,
  contacts,
  directory(it),
  signInLog(it),
];

function connection({ coherence: { problem, today, perDay } }: Facts): WhatWorks {
  if (problem) return off('coherence', problem, byAdministrator('coherence'));
  return today >= perDay * backgroundShare
    ? limited(
        'coherence',
        `Coherence allows ${perDay} calls a day, and ${today} are used: what runs by itself waits until tomorrow.`,
        byAdministrator('coherence'),
      )
    : works('coherence', 'Coherence answers.');
}

const search = ({ coherence: { problem, isSearchLimited } }: Facts): WhatWorks =>
  problem || isSearchLimited
    ? limited('search', 'Search in Coherence is limited right now. Only records we know ourselves are found.')
    : works('search', 'Records are looked for in Coherence, and among those we know ourselves.');

const changes = ({ coherence }: Facts): WhatWorks =>
  coherence.isToldOfChanges
    ? works('changes', 'Coherence tells us at once when a record changes.')
    : limited(
        'changes',
        'Coherence does not tell us when a record changes, so we look: about every minute where folders wait for it, else every 15 minutes.',
      );

function createRecords({ coherence: { problem, mayCreate } }: Facts): WhatWorks {
  if (problem)
    return limited('createRecords', 'Coherence does not answer. What you create waits and is made when it does.');
  return mayCreate
    ? limited(
        'createRecords',
        'Coherence shows your organisation’s key as who made them, not you. Our own audit names you.',
      )
    : off('createRecords', tell('coherence.scope', writeScope), byAdministrator('coherence'));
}

const timeline = limited(
  'timeline',
  'Kept here and shown on our record page. Coherence offers no way to write into its own timeline, so its pages do not show it.',
);
const contacts = off(
  'contacts',
  'Syncing contacts and tags between Outlook and Coherence is not part of this version.',
);
const directory = ({ lack }: Facts): WhatWorks =>
  off('directory', lack('directory') ?? 'Searching the company directory is not part of this version.');

function signInLog({ lack, isAdministrator, mayReadSignIns, signInsUrl }: Facts): WhatWorks {
  const lacking = lack('signInLog');
  if (lacking) return off('signInLog', lacking);
  if (!isAdministrator) return off('signInLog', 'Only administrators may read it here.', byAdministrator('audit'));
  return mayReadSignIns
    ? works('signInLog', 'Read live with your own right in the audit, and kept nowhere here.')
    : off(
        'signInLog',
        `An administrator has to let Coherence ${inWords(signInLogScopes)}.`,
        allowedAt('administrator', signInsUrl),
      );
}
