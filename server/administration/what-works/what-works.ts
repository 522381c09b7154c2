import type { Reply } from '../../../contract/api.js';
import type { WhatWorks } from '../../../contract/what-works.js';
import type { Principal } from '../../base/principal.js';
import { gatherFacts, type FactNeeds, type Facts } from './facts.js';
import { ofCalendar } from './of-calendar.js';
import { ofCoherence } from './of-coherence.js';
import { ofFiles } from './of-files.js';
import { ofMail } from './of-mail.js';

/** Of every capability one line, in the order of the contract. */
export const linesOf = (facts: Facts): WhatWorks[] =>
  [ofMail, ofCalendar, ofFiles, ofCoherence].flatMap((part) => part(facts));

/** What works for the viewer here and now (M118). Microsoft is asked for their licences, Coherence whether it answers. */
export async function whatWorks(needs: FactNeeds, viewer: Principal): Promise<Reply<'GET /what-works'>> {
  const facts = await gatherFacts(needs, viewer);
  return { isAdministrator: facts.isAdministrator, capabilities: linesOf(facts) };
}
