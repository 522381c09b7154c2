import { all, child, type Element } from './xml.js';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The address under which Office asks for a token of ours: it must be on the host of the pane, and end with the application's id. */
export function resourceMistakes(id: string, resource: string, hosts: string[]): string[] {
  return [
    ...(guid.test(id) ? [] : [`The application id "${id}" is not a GUID.`]),
    ...(hosts.some((host) => resource === `api://${host}/${id}`)
      ? []
      : [`The resource "${resource}" is not api://, the host of the pane, and the application id.`]),
  ];
}

/** Where nested app authentication is missing, Office's own sign-in needs the application in the manifest. */
export function singleSignOn(manifest: Element): string[] {
  const [info, second] = all(manifest, 'WebApplicationInfo');
  if (!info || second) return ['<WebApplicationInfo> must stand once: Office signs in with it.'];
  const hosts = all(manifest, 'AppDomain')
    .filter((it) => URL.canParse(it.text))
    .map((it) => new URL(it.text).host);
  const scopes = all(info, 'Scope').map((it) => it.text);
  return [
    ...resourceMistakes(child(info, 'Id')?.text ?? '', child(info, 'Resource')?.text ?? '', hosts),
    ...(scopes.filter((it) => !['openid', 'profile', 'User.Read'].includes(it)).length > 0
      ? ['<Scopes> asks for more than signing in needs; everything else is asked for when it is used.']
      : []),
  ];
}
