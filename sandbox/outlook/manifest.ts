import fs from 'node:fs';
import path from 'node:path';

export interface AddIn {
  id: string;
  name: string;
  label: string;
  tip: string;
  iconPath: string;
  panePath: string;
  isPinnable: boolean;
  permissionLevel: number;
  /** Where the add-in stands beside an appointment, when the manifest says that it does. */
  appointmentPaths: { organizer: string | null; attendee: string | null };
}

/** What Outlook reads of manifest.xml: mistakes there are to show here. On the wire ReadItem is 1, ReadWriteMailbox 2, ReadWriteItem 3. */
export function readManifest(root: string): AddIn {
  const xml = fs.readFileSync(path.join(root, 'manifest.xml'), 'utf8');
  const one = (shape: RegExp, what: string): string => {
    const found = shape.exec(xml)?.[1];
    if (found === undefined) throw new Error(`manifest.xml has no ${what}.`);
    return found;
  };
  const surface = one(
    /<ExtensionPoint xsi:type="MessageReadCommandSurface">([^]*?)<\/ExtensionPoint>/,
    'message read surface',
  );
  const resource = (id: string) => one(new RegExp(`id="${id}"\\s+DefaultValue="([^"]*)"`), `resource ${id}`);
  const resid = (shape: RegExp, what: string) => {
    const found = shape.exec(surface)?.[1];
    if (!found) throw new Error(`The button has no ${what}.`);
    return resource(found);
  };
  const appointmentPath = (kind: string): string | null => {
    const point = new RegExp(
      `<ExtensionPoint xsi:type="Appointment${kind}CommandSurface">([^]*?)</ExtensionPoint>`,
    ).exec(xml)?.[1];
    const source = /<SourceLocation resid="(\w+)"/.exec(point ?? '')?.[1];
    return source ? new URL(resource(source)).pathname : null;
  };
  const permission = one(/<Permissions>(\w+)<\/Permissions>/, 'permission');
  return {
    id: one(/<Id>([^<]+)<\/Id>/, 'id'),
    name: one(/<DisplayName DefaultValue="([^"]*)"/, 'name'),
    label: resid(/<Control[^]*?<Label resid="(\w+)"/, 'label'),
    tip: resid(/<Supertip>[^]*?<Description resid="(\w+)"/, 'tip'),
    iconPath: new URL(resid(/<bt:Image size="32" resid="(\w+)"/, 'icon')).pathname,
    panePath: new URL(resid(/<SourceLocation resid="(\w+)"/, 'address')).pathname,
    isPinnable: /<SupportsPinning>true</.test(surface),
    permissionLevel: { Restricted: 0, ReadItem: 1, ReadWriteMailbox: 2, ReadWriteItem: 3 }[permission] ?? 0,
    appointmentPaths: { organizer: appointmentPath('Organizer'), attendee: appointmentPath('Attendee') },
  };
}
