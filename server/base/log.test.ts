import { createLog } from './log.js';

test('M92 the log keeps out addresses, tokens, keys and subjects, wherever they stand', () => {
  let written = '';
  const log = createLog('info', {
    write: (line: string) => {
      written += line;
    },
  });
  log.info('answered jana.novak@lumenworks.example', {
    subject: 'Quote for the renewal',
    note: 'Bearer abc.def.ghi',
    path: '/x?client_secret=hush&code=0.AAA',
    apiKey: 'sk_live_1234567890',
  });
  log.child('graph').warn('eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln refused', {
    detail: 'sk_live_1234567890 for <erin@birchway.example>',
    status: 401,
  });
  for (const secret of ['lumenworks', 'Quote', 'abc.def', 'hush', 'sk_live', 'eyJ', 'birchway', 'c2ln'])
    expect(written).not.toContain(secret);
  expect(written).toContain('"status":401');
  expect(written.trim().split('\n')).toHaveLength(2);
});
