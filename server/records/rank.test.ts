import type { Fact, Facts, Question, Thread } from './match-facts.js';
import { amongOurselves, rank } from './rank.js';

const record = (id: string) => ({ moduleId: 'm', recordId: id, displayName: `Record ${id}`, link: null });
type Known = [kind: Fact['kind'], value: string, ...records: string[]][];
const thread = (conversationId: string, id: string, more: Partial<Thread> = {}): Thread => ({
  ...record(id),
  conversationId,
  state: 'following',
  confidence: 'high',
  outside: new Set(['lumen.example']),
  ...more,
});
const factsOf = (known: Known, threads: Thread[] = []): Facts => ({
  of: (kind, value) =>
    known
      .filter((it) => it[0] === kind && it[1] === value)
      .flatMap(([, , ...ids]) => ids.map((id) => ({ ...record(id), kind, value }))),
  threads: (id) => threads.filter((it) => it.conversationId === id),
  follow: (it) => threads.push(it),
});
const jana = 'jana@lumen.example';
const question = (more: Partial<Question> = {}): Question => ({
  addresses: [jana],
  domains: ['lumen.example'],
  codes: [],
  conversations: [],
  ...more,
});
/** Each candidate in a line: record, whether it is linked, how sure, and why. */
const lines = (known: Known, asked: Question = question(), threads: Thread[] = []) =>
  rank(asked, factsOf(known, threads)).candidates.map(
    ({ recordId, state, confidence, reason }) => `${recordId} ${state} ${confidence} ${reason.kind} ${reason.value}`,
  );

describe('M25 the order of what a mail belongs to, each with its reason', () => {
  const everything: Known = [
    ['domain', 'lumen.example', 'account'],
    ['address', jana, 'jana'],
    ['code', 'D-1042', 'deal'],
  ];

  test('a code of the subject stands before an address, an address before the domain of its company', () => {
    expect(lines(everything, question({ codes: ['D-1042'] }))).toEqual([
      'deal linked high code D-1042',
      `jana linked high address ${jana}`,
      'account linked medium domain lumen.example',
    ]);
  });

  test('the conversation stands before all, and is not moved to others by a company’s name', () => {
    const asked = question({ codes: ['D-1042'], conversations: ['c'] });
    expect(lines(everything, asked, [thread('c', 'project')])).toEqual([
      'project linked high thread ',
      'deal linked high code D-1042',
      `jana linked high address ${jana}`,
    ]);
  });

  test('a record found twice stands once, with its strongest reason', () => {
    const known: Known = [
      ['domain', 'lumen.example', 'one'],
      ['address', jana, 'one'],
    ];
    expect(lines(known)).toEqual([`one linked high address ${jana}`]);
    expect(lines(known, question({ conversations: ['c'] }), [thread('c', 'one', { confidence: 'medium' })])).toEqual([
      `one linked high address ${jana}`,
    ]);
  });

  test('the sender comes before the others of the mail', () => {
    const asked = question({ addresses: [jana, 'tom@other.example'], domains: [] });
    const known: Known = [
      ['address', 'tom@other.example', 'tom'],
      ['address', jana, 'jana'],
    ];
    expect(lines(known, asked).map((it) => it.split(' ')[0])).toEqual(['jana', 'tom']);
  });

  test('nobody known is no candidate', () => {
    expect(lines([])).toEqual([]);
    expect(lines(everything, question({ addresses: ['x@stranger.example'], domains: ['stranger.example'] }))).toEqual(
      [],
    );
  });
});

describe('R-12 what is on several records is a question', () => {
  test('several are suggested with low confidence, below whatever is certain', () => {
    const known: Known = [
      ['address', jana, 'one', 'two'],
      ['domain', 'lumen.example', 'account'],
    ];
    expect(lines(known)).toEqual([
      'account linked medium domain lumen.example',
      `one suggested low address ${jana}`,
      `two suggested low address ${jana}`,
    ]);
  });

  test('one that this person chose before is linked, the other is not asked about again', () => {
    const known: Known = [
      ['address', jana, 'one', 'two'],
      ['choice', jana, 'two'],
    ];
    expect(lines(known)).toEqual([`two linked high address ${jana}`]);
    const ofDomain: Known = [
      ['domain', 'lumen.example', 'north', 'south'],
      ['choice', '@lumen.example', 'south'],
    ];
    expect(lines(ofDomain)).toEqual(['south linked medium domain lumen.example']);
  });

  test('a choice of a record the address is not on any more chooses nothing', () => {
    const known: Known = [
      ['address', jana, 'one', 'two'],
      ['choice', jana, 'three'],
    ];
    expect(lines(known)).toEqual([`one suggested low address ${jana}`, `two suggested low address ${jana}`]);
  });

  test('a plus-tag is likely, not certain, and an exact address goes before it', () => {
    const tagged = 'jana+bids@lumen.example';
    const asked = question({ addresses: [tagged], domains: [] });
    expect(lines([['address', jana, 'jana']], asked)).toEqual([`jana linked medium address ${tagged}`]);
    const both: Known = [
      ['address', jana, 'jana'],
      ['address', tagged, 'bids'],
    ];
    expect(lines(both, asked)).toEqual([`bids linked high address ${tagged}`]);
  });
});

describe('R-06 a person nobody knows', () => {
  test('is only suggested where mail with them stands, never linked', () => {
    expect(lines([['context', jana, 'project']])).toEqual([`project suggested low context ${jana}`]);
  });
  test('is no reason beside a better one, nor when mail with them stands on several records', () => {
    const known: Known = [
      ['context', jana, 'project'],
      ['domain', 'lumen.example', 'account'],
    ];
    expect(lines(known)).toEqual(['account linked medium domain lumen.example']);
    expect(lines([['context', jana, 'one', 'two']])).toEqual([]);
  });
});

describe('R-07 a conversation goes on as far as was agreed', () => {
  const asked = (addresses: string[]) => question({ addresses, domains: [], conversations: ['c'] });
  const questions = (addresses: string[], threads: Thread[], known: Known = []) =>
    rank(asked(addresses), factsOf(known, threads)).questions.map(({ kind, value }) => [kind, value]);

  test('with the same parties nothing is asked', () => {
    expect(questions(['tom@lumen.example'], [thread('c', 'deal')])).toEqual([]);
  });

  test('a new company is asked about, and until then the mail is only suggested', () => {
    const threads = [thread('c', 'deal')];
    expect(questions(['tom@harbour.example'], threads)).toEqual([['new_domain', 'harbour.example']]);
    expect(lines([], asked(['tom@harbour.example']), threads)).toEqual(['deal suggested low thread ']);
  });

  test('mail among ourselves is asked about unless it was agreed', () => {
    expect(questions([], [thread('c', 'deal')])).toEqual([['internal', '']]);
    expect(questions([], [thread('c', 'deal', { outside: new Set(['lumen.example', amongOurselves]) })])).toEqual([]);
  });

  test('where another rule puts the mail on the record there is nothing to ask', () => {
    const known: Known = [['address', 'tom@harbour.example', 'deal']];
    expect(questions(['tom@harbour.example'], [thread('c', 'deal')], known)).toEqual([]);
  });

  test('a conversation that was stopped is no reason', () => {
    expect(lines([], asked([jana]), [thread('c', 'deal', { state: 'stopped' })])).toEqual([]);
  });
});
