import fs from 'node:fs';
import path from 'node:path';
import { generateCertificates } from 'office-addin-dev-certs';

export interface Tls {
  key: string;
  cert: string;
  caPem: string;
  caFile: string;
}

const days = 365;

/**
 * A certificate for localhost and the authority that signed it, made once and kept in the folder.
 * Made anew a month before it ends, so that a sandbox kept for a year still opens.
 */
export async function ensureCertificates(folder: string): Promise<Tls> {
  fs.mkdirSync(folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  const age = fs.existsSync(file('localhost.crt')) ? Date.now() - fs.statSync(file('localhost.crt')).mtimeMs : Infinity;
  if (age > (days - 30) * 24 * 3600 * 1000)
    await quietly(() => generateCertificates(file('ca.crt'), file('localhost.crt'), file('localhost.key'), days));
  const read = (name: string) => fs.readFileSync(file(name), 'utf8');
  return { key: read('localhost.key'), cert: read('localhost.crt'), caPem: read('ca.crt'), caFile: file('ca.crt') };
}

/** The package prints where it wrote; our standard output is reserved for the one address. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await work();
  } finally {
    console.log = log;
  }
}
