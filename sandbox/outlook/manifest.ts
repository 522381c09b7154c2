export interface AddIn {
  id: string;
  version: string;
  name: string;
  label: string;
  tip: string;
  iconPath: string;
  panePath: string;
  /** Where its pages are; null for the manifest of the project's folder, whose address is a placeholder for our own server. */
  origin: string | null;
  isPinnable: boolean;
  permissionLevel: number;
  /** Where the add-in stands beside an appointment, when the manifest says that it does. */
  appointmentPaths: { organizer: string | null; attendee: string | null };
}
const placeholder = 'https://coherence-365.example';

/**
 * What Outlook reads of a manifest; throws a sentence where it could not. On the wire ReadItem is 1, ReadWriteMailbox 2, ReadWriteItem 3.
 */
export function readManifest(xml: string): AddIn {
  const one = (shape: RegExp, what: string): string => {
    const found = shape.exec(xml)?.[1];
    if (found === undefined) throw new Error(`The manifest has no ${what}.`);
    return found;
  };
  one(/<OfficeApp\b[^>]*xsi:type="(MailApp)"/, 'mail app');
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
  const pane = new URL(resid(/<SourceLocation resid="(\w+)"/, 'address'));
  return {
    id: one(/<OfficeApp\b[^>]*>\s*<Id>([0-9a-fA-F-]{36})<\/Id>/, 'id that is a GUID'),
    version: one(/<Version>(\d+(?:\.\d+){1,3})<\/Version>/, 'version of numbers'),
    name: one(/<DisplayName DefaultValue="([^"]*)"/, 'name'),
    label: resid(/<Control[^]*?<Label resid="(\w+)"/, 'label'),
    tip: resid(/<Supertip>[^]*?<Description resid="(\w+)"/, 'tip'),
    iconPath: new URL(resid(/<bt:Image size="32" resid="(\w+)"/, 'icon')).pathname,
    panePath: pane.pathname,
    origin: pane.origin === placeholder ? null : pane.origin,
    isPinnable: /<SupportsPinning>true</.test(surface),
    permissionLevel: { Restricted: 0, ReadItem: 1, ReadWriteMailbox: 2, ReadWriteItem: 3 }[permission] ?? 0,
    appointmentPaths: { organizer: appointmentPath('Organizer'), attendee: appointmentPath('Attendee') },
  };
}
