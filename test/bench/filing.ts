import { startPostgres } from '../support/postgres.js';
import { spread, time } from './numbers.js';
import { mailNumber, startProduct, type Product } from './product.js';

interface GraphMessage {
  id: string;
  internetMessageId: string;
  attachments: { id: string }[];
}

/** From pressing File to "filed", with attachments on their way, beside one read of the same message at Graph. */
export async function measureFiling(kind: 'embedded' | 'postgres', { filings }: { filings: number }): Promise<object> {
  const postgres = kind === 'postgres' ? await startPostgres() : undefined;
  const product = await startProduct(postgres ? { DATABASE_URL: postgres.url } : {});
  try {
    for (let n = 0; n < filings + 1; n += 1) await product.deliver(mailNumber(n));
    const graphToken = await product.token('https://graph.microsoft.com/Mail.ReadWrite');
    const apiToken = await product.token(`api://${product.client.id}/access_as_user`);
    const [first, ...messages] = await listMessages(product, graphToken);
    if (!first) throw new Error('There is no mail to file.');
    await untilKnown(product, apiToken);
    await file(product, apiToken, first); // the first one also gets the person's token
    const [filed, reads] = [[] as number[], [] as number[]];
    for (const message of messages.slice(0, filings)) {
      filed.push(await time(() => file(product, apiToken, message)));
      reads.push(await time(() => read(product, graphToken, message.id)));
    }
    return { filed: spread(filed), oneReadAtGraph: spread(reads) };
  } finally {
    await product.stop();
    await postgres?.stop();
  }
}

async function listMessages(product: Product, token: string): Promise<GraphMessage[]> {
  const url = `${product.graph}/v1.0/me/messages?$top=1000&$select=internetMessageId&$expand=attachments($select=id)&$filter=contains(subject,'Measured mail')`;
  const answer = await product.ask(url, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { value: GraphMessage[] }).value;
}

const read = async (product: Product, token: string, id: string) =>
  (
    await product.ask(`${product.graph}/v1.0/me/messages/${encodeURIComponent(id)}`, {
      headers: { authorization: `Bearer ${token}` },
    })
  ).json();

const post = async (product: Product, token: string, path: string, body: object): Promise<unknown> => {
  const answer = await product.ask(`${product.server}/api${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.json();
};

/** The index of records is read in the background after the start. */
async function untilKnown(product: Product, token: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const { records } = (await post(product, token, '/records/search', { query: 'Jana' })) as { records: object[] };
    if (records.length > 0) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
  }
  throw new Error('Coherence was not read within a minute.');
}

const file = (product: Product, token: string, message: GraphMessage) =>
  post(product, token, '/filings', {
    mailbox: 'ada@alderfinch.example',
    messageId: message.id,
    internetMessageId: message.internetMessageId,
    records: [{ module: 'people', id: 'rec_jana' }],
    attachmentIds: message.attachments.map((it) => it.id),
    saveCopy: true,
  });
