import type { DriftRow } from '../../../../contract/access.js';

const head = ['Record', 'Module', 'Folder', 'Finding', 'Who', 'Has', 'Should have', 'Repair', 'Looked at'];

/** One line for each finding. A text that a spreadsheet would take for a formula is kept a text. */
export function toCsv(rows: DriftRow[]): string {
  const lines = rows.flatMap(({ record, webUrl, more, less, problem, checkedAt = '' }) => {
    const of = [record.displayName, record.moduleName, webUrl];
    return [
      ...more.map(({ who, why, allowed, remedy }) => [
        ...of,
        `more: ${why}`,
        [who.name, who.address, who.scope, ...(who.people ?? [])].filter(Boolean).join(' '),
        who.role,
        allowed ?? 'nothing',
        remedy,
        checkedAt,
      ]),
      ...less.map(({ who, role, held }) => [
        ...of,
        'less',
        [who.name, who.address].filter(Boolean).join(' '),
        held ?? 'nothing',
        role,
        'give',
        checkedAt,
      ]),
      ...(problem ? [[...of, 'problem', problem, '', '', '', checkedAt]] : []),
    ];
  });
  return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};
