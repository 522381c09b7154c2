import fs from 'node:fs';
import path from 'node:path';
import { inWords } from '../../contract/diagnoses.js';
import { lookingScopes, neededScopes, signInLogScopes } from '../../server/administration/scopes.js';
import { apiScope } from '../../server/identity/scopes.js';
import { findMistakes } from '../../tools/manifest/rules.js';
import { findUnifiedMistakes } from '../../tools/manifest/unified.js';
import { approvalAddress, deploymentPage } from '../../tools/package/deployment-page.js';
import { placeUnified, placeXml, readPlace, type Place } from '../../tools/package/place.js';
import { redirectAddresses, registrationOf } from '../../tools/package/registration.js';
import { clients } from '../../tools/package/support.js';

/* What `npm run package` writes for one address, held against what the server and the pages really use. */
const root = process.cwd();
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const place: Place = {
  baseUrl: 'https://outlook.alderfinch.example:8443',
  id: '11111111-2222-4333-8444-555555555555',
  clientId: '3c9f2a44-58f0-4a53-9d0e-6f1b2c3d4e5f',
};
const filesOf = (folder: string) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((it) => /[.]tsx?$/.test(it) && !/[.]test[.]/.test(it))
    .map((it) => path.posix.join(folder, it.replaceAll('\\', '/')));

test('M110 both manifests for an address have no mistake, no placeholder, and one id each', async () => {
  const xml = placeXml(read('manifest.xml'), place);
  const { manifest, files } = await placeUnified(read('manifest.json'), read('manifest.xml'), place);
  expect(await findMistakes(xml, { root })).toEqual([]);
  expect(findUnifiedMistakes(manifest)).toEqual([]);
  for (const text of [xml, manifest, ...Object.values(files)])
    expect(text).not.toMatch(/coherence-365[.]example|00000000-0000-0000/);
  expect(xml).toContain(`<Id>${place.id}</Id>`);
  const { id, extensions, localizationInfo } = JSON.parse(manifest) as {
    id: string;
    extensions: { alternates: unknown[] }[];
    localizationInfo: { additionalLanguages: { file: string }[] };
  };
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(id).not.toBe(place.id);
  expect(extensions[0]?.alternates).toEqual([{ hide: { customOfficeAddin: { officeAddinId: place.id } } }]);
  expect(localizationInfo.additionalLanguages.map((it) => it.file).sort()).toEqual(Object.keys(files).sort());
});

test("M110 each language's file has only keys that Microsoft's schema knows, and within its lengths", async () => {
  const { files } = await placeUnified(read('manifest.json'), read('manifest.xml'), place);
  const schema = JSON.parse(
    read('node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.24/MicrosoftTeams.Localization.schema.json'),
  ) as {
    properties: Record<string, { maxLength?: number }>;
    patternProperties: Record<string, { maxLength?: number }>;
  };
  const ruleOf = (key: string) =>
    schema.properties[key] ??
    Object.entries(schema.patternProperties).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
  expect(Object.keys(files)).toEqual(['de-de.json', 'fr-fr.json']);
  for (const text of Object.values(files)) {
    const words = Object.entries(JSON.parse(text) as Record<string, string>);
    expect(words.filter(([key]) => key.startsWith('extensions')).length).toBe(3); // one for each surface
    for (const [key, value] of words)
      expect([key, value.length <= (ruleOf(key)?.maxLength ?? (ruleOf(key) ? 5_000 : -1))]).toEqual([key, true]);
  }
});

test('M110 what cannot be right is refused with a sentence for each, before anything is written', () => {
  expect(readPlace({ ...place, baseUrl: `${place.baseUrl}/` })).toEqual({ ...place, accounts: 'organizations' });
  for (const baseUrl of ['http://a.example', 'a.example', 'https://a.example/path', 'https://a.example/?x=1', ''])
    expect(readPlace({ ...place, baseUrl })).toEqual([expect.stringContaining('--base-url')]);
  for (const version of ['1', '1.2', '1.2.3.4', '01.2.3', 'v1.2.3', ''])
    expect(readPlace({ ...place, version })).toEqual([expect.stringContaining('--version')]);
  for (const accounts of ['organization', 'personal', 'ALL', ''])
    expect(readPlace({ ...place, accounts })).toEqual([expect.stringContaining('--accounts')]);
  expect(readPlace({})).toHaveLength(3);
});

test('M110 a version of one’s own is in both manifests, so that an update can be uploaded without a new version of the project', async () => {
  const updated = { ...place, version: '2.10.1' };
  expect(readPlace(updated)).toEqual({ ...updated, accounts: 'organizations' });
  const xml = placeXml(read('manifest.xml'), updated);
  const { manifest } = await placeUnified(read('manifest.json'), read('manifest.xml'), updated);
  expect(xml).toContain('<Version>2.10.1.0</Version>');
  expect(await findMistakes(xml, { root })).toEqual([]);
  expect(findUnifiedMistakes(manifest)).toEqual([]);
  expect(JSON.parse(manifest)).toMatchObject({ version: '2.10.1' });
});

