import fs from 'node:fs';
import { inspect } from 'node:util';
import { z } from 'zod';
import { isPersonal } from './base/principal.js';
import type { CoherenceApp } from './records/coherence/oauth.js';
import type { CoherenceSetting } from './records/workspaces.js';

export interface Config {
  host: string;
  port: number;
  publicUrl: string;
  database: { url?: string; folder?: string };
  entraUrl: string;
  graphUrl: string;
  adminCenterUrl: string;
  clientId: string;
  caFile?: string;
  logLevel: string;
  role: 'all' | 'web' | 'worker';
  leaseSeconds: number;
  sliceSeconds: number;
  pollSeconds: number;
  coherencePollSeconds: number;
  subscriptionMinutes: number;
  category: string;
  /** Object ids of the personal accounts (Outlook.com) that may use the workspace of their tenant. */
  personalAccounts: string[];
  /** Object ids, or tenant/address. */
  administrators: string[];
  pagesFolder: string;
  frameAncestors: string[];
  /** OneDrive and SharePoint: their links may be pasted, and their previews stand in a frame of ours. */
  fileOrigins: string[];
  /** Where Microsoft lets files be taken from and brought to; called besides Graph, Entra and Coherence. */
  transferOrigins: string[];
  version: string;
}

/** Secrets, apart from the rest, and never printed. */
export class Secrets {
  constructor(
    readonly clientSecret: string,
    readonly encryptionKeys: string,
    readonly coherenceConnections: CoherenceSetting[],
    /** Who looks at the metrics must know it; without one nobody may. */
    readonly metricsToken: string | undefined,
    /** Without one, Coherence is reached by keys only. */
    readonly coherenceOAuth: CoherenceApp | undefined,
  ) {}
  toJSON(): string {
    return '[secrets]';
  }
  [inspect.custom](): string {
    return '[secrets]';
  }
}

