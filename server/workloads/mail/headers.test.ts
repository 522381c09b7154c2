import { readHeaders } from './headers.js';

const header = (name: string, value: string) => ({ name, value });

test.each([
  ['List-Unsubscribe', '<https://lists.example/u/1>', true],
  ['list-unsubscribe', '', false],
  ['Precedence', 'Bulk', true],
  ['Precedence', 'list', true],
  ['Precedence', 'first-class', false],
  ['Auto-Submitted', 'auto-generated', true],
  ['Auto-Submitted', 'auto-replied; owner-email="a@b.example"', true],
  ['Auto-Submitted', 'no', false],
  ['List-Id', 'Team <team.lists.example>', false],
  ['Subject', 'Precedence: bulk', false],
])('a mail with %s: %s is bulk: %s', (name, value, isBulk) => {
  expect(readHeaders([header('Received', 'from a by b'), header(name, value)]).isBulk).toBe(isBulk);
});

test('the mails that are answered are named once, nearest last, whatever folds or comments stand between', () => {
  const { references } = readHeaders([
    header('References', '<1@a.example>\r\n\t<2@a.example> (was: renewal)'),
    header('In-Reply-To', '<2@a.example>'),
  ]);
  expect(references).toEqual(['<1@a.example>', '<2@a.example>']);
  const long = Array.from({ length: 400 }, (_, i) => `<${i}@a.example>`).join(' ');
  expect(readHeaders([header('References', long)]).references.at(-1)).toBe('<399@a.example>');
  expect(readHeaders([header('References', long)]).references).toHaveLength(50);
});