describe('M82 the registration', () => {
  const { application, permissions } = registrationOf(place);

  test('asks for exactly what the server may ask for, each with its id and its reason', () => {
    const asked = [...neededScopes, ...lookingScopes, ...signInLogScopes];
    expect(permissions.map((it) => it.scope)).toEqual(asked);
    expect(application.requiredResourceAccess[0]?.resourceAccess.map((it) => it.id)).toEqual(
      permissions.map((it) => it.id),
    );
    expect(new Set(permissions.map((it) => it.id)).size).toBe(asked.length);
    for (const { scope, id, why } of permissions) {
      expect(inWords([scope])).not.toBe(scope); // people read what it lets Coherence do, not what it is called
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(why).toMatch(/^(to|for) \w{2,}/);
    }
  });

  test('knows every permission of Graph that any room of the server names', () => {
    const scope = /'(?:https:\/\/graph[.]microsoft[.]com\/)?([A-Z][A-Za-z]+[.](?:Read|Send)[A-Za-z.]*)'/g;
    const named = filesOf('server').flatMap((file) => [...read(file).matchAll(scope)].map((it) => it[1] ?? ''));
    const notAskedFor = ['GroupMember.Read.All']; // used where an organisation granted it by itself
    const known = [...permissions.map((it) => it.scope), ...notAskedFor];
    expect([...new Set(named)].filter((it) => !known.includes(it))).toEqual([]);
  });

  test('names every address that Microsoft is told to come back to, https first, and no other', () => {
    const server = filesOf('server').flatMap((file) => [
      ...read(file).matchAll(/(?:redirectUri = |redirect_uri: )`\$\{(?:needs[.])?publicUrl\}([^`]+)`/g),
    ]);
    const pages = filesOf('src').flatMap((file) => [
      ...read(file).matchAll(/createRedirectIdentity\([^)]*, '(\/[^']+)'\)/g),
    ]);
    const used = new Set([...server, ...pages].map((it) => it[1] ?? ''));
    expect(used.size).toBeGreaterThan(3);
    const { web, spa } = redirectAddresses(place.baseUrl);
    const named = [...web, ...spa]
      .filter((it) => it.startsWith(place.baseUrl))
      .map((it) => it.slice(place.baseUrl.length));
    expect(named.sort()).toEqual([...used].sort());
    expect(spa[0]).toMatch(/^https:/);
    expect(spa.at(-1)).toBe('brk-multihub://outlook.alderfinch.example:8443');
    expect(application.spa.redirectUris).toEqual(spa);
    expect(application.web.redirectUris).toEqual(web);
  });

  test('opens the one scope of ours to every Office, under the addresses of the manifest and of the server', () => {
    const [scope] = application.api.oauth2PermissionScopes;
    expect(scope).toMatchObject({ value: apiScope, type: 'User', isEnabled: true });
    expect(application.api.preAuthorizedApplications).toEqual([
      { appId: 'ea5a67f6-b6f3-4338-b240-c655ddc3cc8e', delegatedPermissionIds: [scope?.id] },
    ]);
    expect(application.api.requestedAccessTokenVersion).toBe(2);
    const resource = /<Resource>([^<]+)</.exec(placeXml(read('manifest.xml'), place))?.[1];
    expect(application.identifierUris).toEqual([resource, `api://${place.clientId}`]);
  });
});

test('M9 M82 personal accounts are let in by the registration only where that was asked for, and the page says who can sign in', () => {
  expect(registrationOf(place).application.signInAudience).toBe('AzureADMultipleOrgs');
  expect(deploymentPage(place, '0.1.0.0')).toMatch(/Personal Outlook\.com accounts cannot sign in.*--accounts all/);
  const wide = readPlace({ ...place, accounts: 'all' });
  if (Array.isArray(wide)) throw new Error(wide.join());
  const { application } = registrationOf(wide);
  expect(application.signInAudience).toBe('AzureADandPersonalMicrosoftAccount');
  expect(application.api.requestedAccessTokenVersion).toBe(2); // Microsoft takes personal accounts with no other
  expect({ ...application, signInAudience: '' }).toEqual({ ...registrationOf(place).application, signInAudience: '' });
  const page = deploymentPage(wide, '0.1.0.0');
  expect(page).toContain('and personal Microsoft accounts');
  expect(page).not.toContain('accounts cannot sign in');
});

test('M80 the page of a deployment leads to approval of everything or of one permission, and says where it runs', () => {
  const page = deploymentPage(place, '0.1.0.0');
  for (const scope of [...neededScopes, ...lookingScopes]) expect(page).toContain(`<code>${scope}</code>`);
  const url = new URL(approvalAddress(place, neededScopes));
  expect(url.searchParams.get('scope')?.split(' ')).toEqual(
    neededScopes.map((it) => `https://graph.microsoft.com/${it}`),
  );
  expect(redirectAddresses(place.baseUrl).spa).toContain(url.searchParams.get('redirect_uri'));
  expect(page).not.toContain('coherence-365.example');
  const guide = read('docs/admin-guide.md');
  for (const { client, pane, tested } of clients) expect(guide).toContain(`| ${client} | ${pane} | ${tested} |`);
});