export interface Setting {
  name: string;
  meaning: string;
  otherwise?: string;
  isSecret?: true;
}
/** Every variable this server reads. `.env.example` and `--help` say the same; a test holds them together. */
export const settings: Setting[] = [
  { name: 'HOST', meaning: 'address to listen on', otherwise: '127.0.0.1' },
  { name: 'PORT', meaning: 'port to listen on, behind a proxy that speaks https', otherwise: '3000' },
  { name: 'PUBLIC_URL', meaning: 'https address under which people and Outlook reach this server' },
  {
    name: 'DATABASE_URL',
    meaning: 'postgres://… for PostgreSQL; without it the embedded database is used',
    isSecret: true,
  },
  { name: 'DATA_DIR', meaning: 'folder of the embedded database', otherwise: './data/server' },
  {
    name: 'ENTRA_URL',
    meaning: 'identity platform (national clouds have their own)',
    otherwise: 'https://login.microsoftonline.com',
  },
  {
    name: 'GRAPH_URL',
    meaning: 'Microsoft Graph (national clouds have their own)',
    otherwise: 'https://graph.microsoft.com',
  },
  {
    name: 'ADMIN_CENTER_URL',
    meaning: 'Microsoft 365 admin center, as a link for administrators (national clouds have their own)',
    otherwise: 'https://admin.microsoft.com',
  },
  { name: 'CLIENT_ID', meaning: 'application (client) id of the registration' },
  { name: 'CLIENT_SECRET', meaning: 'its secret', isSecret: true },
  {
    name: 'COHERENCE_CONNECTIONS',
    meaning:
      'JSON list of { tenant, baseUrl, appUrl, apiKey }; for the tenant of personal accounts also { accounts }: object ids',
    isSecret: true,
  },
  {
    name: 'COHERENCE_OAUTH',
    meaning:
      'JSON { authorizeUrl, tokenUrl, revokeUrl, clientId, clientSecret, scope } of an OAuth app of Coherence, to sign in there',
    isSecret: true,
  },
  {
    name: 'ENCRYPTION_KEYS',
    meaning: '"id:base64" of 32 bytes, several with commas; the first seals, all open',
    isSecret: true,
  },
  {
    name: 'METRICS_TOKEN',
    meaning: 'bearer token for /metrics; without one there are none to see',
    isSecret: true,
  },
  { name: 'CA_FILE', meaning: 'one more certificate authority to trust for outbound calls' },
  { name: 'LOG_LEVEL', meaning: 'debug, info, warn, error or silent', otherwise: 'info' },
  { name: 'ROLE', meaning: 'all, web or worker', otherwise: 'all' },
  { name: 'WORKER_LEASE_SECONDS', meaning: 'how long a silent worker keeps its work', otherwise: '15' },
  { name: 'SYNC_SLICE_SECONDS', meaning: 'how long one folder is read before others have their turn', otherwise: '20' },
  { name: 'SYNC_POLL_SECONDS', meaning: 'how often mail is looked at without being told', otherwise: '900' },
  {
    name: 'COHERENCE_POLL_SECONDS',
    meaning: 'how often changed records are looked for where folders wait for them and Coherence does not tell',
    otherwise: '60',
  },
  {
    name: 'SUBSCRIPTION_MINUTES',
    meaning: 'how long Microsoft is asked to send notifications; renewed at half of it',
    otherwise: '4200',
  },
  { name: 'FILED_CATEGORY', meaning: 'Outlook category of filed mail', otherwise: 'Coherence' },
  {
    name: 'ADMINISTRATORS',
    meaning:
      'who administers this product besides the administrators of the workspace, with spaces: object ids, or tenant/address',
    otherwise: '',
  },
  { name: 'PAGES_DIR', meaning: 'folder of the built pages', otherwise: './dist/public' },
  {
    name: 'FRAME_ANCESTORS',
    meaning: 'origins that may show the pane, with spaces',
    otherwise:
      'https://outlook.office.com https://outlook.office365.com https://outlook.live.com https://*.officeapps.live.com https://*.office.com',
  },
  {
    name: 'FILE_ORIGINS',
    meaning:
      'origins of OneDrive and SharePoint, with spaces: their links may be pasted, their previews shown in a frame',
    otherwise:
      'https://*.sharepoint.com https://*.sharepoint.us https://*.sharepoint-mil.us https://*.sharepoint.cn https://onedrive.live.com https://1drv.ms',
  },
  {
    name: 'TRANSFER_ORIGINS',
    meaning:
      'origins that Microsoft names for uploads and downloads, with spaces; besides the ones above nothing is called',
    otherwise:
      'https://*.1drv.com https://*.microsoftpersonalcontent.com https://*.svc.ms https://outlook.office.com https://outlook.office365.com',
  },
];

const https = z.url({ protocol: /^https$/ }).transform((it) => it.replace(/\/$/, ''));
const oauthApp = z.object({
  authorizeUrl: https,
  tokenUrl: https,
  revokeUrl: https.optional(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().default('read write'),
});
const shape = z.object({
  HOST: z.string(),
  PORT: z.coerce.number().int().min(0).max(65_535),
  PUBLIC_URL: https,
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  DATA_DIR: z.string(),
  ENTRA_URL: https,
  GRAPH_URL: https,
  ADMIN_CENTER_URL: https,
  CLIENT_ID: z.guid(),
  CLIENT_SECRET: z.string().min(1),
  ENCRYPTION_KEYS: z.string().min(1),
  COHERENCE_CONNECTIONS: z.string().transform((text, context) => {
    try {
      return z
        .array(
          z
            .object({
              tenant: z.guid(),
              baseUrl: https,
              appUrl: https,
              apiKey: z.string().min(8),
              accounts: z.array(z.guid()).min(1).optional(),
            })
            // Everybody in the world could sign in otherwise.
            .refine((it) => !isPersonal({ tenantId: it.tenant }) || it.accounts),
        )
        .parse(JSON.parse(text));
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'is not a JSON list of { tenant, baseUrl, appUrl, apiKey }, with { accounts } for personal accounts',
      });
      return z.NEVER;
    }
  }),
  COHERENCE_OAUTH: z
    .string()
    .optional()
    .transform((text, context) => {
      if (!text) return undefined;
      try {
        return oauthApp.parse(JSON.parse(text));
      } catch {
        context.addIssue({
          code: 'custom',
          message: 'is not JSON of { authorizeUrl, tokenUrl, revokeUrl, clientId, clientSecret, scope }',
        });
        return z.NEVER;
      }
    }),
  METRICS_TOKEN: z.string().min(16).optional(),
  CA_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  ROLE: z.enum(['all', 'web', 'worker']),
  WORKER_LEASE_SECONDS: z.coerce.number().min(1).max(600),
  SYNC_SLICE_SECONDS: z.coerce.number().min(1).max(600),
  SYNC_POLL_SECONDS: z.coerce.number().min(1).max(86_400),
  COHERENCE_POLL_SECONDS: z.coerce.number().min(1).max(900),
  SUBSCRIPTION_MINUTES: z.coerce.number().int().min(45).max(10_080),
  FILED_CATEGORY: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^,;]+$/),
  ADMINISTRATORS: z.string(),
  PAGES_DIR: z.string(),
  FRAME_ANCESTORS: z.string(),
  FILE_ORIGINS: z.string(),
  TRANSFER_ORIGINS: z.string(),
});

