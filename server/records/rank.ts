import type { Confidence, Reason } from '../../contract/api.js';
import { withoutTag } from './addresses.js';
import { domainChoice, type Fact, type Facts, type FoundRecord, type Question, type Thread } from './match-facts.js';
import { outsideParties } from './people.js';
import { keyOf } from './view.js';

/** A record a mail belongs to (`linked`), or may belong to, which a person decides (`suggested`). */
export interface Candidate extends FoundRecord {
  state: 'linked' | 'suggested';
  confidence: Confidence;
  reason: Reason;
}
/** A followed conversation left what was agreed for it: nobody from outside, or somebody new. */
export interface ThreadQuestion {
  thread: Thread;
  kind: 'internal' | 'new_domain';
  value: string;
}
export interface Ranked {
  candidates: Candidate[];
  questions: ThreadQuestion[];
}
/** In the scope of a thread: mail among ourselves goes there too. */
export const amongOurselves = '';

/**
 * The records of a mail, best first: its conversation, a code in its subject, a known address (the sender's first), the domain
 * of an account. The pane's suggestions and the links made by rule both come from here, so that they agree. Resemblance of
 * subjects is no reason. What is on several records is a question, unless this person answered it before.
 */
export function rank(question: Question, facts: Facts): Ranked {
  const found = new Map<string, Candidate>();
  const add = (it: FoundRecord, state: Candidate['state'], confidence: Confidence, reason: Reason) => {
    const { moduleId, recordId, displayName, link } = it;
    const known = found.get(keyOf(it));
    if (!known || strength(state, confidence) > strength(known.state, known.confidence))
      found.set(keyOf(it), { moduleId, recordId, displayName, link, state, confidence, reason });
  };
  /** One record is linked; of several the chosen one, else all are asked about. */
  const oneOf = (list: Fact[], chosen: Fact[], confidence: Confidence, reason: Reason) => {
    const choice = list.find((it) => chosen.some((by) => keyOf(by) === keyOf(it)));
    if (choice) add(choice, 'linked', confidence, reason);
    else if (distinct(list) === 1) for (const it of list) add(it, 'linked', confidence, reason);
    else for (const it of list) add(it, 'suggested', 'low', reason);
  };

  const parties = outsideParties(question.addresses);
  const open = question.conversations.flatMap((it) => facts.threads(it)).filter((it) => it.state !== 'stopped');
  const left = new Map<Thread, ThreadQuestion>();
  for (const thread of open) {
    const beyond = beyondScope(thread, parties);
    if (beyond) left.set(thread, beyond);
    add(thread, beyond ? 'suggested' : 'linked', beyond ? 'low' : thread.confidence, { kind: 'thread', value: '' });
  }
  const isInThread = [...found.values()].some((it) => it.state === 'linked');
  for (const code of question.codes) oneOf(facts.of('code', code), [], 'high', { kind: 'code', value: code });
  for (const address of question.addresses) {
    const reason: Reason = { kind: 'address', value: address };
    const exact = facts.of('address', address);
    if (exact.length > 0) oneOf(exact, facts.of('choice', address), 'high', reason);
    else {
      const bare = withoutTag(address);
      const chosen = [...facts.of('choice', address), ...facts.of('choice', bare)];
      oneOf(facts.of('address', bare), chosen, 'medium', reason); // plus-tags are kept: likely, not certain
    }
  }
  // A conversation that has its records is not moved to others by a company's name.
  if (!isInThread)
    for (const domain of question.domains)
      oneOf(facts.of('domain', domain), facts.of('choice', domainChoice(domain)), 'medium', {
        kind: 'domain',
        value: domain,
      });
  if (found.size === 0)
    for (const address of question.addresses) {
      const list = facts.of('context', address);
      if (distinct(list) === 1) for (const it of list) add(it, 'suggested', 'low', { kind: 'context', value: address });
    }
  const candidates = [...found.values()];
  return {
    candidates: [
      ...candidates.filter((it) => it.state === 'linked'),
      ...candidates.filter((it) => it.state !== 'linked'),
    ],
    // Where another rule puts the mail on the record anyway, there is nothing to ask.
    questions: [...left.values()].filter(({ thread }) => found.get(keyOf(thread))?.state === 'suggested'),
  };
}

/** What a mail's outside parties add to what a thread was agreed for; undefined when it is within. */
export function beyondScope(thread: Thread, parties: readonly string[]): ThreadQuestion | undefined {
  if (parties.length === 0)
    return thread.outside.has(amongOurselves) ? undefined : { thread, kind: 'internal', value: '' };
  const added = parties.find((it) => !thread.outside.has(it));
  return added === undefined ? undefined : { thread, kind: 'new_domain', value: added };
}

const strength = (state: Candidate['state'], confidence: Confidence): number =>
  (state === 'linked' ? 3 : 0) + ['low', 'medium', 'high'].indexOf(confidence);
export const distinct = (list: readonly FoundRecord[]): number => new Set(list.map(keyOf)).size;
