// A Graph client that knows nothing of this project: Microsoft's own SDK and MSAL, in a process of its own that trusts the
// sandbox's certificate. Prints what it met as one line of JSON.
import { ConfidentialClientApplication } from '@azure/msal-node';
import graphClient from '@microsoft/microsoft-graph-client';

const { Client, FileUpload, OneDriveLargeFileUploadTask, PageIterator } = graphClient;
const { entra, graph, outlook, client, person } = JSON.parse(process.argv[2]);

const identity = new ConfidentialClientApplication({
  auth: {
    clientId: client.id,
    clientSecret: client.secret,
    authority: `${entra}/${client.tenant}`,
    knownAuthorities: [new URL(entra).host],
  },
});
let token;
const sdk = Client.initWithMiddleware({
  baseUrl: graph,
  defaultVersion: 'v1.0',
  customHosts: new Set(['localhost']),
  authProvider: {
    getAccessToken: async () => {
      token ??= (await identity.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }))
        .accessToken;
      return token;
    },
  },
});
const refusal = (asked) =>
  asked.then(
    () => 'answered',
    (error) => ({ status: error.statusCode, code: error.code }),
  );
const plain = (url, init = {}) =>
  fetch(url, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

const page = await sdk
  .api(`/users/${person}/messages`)
  .select('subject,receivedDateTime')
  .filter('receivedDateTime ge 2020-01-01T00:00:00Z')
  .orderby('receivedDateTime desc')
  .top(4)
  .get();
const times = [];
await new PageIterator(sdk, page, (message) => {
  times.push(message.receivedDateTime);
  return true;
}).iterate();
const count = await (await plain(`${graph}/v1.0/users/${person}/messages/$count`)).text();
const mime = await (await plain(`${graph}/v1.0/users/${person}/messages/${page.value[0].id}/$value`)).text();

await sdk.api(`/users/${person}/drive/root/children`).post({ name: 'Elsewhere', folder: {} });
const bytes = new Uint8Array(1_000_000).fill(7);
const task = await OneDriveLargeFileUploadTask.createTaskWithFileObject(
  sdk,
  new FileUpload(bytes, 'large.bin', bytes.length),
  { uploadSessionURL: `/users/${person}/drive/root:/Elsewhere/large.bin:/createUploadSession` },
);
const { responseBody } = await task.upload();
const content = await plain(`${graph}/v1.0/users/${person}/drive/root:/Elsewhere/large.bin:/content`);

const batch = await sdk.api('/$batch').post({
  requests: [
    { id: '1', method: 'GET', url: `/users/${person}/messages?$top=1&$select=subject` },
    { id: '2', method: 'GET', url: '/users/nobody@nowhere.example' },
  ],
});
const refusals = {
  notImitated: await refusal(sdk.api('/planner/plans').get()),
  missingRole: await refusal(sdk.api(`/users/${person}/sendMail`).post({ message: { subject: 'x' } })),
  brokenBatch: (
    await plain(`${graph}/v1.0/$batch`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })
  ).status,
  unknownMember: await refusal(sdk.api(`/users/${person}/messages`).select('nonsense').get()),
};
await plain(`${outlook}/sandbox/clock`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ advanceMs: 2 * 3_600_000 }),
});
refusals.expired = await refusal(sdk.api('/users').get());

process.stdout.write(
  JSON.stringify({
    times,
    count: Number(count),
    mime: mime.slice(0, 2000),
    uploaded: { name: responseBody.name, size: responseBody.size },
    downloaded: (await content.arrayBuffer()).byteLength,
    batch: Object.fromEntries(batch.responses.map((it) => [it.id, it.status])),
    refusals,
  }),
);