/** The environment as meaning. Throws one sentence that names every variable that is wrong, missing or contradicts another. */
export function readConfig(
  environment: Record<string, string | undefined>,
  version = '0.1.0',
): { config: Config; secrets: Secrets } {
  if (environment.DATABASE_URL && environment.DATA_DIR)
    throw new Error(
      'DATABASE_URL and DATA_DIR are both set. Choose PostgreSQL (DATABASE_URL) or the embedded database (DATA_DIR).',
    );
  const values = Object.fromEntries(
    settings.map(({ name, otherwise, isSecret }) => [
      name,
      environment[name] || (isSecret && fromFile(environment, name)) || otherwise,
    ]),
  );
  const parsed = shape.safeParse(values);
  if (!parsed.success)
    throw new Error(
      `The settings are not complete:\n${parsed.error.issues.map((it) => `  ${it.path.join('.')}: ${it.message}`).join('\n')}`,
    );
  const it = parsed.data;
  if (it.ROLE !== 'all' && !it.DATABASE_URL)
    throw new Error(
      'ROLE is web or worker, but the embedded database serves one process only. Set DATABASE_URL, or ROLE=all.',
    );
  return {
    config: {
      host: it.HOST,
      port: it.PORT,
      publicUrl: it.PUBLIC_URL,
      database: it.DATABASE_URL ? { url: it.DATABASE_URL } : { folder: it.DATA_DIR },
      entraUrl: it.ENTRA_URL,
      graphUrl: it.GRAPH_URL,
      adminCenterUrl: it.ADMIN_CENTER_URL,
      clientId: it.CLIENT_ID,
      ...(it.CA_FILE ? { caFile: it.CA_FILE } : {}),
      logLevel: it.LOG_LEVEL,
      role: it.ROLE,
      leaseSeconds: it.WORKER_LEASE_SECONDS,
      sliceSeconds: it.SYNC_SLICE_SECONDS,
      pollSeconds: it.SYNC_POLL_SECONDS,
      coherencePollSeconds: it.COHERENCE_POLL_SECONDS,
      subscriptionMinutes: it.SUBSCRIPTION_MINUTES,
      category: it.FILED_CATEGORY,
      personalAccounts: it.COHERENCE_CONNECTIONS.flatMap((one) =>
        isPersonal({ tenantId: one.tenant }) ? (one.accounts ?? []) : [],
      ),
      administrators: it.ADMINISTRATORS.split(/\s+/).filter(Boolean),
      pagesFolder: it.PAGES_DIR,
      frameAncestors: it.FRAME_ANCESTORS.split(/\s+/).filter(Boolean),
      fileOrigins: it.FILE_ORIGINS.split(/\s+/).filter(Boolean),
      transferOrigins: it.TRANSFER_ORIGINS.split(/\s+/).filter(Boolean),
      version,
    },
    secrets: new Secrets(
      it.CLIENT_SECRET,
      it.ENCRYPTION_KEYS,
      it.COHERENCE_CONNECTIONS,
      it.METRICS_TOKEN,
      it.COHERENCE_OAUTH,
    ),
  };
}

/** A secret may stand in a file instead: NAME_FILE. */
function fromFile(environment: Record<string, string | undefined>, name: string): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return undefined;
  if (!fs.existsSync(file)) throw new Error(`${name}_FILE names ${file}, which is not there.`);
  return fs.readFileSync(file, 'utf8').trim();
}
