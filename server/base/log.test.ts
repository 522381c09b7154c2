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

/** What must never be read in a log, in the shapes that Microsoft, Coherence and we give it. */
const secrets = {
  'a token of Entra': 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIwIn0.c2lnbmF0dXJl',
  'a refresh token': '0.AXkAJ5xUq0kLd0GQ1ZPZ9Yx7.AgABAwEAAADW6jl31mB3T7ugrWTT8pFeAwDs_wUA9P8',
  'a newer refresh token': '1.AXkAJ5xUq0kLd0GQ1ZPZ9Yx7.AgABAwEAAADW6jl31mB3T7ugrWTT8pFeAwDs_wUA9P8',
  'a token of a personal account': 'EwBwA8l6BAAUbDba3x2OMJElkF7gJ4z/VbCPEz0AAWkO3Yc0Q2mQ1lW0',
  'a refresh token of a personal account': 'M.C521_BAY.0.U.-CqPl4Dc!T0dQ2v1xvXo*Q7n2kq9w$$',
  'a client secret': 'Jk58Q~2mVtXy0aBcDeFgHiJkLmNoPqRsTuVwXyZa',
  'a key of Coherence': 'sk_live_1234567890abcdef',
  'an address': 'jana.novak+quote@lumenworks.example',
} as const;
const places: Record<string, (secret: string) => [event: string, fields: Record<string, string>]> = {
  'the event': (it) => [`refused ${it} twice`, {}],
  'quotes in the event': (it) => [`invalid "${it}": see '${it}',(${it})`, {}],
  'a field': (it) => ['refused', { detail: it }],
  'a text in a field': (it) => ['refused', { cause: `Error: x\n  caused by ${it}\n  at y` }],
  'JSON in a field': (it) => ['refused', { cause: JSON.stringify({ error: 'x', token: it, list: [it] }) }],
  'an address of a page': (it) => ['refused', { cause: `https://a.example/x?y=1&code=${it}&z=${it}#${it}` }],
};
test.each(
  Object.entries(secrets).flatMap(([what, secret]) =>
    Object.keys(places).map((place) => [what, place, secret, places[place]!] as const),
  ),
)('M92 %s in %s does not come through', (_what, _place, secret, put) => {
  let written = '';
  const log = createLog('info', { write: (line: string) => void (written += line) });
  const [event, fields] = put(secret);
  log.error(event, fields);
  log.child('graph').info(event, fields);
  expect(written.trim().split('\n')).toHaveLength(2);
  expect(written).not.toContain(secret);
  for (const part of secret.split(/[@.]/).filter((it) => it.length > 8)) expect(written).not.toContain(part);
});

test.each(['ticket', 'state', 'secret', 'client_secret', 'tempauth', 'clientState', 'validationToken', 'access_token'])(
  'M92 what stands in an address as %s does not come through, whatever its shape',
  (name) => {
    let written = '';
    createLog('info', { write: (line: string) => void (written += line) }).warn('refused', {
      cause: `GET https://a.example/b?first=1&${name}=hush-hush/12+3&last=2 answered 400`,
      path: '/sign-in/link/hush-hush?x=1 and /webhooks/coherence/hush-hush',
    });
    expect(written).not.toContain('hush');
    expect(written).toContain('first=1');
    expect(written).toContain('last=2');
  },
);
