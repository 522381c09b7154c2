import { all, type Element } from './xml.js';

/** Where the pane stands, by the names of either manifest. What is only in one of them would be missing for some people. */
export const surfaces = [
  { xml: 'MessageReadCommandSurface', json: 'mailRead', mayPin: true },
  { xml: 'AppointmentOrganizerCommandSurface', json: 'meetingDetailsOrganizer', mayPin: false },
  { xml: 'AppointmentAttendeeCommandSurface', json: 'meetingDetailsAttendee', mayPin: false },
] as const;

/** The pane stands on each surface once, pins only where Outlook lets it, and old clients find a form for each. */
export function surfacesComplete(manifest: Element): string[] {
  const points = all(manifest, 'ExtensionPoint');
  const named = (type: string) => points.filter((it) => it.attributes.type === type);
  const forms = all(manifest, 'Form').map((it) => it.attributes.type);
  const rules = all(manifest, 'Rule').filter((it) => it.attributes.ItemType === 'Appointment');
  return [
    ...surfaces.flatMap(({ xml, mayPin }) => {
      const found = named(xml);
      if (found.length !== 1) return [`<ExtensionPoint> ${xml} stands ${found.length} times instead of once.`];
      const [point] = found;
      return [
        ...(!mayPin && point && all(point, 'SupportsPinning').length > 0
          ? [`${xml} cannot be pinned: Outlook pins only beside messages.`]
          : []),
        ...(point && all(point, 'Action').every((it) => it.attributes.type === 'ShowTaskpane')
          ? []
          : [`${xml} has a command that does not open the pane.`]),
      ];
    }),
    ...points
      .filter((it) => !surfaces.some(({ xml }) => xml === it.attributes.type))
      .map((it) => `<ExtensionPoint> ${it.attributes.type} is not one that the pane can serve.`),
    ...['ItemRead', 'ItemEdit'].filter((it) => !forms.includes(it)).map((it) => `<Form> ${it} is missing.`),
    ...(rules.some((it) => it.attributes.FormType === 'ReadOrEdit')
      ? []
      : ['No <Rule> names appointments that are read and written.']),
  ];
}
